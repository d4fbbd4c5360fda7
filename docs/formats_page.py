"""The page docs/formats.md: every format that is read and written, with what is read of each."""

from __future__ import annotations

from kg.export.export_formats import EXPORTS
from kg.readers.papers.paper_fields import FIELD_NAMES
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS

_OPENED = """
### What may be named

- A file; `-` for standard input; a folder, which stands for all files in it and below; a pattern such as `"*.json"` or
  `"**/*.bib"` where the shell has not replaced it. Files of a folder are read in the order of their names; hidden ones,
  and folders that PaperAtlas wrote, are passed over.
- Files may be packed with gzip, bzip2, xz or Zstandard (which needs the extra `formats` before Python 3.14), whatever
  they are called.
- A ZIP or tar archive (packed or not) is read as its files, each with its own format. Nothing is unpacked to the disk.
  Archives in archives, encrypted files, documents of office programs and files that unpack to more than 100 times their
  size (64 MiB are always allowed) are refused.
- A file that is named has to be readable. Of a folder or an archive, a file that is of no known format, or cannot be
  read, is a warning; it is an error only where none of them can be read, or with `--strict`.
- The graph names the file that each paper comes from; in a folder or archive by the way from there:
  `2025/papers.jsonl`, `dump.zip/works.json`.
"""

_READ_OF_FORMATS = """
### What is read of them

- `bibtex`: title and subtitle, names (`von`, `Jr`, `{corporate}`, `and others`), `date` or year, month and day,
  journal or booktitle, `doi`, `url`, keywords, abstract; the arXiv id where arXiv, BibLaTeX, DBLP, Google Scholar or
  Mendeley put it; `@string`, `#`, `crossref`. LaTeX becomes plain text. Not read: volumes (`@proceedings`), editors,
  notes, paths of files.
- `ris`: the tags of Reference Manager, EndNote, Zotero, Mendeley and publishers, also where the last line of a record
  is missing or a field goes on in the next line. Not read: editors (`A2`), notes (`N1`).
- `arxiv-feed`, `arxiv-oai`: id, title, abstract, date of the first version, authors with places, categories (primary
  first), DOI, journal; in a list of new papers the day of the list. Not read: comments (addresses in them are kept as
  links).
- `dblp`: title, authors with ORCID, year, venue, DOI, arXiv id; entities of its DTD. Not read: it has no abstracts;
  volumes, persons.
- `acl-anthology`: title and abstract with formulas as TeX, authors with places and ORCID, the volume's name, year and
  month, DOI, code, data. Not read: editors, prefaces.
- `jats`: what stands in front of an article: title, abstract, authors with ORCID and places, date, journal, keywords,
  ids; DOIs that it cites. Records of PubMed, too. Not read: the text itself.
- `csv`, `parquet`: every column with a name that is known: those of JSON fields, of Scopus, Web of Science, IEEE
  Xplore, Dimensions, Zotero, OpenAlex, and of our own `nodes.csv`. Which column was taken for what is told where it
  was guessed, and may be said: `--column title=Name`. Commas, semicolons, tabs and bars part columns; `['a', 'b']` is
  a list. Not read: a row with too many cells.

What stands for nothing (`N/A`, `null`, `Author Address`, `No abstract available`, the author `Anonymous`) is left out
in every format; a title is always kept. The publisher of a preprint (`@misc`, `GEN`, `UNPB`) is its venue.

A broken entry, record or row costs itself: it is named with its line, and the others are read. A field that holds a
text, names or a date and is not read is told once for a file. XML that defines entities is refused, since they can
grow without end.
"""

