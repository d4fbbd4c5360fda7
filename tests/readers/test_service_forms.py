"""The forms that services give their records in, old and new, and what stands in a place of its own in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.ground.errors import InputError, UnreadFieldsError
from kg.ground.records import Author, Paper
from kg.readers.artifacts.artifact_cards import kind_of_card
from kg.readers.base.markup_text import plain_text
from kg.readers.read_files import read_papers
from kg.readers.services.openalex_records import abstract_of_index


def _read(folder: Path, value: Any) -> tuple[list[Paper], list[InputError]]:
    path = folder / "in"
    path.write_bytes(value if isinstance(value, bytes) else orjson.dumps(value))
    faults: list[InputError] = []
    return list(read_papers([path], on_fault=faults.append)), faults


def _one(folder: Path, value: Any, format: str) -> Paper:
    (paper,), faults = _read(folder, value)
    assert faults == []
    assert paper.sources[0].format == format
    return paper


def test_the_hub_s_outer_date_is_the_day_on_the_list(tmp_path: Path) -> None:
    inner = {
        "id": "2405.00001",
        "publishedAt": "2024-05-01T00:00:00.000Z",
        "title": "Paper Kites",
        "summary": "On kites.",
    }
    paper = _one(tmp_path, [{"paper": inner, "publishedAt": "2024-05-03T09:00:00.000Z", "numComments": 2}], "hub")
    assert (paper.date, paper.listed, paper.comments, paper.arxiv) == ("2024-05-01", "2024-05-03", 2, "2405.00001")


def test_an_outer_date_before_the_paper_s_own_is_no_day_on_the_list(tmp_path: Path) -> None:
    inner = {
        "id": "2405.00001",
        "publishedAt": "2024-05-01T00:00:00.000Z",
        "title": "Paper Kites",
        "summary": "On kites.",
    }
    paper = _one(tmp_path, [{"paper": inner, "publishedAt": "2024-04-30T20:00:00.000Z"}], "hub")
    assert (paper.date, paper.listed) == ("2024-05-01", None)


def test_a_scraper_s_clock_is_no_date_of_a_paper(tmp_path: Path) -> None:
    clock = "2024-05-03T09:00:00.123456+00:00"
    record = {"title": "Paper Kites", "url": "https://huggingface.co/papers/2405.00001", "publishedAt": clock,
              "fetchedAt": clock, "authors": ["Ada Kite,", "Bo Oak"], "tags": []}  # fmt: skip
    paper = _one(tmp_path, {"date": "2024-05-02", "papers": [record], "generatedAt": clock}, "hub")
    assert (paper.date, paper.listed, paper.arxiv) == (None, "2024-05-02", "2405.00001")
    assert paper.authors == (Author("Ada Kite"), Author("Bo Oak"))


def test_what_others_add_to_the_hub_s_records_is_read(tmp_path: Path) -> None:
    record = {"id": "2405.00001", "title": "A", "ai_keywords": ["x"], "doi": "10.1000/x", "categories": ["cs.CL"]}
    paper = _one(tmp_path, record | {"venue": "Kites"}, "hub")
    assert (paper.doi, paper.categories, paper.venue) == ("10.1000/x", ("cs.CL",), "Kites")


def test_an_id_of_another_name_is_not_semantic_scholar_s(tmp_path: Path) -> None:
    paper = _one(tmp_path, {"paperId": "2405.00001", "title": "A", "published": "2024-05-01"}, "jsonl")
    assert (paper.arxiv, paper.date) == ("2405.00001", "2024-05-01")


def test_what_the_hub_s_program_wrote_is_told_and_not_taken_for_the_paper_s(tmp_path: Path) -> None:
    record = {
        "id": "2405.00001",
        "title": "A",
        "upvotes": 1,
        "ai_summary": "It says what kites do",
        "ai_keywords": ["x"],
    }
    (paper,), faults = _read(tmp_path, record)
    assert (paper.abstract, paper.keywords) == ("", ("x",))
    assert [type(fault) for fault in faults] == [UnreadFieldsError]
    assert "'ai_summary' (text, 1 record)" in str(faults[0])


def test_several_dois_and_mirrors_of_the_snapshot(tmp_path: Path) -> None:
    record = {
        "id": "hep-th/9901001",
        "title": "On\n  Tides",
        "doi": "10.1000/a 10.1000/B",
        "submitter": "A",
        "categories": ["hep-th cs.LG"],
        "versions": ["v1"],
        "update_date": "2008-11-26",
        "authors": "A. Kite and B. Oak",
    }
    (paper,), faults = _read(tmp_path, record)
    assert (paper.arxiv, paper.doi, paper.identifiers) == ("hep-th/9901001", "10.1000/a", ("doi:10.1000/B",))
    assert (paper.title, paper.date, paper.categories) == ("On Tides", None, ("hep-th", "cs.LG"))
    assert [author.name for author in paper.authors] == ["A. Kite", "B. Oak"]
    assert "'update_date' (date, 1 record)" in str(faults[0])  # the last change is not the day of the paper


WORK = {"id": "https://openalex.org/W1", "display_name": "A &amp; B", "publication_year": 2020}


def test_openalex_before_2023_and_in_the_wrapping_of_its_ancestor(tmp_path: Path) -> None:
    index = json.dumps({"IndexLength": 3, "InvertedIndex": {"On": [0], "paper": [1], "kites": [2]}})
    old = {"host_venue": {"display_name": "Journal of Kites", "url": "https://example.org/1"},
           "abstract_inverted_index": index, "ids": {"mag": 77, "pmid": "https://pubmed.ncbi.nlm.nih.gov/88"},
           "authorships": [{"author": {"display_name": None}, "raw_author_name": "Ada Kite",
                            "raw_affiliation_string": "Lab"}],
           "concepts": [{"display_name": "Kite", "score": 0.5}, {"display_name": "Art", "score": 0}]}  # fmt: skip
    paper = _one(tmp_path, WORK | old, "openalex")
    assert (paper.title, paper.abstract, paper.date, paper.venue) == (
        "A & B",
        "On paper kites",
        "2020",
        "Journal of Kites",
    )
    assert paper.authors == (Author("Ada Kite", None, (), ("Lab",)),)
    assert paper.identifiers == ("openalex:W1", "mag:77", "pmid:88")
    assert paper.keywords == ("Kite",)


@pytest.mark.parametrize("place", [10**9, -1, "0", 1.5, None, True, [[0]]])
def test_an_index_with_places_that_no_text_has_costs_the_abstract_alone(place: Any, tmp_path: Path) -> None:
    (paper,), faults = _read(tmp_path, WORK | {"abstract_inverted_index": {"on": [place]}})
    assert paper.abstract == ""
    assert "the inverted index has 'on' at" in str(faults[0])
    assert "no place in an abstract; it is left out" in str(faults[0])


def test_an_index_may_have_gaps_and_bare_numbers() -> None:
    assert abstract_of_index({"b": 7, "a": [2]}) == "a b"


def test_authors_of_openalex_have_their_ids(tmp_path: Path) -> None:
    author = {
        "id": "https://openalex.org/A5",
        "display_name": "Ada Kite",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
    }
    paper = _one(tmp_path, WORK | {"authorships": [{"author": author, "institutions": []}]}, "openalex")
    assert paper.authors == (Author("Ada Kite", "0000-0002-1825-0097", ("openalex:A5",)),)


def test_a_batch_of_semantic_scholar_has_nulls_and_ids_of_many_kinds(tmp_path: Path) -> None:
    record = {"paperId": "0a" * 20, "corpusId": 7, "title": "A", "year": 2021, "externalIds": {"ArXiv": "2101.00001",
              "DBLP": "conf/x/A21", "ACL": "2021.acl-long.1", "CorpusId": 7}, "journal": {"name": "Kites"},
              "openAccessPdf": {"url": "https://example.org/a.pdf"}, "fieldsOfStudy": None,
              "references": [{"paperId": None, "title": "An older work on kites"}, {"paperId": "0b"}]}  # fmt: skip
    (paper,), faults = _read(tmp_path, [None, record])
    assert (paper.arxiv, paper.date, paper.venue) == ("2101.00001", "2021", "Kites")
    assert set(paper.identifiers) >= {"corpus:7", "dblp:conf/x/A21", "acl:2021.acl-long.1", f"s2:{'0a' * 20}"}
    assert (paper.references, paper.links) == (("s2:0b",), ("https://example.org/a.pdf",))
    assert str(faults[0]).endswith(
        'a record is null: what was asked for is not there; write [{"title": …, "abstract": …}, …]'
    )
    assert "'references without an id' (text, 1 record)" in str(faults[1])


OLD_S2 = {
    "datasets": {"corpusid": 7, "externalids": {"ArXiv": "2101.00001"}, "title": "A", "publicationdate": "2021-01-02",
                 "authors": [{"authorId": "17", "name": "Ada Kite"}], "venue": "Kites"},
    "open corpus": {"id": "0a" * 20, "title": "A", "paperAbstract": "", "inCitations": [], "year": 2021,
                    "authors": [{"name": "Ada Kite", "ids": ["17"]}], "venue": "Kites"},
    "S2ORC": {"paper_id": "7", "title": "A", "authors": [{"first": "Ada", "middle": [], "last": "Kite", "suffix": ""}],
              "year": 2021, "arxiv_id": "2101.00001", "venue": "Kites", "outbound_citations": []},
    "CORD-19": {"paper_id": "0a", "metadata": {"title": "A", "authors": [{"first": "Ada", "middle": [], "last": "Kite",
                "affiliation": {"institution": "Lab"}}]}, "abstract": [{"text": "On"}, {"text": "kites."}],
                "body_text": [], "bib_entries": {}},
}  # fmt: skip


@pytest.mark.parametrize("form", OLD_S2)
def test_datasets_and_corpora_of_semantic_scholar(form: str, tmp_path: Path) -> None:
    paper = _one(tmp_path, OLD_S2[form], "semantic-scholar")
    assert (paper.title, [author.name for author in paper.authors]) == ("A", ["Ada Kite"])
    assert paper.date == {"datasets": "2021-01-02", "CORD-19": None}.get(form, "2021")
    if form in ("datasets", "S2ORC"):
        assert paper.arxiv == "2101.00001"
    if form in ("datasets", "open corpus"):
        assert paper.authors[0].identifiers == ("s2:17",)
    if form == "CORD-19":
        assert (paper.abstract, paper.authors[0].organisations) == ("On kites.", ("Lab",))


def test_the_dataset_of_abstracts_alone_is_told_how_to_be_joined(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="holds no papers: the record has an abstract and no title, as those of the"
    ) as caught:
        _read(tmp_path, {"corpusid": 7, "abstract": "We evaluate GPT-4."})
    assert "no title" in str(caught.value)


def test_crossref_markup_dates_and_subtitles(tmp_path: Path) -> None:
    formula = "<jats:inline-formula><jats:alternatives><jats:tex-math>$x^2$</jats:tex-math><mml:math><mml:mi>x</mml:mi>"
    formula += "</mml:math></jats:alternatives></jats:inline-formula>"
    record = {"DOI": "10.1000/X", "title": ["On <i>Kites</i>"], "subtitle": ["A Study"],
              "issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [[2024, 1]]},
              "container-title": ["Kites &amp; Wind"],
              "abstract": f"<jats:sec><jats:title>Aim</jats:title><jats:p>We fly {formula}.</jats:p></jats:sec>",
              "author": [{"name": "The Kite Group"}, {"given": "Ada", "family": "Kite", "suffix": "Jr."}],
              "reference": [{"DOI": "10.1000/R"}, {"unstructured": "A book about many kites"}]}  # fmt: skip
    (paper,), faults = _read(tmp_path, {"message": {"items": [record]}})
    assert (paper.title, paper.date, paper.venue) == ("On Kites: A Study", "2024-01", "Kites & Wind")
    assert paper.abstract == "Aim We fly $x^2$."
    assert [author.name for author in paper.authors] == ["The Kite Group", "Ada Kite Jr."]
    assert paper.references == ("doi:10.1000/r",)
    assert "'reference without DOI' (text, 1 record)" in str(faults[0])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<b and b>c", "a<b and b>c"),
        ("H<sub>2</sub>O", "H2O"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("R&amp;D &lt;i&gt;", "R&D <i>"),
        ("AT&T &unknown; &#x41;", "AT&T &unknown; A"),
        ("<jats:title>ABSTRACT</jats:title><jats:p>Kites.</jats:p>", "Kites."),
        ("<" * 50_000, "<" * 50_000),
    ],
)
def test_markup_of_services(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_replies_in_a_forum_are_no_papers(tmp_path: Path) -> None:
    paper = {"id": "a", "forum": "a", "cdate": 1695513600000, "content": {"title": {"value": "Kites"},
             "TLDR": {"value": "Kites fly when there is wind"}, "authors": {"value": ["Ada Kite"]},
             "authorids": {"value": ["~Ada_Kite1"]}}}  # fmt: skip
    review = {"id": "b", "forum": "a", "replyto": "a", "cdate": 1, "invitations": ["V/Paper1/-/Official_Review"],
              "content": {"title": {"value": "A fine paper"}, "review": {"value": "It is a fine paper"}}}  # fmt: skip
    found = _one(tmp_path, {"notes": [paper, review]}, "openreview")
    assert (found.title, found.abstract, found.date) == ("Kites", "Kites fly when there is wind", "2023-09-24")
    assert found.authors == (Author("Ada Kite", None, ("openreview:~Ada_Kite1",)),)
    assert found.identifiers == ("openreview:a",)


def test_an_abstract_is_not_replaced_by_its_summary(tmp_path: Path) -> None:
    content = {"title": "Kites", "abstract": "On kites.", "TL;DR": "Kites fly when there is wind"}
    (paper,), faults = _read(tmp_path, {"id": "a", "forum": "a", "cdate": 1695513600000, "content": content})
    assert paper.abstract == "On kites."
    assert "'content.TL;DR' (text, 1 record)" in str(faults[0])


@pytest.mark.parametrize(
    "fields",
    [
        {"extra": "arXiv:2405.00001 [cs]"},
        {"extra": "Citation Key: kite\narXiv: 2405.00001\nDOI: 10.1000/x"},
        {"archiveID": "arXiv:2405.00001"},
        {"url": "http://arxiv.org/abs/2405.00001"},
        {"DOI": "10.48550/arXiv.2405.00001"},
    ],
)
def test_arxiv_ids_stand_in_many_places_of_zotero(fields: dict[str, str], tmp_path: Path) -> None:
    item = {"itemType": "preprint", "title": "Kites", "date": "2024-05-00 May 2024", **fields}
    paper = _one(tmp_path, [item], "zotero")
    assert (paper.arxiv, paper.date) == ("2405.00001", "2024-05")


def test_files_and_notes_of_zotero_are_no_papers(tmp_path: Path) -> None:
    items = [
        {"itemType": "attachment", "title": "Full Text PDF"},
        {"itemType": "journalArticle", "title": "Kites", "collections": ["ABCD2345", "Reading list"],
         "creators": [{"creatorType": "editor", "lastName": "Oak", "firstName": "Bo"},
                      {"creatorType": "author", "name": "The Kite Group"}]},
        {"itemType": "note", "note": "<p>Remember to read this one</p>"},
    ]  # fmt: skip
    (paper,), faults = _read(tmp_path, {"items": items})
    assert ([author.name for author in paper.authors], paper.keywords) == (["The Kite Group"], ("Reading list",))
    assert "'creators of type editor' (names, 1 record), 'note' (text, 1 record)" in str(faults[0])


def test_csl_items_name_arxiv_as_archive_number_or_note(tmp_path: Path) -> None:
    item = {"type": "article", "title": "Kites", "issued": {"date-parts": [["2024", 5]]}}
    for fields in ({"number": "arXiv:2405.00001"}, {"archive": "arXiv", "archive_location": "2405.00001"},
                   {"note": "arXiv:2405.00001 [cs]"}):  # fmt: skip
        paper = _one(tmp_path, [item | fields], "csl-json")
        assert (paper.arxiv, paper.date) == ("2405.00001", "2024-05")


def test_a_hit_of_dblp_with_one_author(tmp_path: Path) -> None:
    info = {"title": "Kites &amp; Wind.", "authors": {"author": {"@pid": "1/2", "text": "Ada Kite 0001"}},
            "year": "2024", "venue": ["CoRR"], "volume": "abs/2405.00001",
            "key": "journals/corr/abs-2405-00001"}  # fmt: skip
    paper = _one(tmp_path, {"result": {"hits": {"hit": [{"@id": "1", "info": info}]}}}, "dblp-json")
    assert (paper.title, paper.arxiv, paper.venue) == ("Kites & Wind", "2405.00001", "CoRR")
    assert paper.authors == (Author("Ada Kite", None, ("dblp:1/2",)),)


def test_commonmeta_is_read_as_the_datacite_that_it_follows(tmp_path: Path) -> None:
    person = {"id": "https://orcid.org/0000-0002-1825-0097", "givenName": "Ada", "familyName": "Kite", "type": "Person"}
    record = {"id": "https://doi.org/10.1000/x", "titles": [{"title": "Kites"}], "date": {"published": "2024-05-06"},
              "contributors": [person, {"familyName": "Oak", "contributorRoles": ["Editor"]}]}  # fmt: skip
    paper = _one(tmp_path, record, "datacite")
    assert (paper.date, paper.doi) == ("2024-05-06", "10.1000/x")
    assert paper.authors == (Author("Ada Kite", "0000-0002-1825-0097"),)


def test_data_that_datacite_registers_is_no_paper(tmp_path: Path) -> None:
    record = {"id": "10.1000/x", "type": "dois", "attributes": {"titles": [{"title": "Kites"}], "types":
              {"resourceTypeGeneral": "Dataset"}}}  # fmt: skip
    with pytest.raises(InputError, match="holds no papers: the record describes something of the kind 'Dataset'"):
        _read(tmp_path, {"data": [record]})


CARDS = {
    "the card of a model": b"---\r\nlicense: mit\r\npipeline_tag: text-generation\r\n---\r\n# Kite\n arXiv:2405.00001",
    "the card of a dataset": b"---\ndataset_info:\n  x: 1\nlicense: mit\n---\n[paper](https://arxiv.org/abs/2405.00001)",
    "Croissant metadata": b'{"@context": {}, "conformsTo": "http://mlcommons.org/croissant/1.0", '
    b'"name": "kite", "citeAs": "arXiv:2405.00001"}',
    "the hub's record of a model": b'[{"id": "m/kite", "modelId": "m/kite", "tags": ["arxiv:2405.00001"]}]',
    "the hub's record of a dataset": b'{"id": "m/kite", "tags": ["arxiv:2405.00001"], "downloads": 1, "cardData": {}}',
}


@pytest.mark.parametrize("kind", CARDS)
def test_cards_of_artifacts_are_named_with_the_papers_that_they_point_to(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, CARDS[kind])
    assert f"the file holds {kind}, which describes an artifact and no paper" in str(caught.value)
    assert "it points to arXiv:2405.00001" in str(caught.value)


@pytest.mark.parametrize(
    "page", [b"---\nlanguage: en\ntags:\n- papers\n---\n# Daily Papers", b"---\nlicense: mit\n---\n# A"]
)
def test_front_matter_of_other_pages_is_no_card(page: bytes) -> None:
    assert kind_of_card(page) is None