_LISTINGS_IN = """
### Listing pages

A page of Hugging Face papers (daily, weekly, monthly, trending, search results, a collection, a paper's own page) may
be saved in any of these ways. What is read depends on what the page shows: the arXiv id where links are kept, the date,
number of authors, organisation, submitter, votes and comments where they stand there.

| saved as | e.g. | arXiv ids |
|---|---|---|
| text | "save as text", or all of the window copied, menus and votes included | no |
| HTML | "save page as", `curl` | yes |
| Markdown | scrapers and reader services, with links, images and front matter; "copy page" | yes |
| addresses below | Markdown in which each address is a line of its own | yes |
| numbered links | lynx, links, html2text: `[12]Title` or `[Title][12]`, and the list of addresses | with the list |
| a digest | Markdown: for each paper a heading or a row, and fields such as `**Upvotes:** 12` | yes |

- Menus may be in the language that a browser has translated them to; the words are in
  `kg/readers/listing/words/words.tsv`, to which a row may be added. Of other languages a page is read by its order.
- A date without a year ("May 30") is left out. On a search page the day in the head is not that of the papers; the day
  of a daily page is kept (`listed`) where the page's own address or heading names it with its year.
- The trending page shows each paper twice, for wide and narrow windows. Both are read and then merged.
- Text that belongs to no paper and to no known part of the page is reported with its line. A page of which too much is
  left over, or whose titles do not look like titles, is refused; the message shows the first lines that do not fit, and
  how much of the page each way of reading explains.
- Of a paper's own page, the comments and the lists of models and collections are left out.
"""

_FIELD_NAMES = """
In a record that is no service's, a field is found by its name, written in any case, with or without dashes and
underscores: `arxivId`, `arxiv_id` and `arXiv-ID` are one. The first name of a row that holds something wins.
"""

_SCORES_IN = """
## Scores in

`paperatlas build` and `add` take the scores of leaderboards and harnesses as well, beside papers or alone: records of
[Every Eval Ever](https://github.com/evaleval/every_eval_ever), schema 0.3.0, one in a file, in an array or one a line.

```
paperatlas build papers.jsonl data/helm_lite/*/*/*.json -o atlas
paperatlas query scores-side-by-side --param on=MMLU -o atlas
```

- Each score becomes a `kg:Result` without paper and words. It is derived from a `kg:Source` (the leaderboard, with its
  organisation and address), which is derived from the file; the record's id and date stand at the result. Rankings of
  what papers say (`leaderboard`, `state-of-the-art`, …) do not mix it in; `scores-side-by-side` shows both.
- Model and data are linked to the catalogue by their id on a model hub, by the id read as a name
  (`claude-3-5-sonnet-20241022`), or by their name. A model of another account than the developer's is not taken for the
  developer's. What is not linked is a new entity.
- An evaluation that is called otherwise than its data (`mmlu.law` on MMLU) has that name as its condition, and is not
  comparable. Values and units are kept: 0.69 of a record in proportions stays 0.69.
- A record of another version, a score that is no finite number or lies beyond its own bounds, a missing field: each is
  left out and named with file, line and field; the others go in. Levels (low, medium, high) are left out too.
- Imported scores are in the RDF forms of the graph and in its queries. The network forms (GraphML, GEXF, JSON, CSV,
  Cypher), the page and the report hold what papers say only.
"""
_PIPES = """
## Pipes and other files

`-` is standard input wherever a command reads a file, and standard output wherever it writes one; messages go to
standard error. Folders (`-o`, the tables of `csv`) cannot be `-`. A file of that name is `./-`.

```
curl -s https://example.org/papers.jsonl | paperatlas link - > links.jsonl
paperatlas export n-triples --to - | gzip > graph.nt.gz
paperatlas export turtle --to - | paperatlas validate -
```

What `--to` and `--out` name is written as it is: a named pipe, a device, `>(…)` and `/dev/stdout` in place, a symbolic
link at the file that it leads to. A plain file is replaced when the new one is whole, and keeps its mode; until then,
and where something goes wrong, the old one is there.
"""
_OUT = """
### GraphML and GEXF

Values that are numbers or truth values have that type: `year`, `author_count`, `upvotes`, `comments`, `value` and
`low` (of a result), `confidence`, `known`, `candidate`, `higher_is_better`, `comparable`. Lists are JSON texts; what
is not known is left out. An edge has

- `weight`: its confidence, from 0 to 1, and 1 where it needs none (a broader topic, a developer). It says how sure a
  link is: the larger, the closer. For shortest paths take `1 - weight` or no weight;
- `label` and `predicate`: what it says, e.g. `evaluatesOn`;
- `artifact_type`: what the artifact is in this paper (`type` in JSON and CSV; the word is GEXF's own).

`kg.flat(graph)` (or `atlas.flat_graph()`) is the graph in this form, for NetworkX's own writers. In node-link JSON
attributes are as in the graph itself: lists are lists, and the `value` of a result is a text with its exact decimals.

### CSV

- The files are UTF-8 with a byte order mark, so that Excel reads every letter. pandas, Polars, DuckDB and readr ignore
it; with Python's `csv` open them as `utf-8-sig`.
- An arXiv id is `arXiv:2401.00010`. As a bare number it would lose its last 0.
- A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break and is no number has an apostrophe in front, so that
  no spreadsheet runs it.
- pandas takes a cell that says `None`, `NA`, `nan` or `null` for a missing value, but some artifacts are called so.
  Only empty cells are missing with

```
frame = pandas.read_csv("nodes.csv", keep_default_na=False, na_values=[""])
```

- Dates are `2024`, `2024-05` or `2024-05-06`, as exact as they are known. Excel shows a month as `May-24`; `year` is a
  column of its own.

### Cypher

`value` of a result is a number; what is not known is left out. The script may be run twice.

### BibTeX, RIS and CSL-JSON

`paperatlas export bibtex` (or `ris`, `csl-json`) writes all papers of a graph; `paperatlas query … --format bibtex`
those whose IRIs are in the answer, each once, in the order of the rows. An answer without papers is an error that says
so.

```
paperatlas query topic-papers --param topic="scaling law" --format bibtex > scaling.bib
```

- Keys stay: `vaswani2017attention-2fdc63` is the first author, the year, the first telling word of the title, and six
  letters made from the arXiv id (else the DOI, else the title). They follow from the paper alone, whatever else is in
  the graph or the answer, and are the same in the three formats and in the export of the page.
- A paper of a conference is `@inproceedings`, of a journal `@article`; without a venue, or of a preprint server, it is
  `@misc` with `eprint`, `archivePrefix` and `primaryClass`.
- Names of people are taken apart (`van den Berg, Jr., Jan`); those of teams and companies stay whole in braces. Where
  the source names only some of the authors, `and others` follows.
- In titles, braces keep the capitals of names (`{SWE-bench}`). Signs that mean something to LaTeX are escaped; letters
  beyond ASCII stay.
- RIS parts names at commas: that of a company ends in one (`Meta, Inc.,`), and is then read as it stands.

### SSSOM

`paperatlas export sssom` writes what the nodes are elsewhere as [SSSOM](https://mapping-commons.github.io/sssom/), a
table with its header: papers to arXiv, DOI, OpenAlex, Semantic Scholar, DBLP, the ACL Anthology and OpenReview; authors
to ORCID and to services; artifacts to the Hugging Face hub and to the paper on arXiv that they are from
(`schema:subjectOf`); organisations to ROR and Wikidata; topics to Wikidata and CSO.

- A known artifact also has what registries state of it (ids there, of the hub, repositories; see
  [the catalogue](catalogue.md#ids-elsewhere)): `semapv:LexicalMatching`, with the registry's package as
  `mapping_source`.
- `mapping_justification` is `semapv:ManualMappingCuration` for what the catalogue, the table of organisations or the
  topic scheme says, and `semapv:UnspecifiedMatching` for ids as the records give them.
- The arXiv id or DOI of a paper that an index told by its title is `semapv:LexicalMatching`, what follows from the
  artifact that it introduces `semapv:MappingChaining`, both with their `confidence`; what a correction says is
  `semapv:ManualMappingCuration` with confidence 1.
- All prefixes of the ids stand in the header (`curie_map`); the licence of the mappings is CC0.

### Every Eval Ever

`paperatlas export every-eval-ever` writes the results that the leaderboards compare (`comparable`, of a model, more
likely right than wrong) as records of [Every Eval Ever](https://github.com/evaleval/every_eval_ever), schema 0.3.0: one
record a line for each paper and model.

- The source of a record is the paper: title, organisation, and in `additional_details` its arXiv id or DOI, address and
  date. `source_type` is `documentation`. `evaluator_relationship` is `first_party` where the paper introduces or
  proposes the model or comes from its developer, `third_party` where it comes from another organisation, else `other`.
- `score_details.details` has the exact words, their sentence, the exact decimals (`value`) and the `confidence`.
- `score` has the unit that `metric_unit` says: 71.5 percent is 71.5, not 0.715. Bounds are given for percentages of
  which more is better; otherwise `score_type` is left out.
- What the schema requires and no abstract says (`eval_library`, `deployment_type`, `model_availability`) is `unknown`.
- A result whose metric has no known direction is left out, since the schema requires one; the number of these is told.
- `retrieved_timestamp` is the time of the export, or `SOURCE_DATE_EPOCH` where that is set; all else is the same for
  the same graph.

The datastore of Every Eval Ever wants each record in a file of its own, `data/COLLECTION/DEVELOPER/MODEL/UUID.json`.
"""


_ARTIFACTS_IN = """
## Artifacts in

What describes a dataset or a model may be given among the files, beside papers or alone. Each thing becomes an entry of
this build's catalogue ([how](catalogue.md#described-artifacts)), so that papers link to it.

```
paperatlas build papers.jsonl datasets/*/croissant.json models/*/*/README.md -o atlas
paperatlas build --dry-run models/
```

- Of Croissant metadata are read: name and other names, description, address, licence, how to cite it. An address on the
  Hugging Face hub gives the id there. Files, records and fields of the data are not read.
- Of a card are read: licence, `arxiv:` tags and arXiv ids in the text, `pretty_name`; of a model also `base_model`,
  `datasets` and the scores of `model-index`. Front matter of more than 64 KiB or 20 levels, or with aliases, is
  refused. Cards need the extra `formats` (PyYAML).
- A card does not name its own id on the hub. The folders do (`datasets/ACCOUNT/NAME/README.md`,
  `models/ACCOUNT/NAME/README.md`, or `models--ACCOUNT--NAME` as in the hub's cache), or the code in the card that loads
  the thing. Without it the name is `pretty_name`, that of `model-index`, the heading or the folder.
- A base is what the model is a variant of; of several (a merge) none is. The data of a card is what the model was
  trained on. What the catalogue does not know becomes a new entity where it has the form of an id on the hub.
- Scores of a card are imported like those of leaderboards. Shots, configurations and splits that are not the usual ones
  become their condition; a metric without a known direction is not compared. Cards give no dates.
- The paper that a thing is from is the one arXiv id in how to cite it, else the only one that the file points to. Where
  there are several, none is taken for it; all are kept. The one on emissions that the hub's template cites is no one's.
- The hub's own JSON (`/api/models/ID`, `/api/datasets/ID`, or a list of such records) says the same: `cardData` is read
  as the front matter of a card, tags stand in for what it leaves out, and `id` is the id. Of the same thing's card and
  JSON one is enough.
"""


def formats_page(note: str) -> str:
    """Every reader and every export format; ``note`` says who wrote the page."""
    lines = ["# Formats", "", note, "", "## Papers in", ""]
    lines += [
        "The format of a file is recognised by its content, or named with `--format`.",
        "",
    ]
    lines += ["| format | what |", "|---|---|"]
    lines += [f"| `{reader.name}` | {reader.description} |" for reader in READERS.values()]
    lines += ["", _LISTINGS_IN.strip(), "", _OPENED.strip(), "", _READ_OF_FORMATS.strip()]
    lines += ["", "What is read of each service's JSON, and how papers inside a file are found: [JSON](json.md).", ""]
    lines += ["### Names of fields", "", _FIELD_NAMES.strip(), "", "| field | names |", "|---|---|"]
    lines += [f"| {field} | {', '.join(f'`{name}`' for name in names)} |" for field, names in FIELD_NAMES.items()]
    lines += ["", _SCORES_IN.strip(), ""]
    lines += ["| format | what |", "|---|---|"]
    lines += [f"| `{reader.name}` | {reader.description} |" for reader in SCORE_READERS.values()]
    lines += ["", _ARTIFACTS_IN.strip(), "", "| format | what |", "|---|---|"]
    lines += [f"| `{reader.name}` | {reader.description} |" for reader in CARD_READERS.values()]
    lines += ["", _PIPES.strip(), "", "## Graphs out", ""]
    lines += ["`paperatlas export FORMAT --to FILE` writes a built graph in any of these.", ""]
    lines += ["| format | file | what |", "|---|---|---|"]
    lines += [f"| `{name}` | {suffix or 'a folder'} | {what} |" for name, (suffix, what) in EXPORTS.items()]
    return "\n".join(lines) + "\n" + _OUT
