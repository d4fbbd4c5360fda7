"""The graph as tables in Parquet (https://parquet.apache.org): nodes, edges, links, results and evidence.

1. Every node and every edge is a row; what was read in texts is there a second time, with more: links with the parts of
   their confidence, results with their figures, and evidence with its place.
2. Columns have one type each; what is not known is null, a list may be empty. A column says what it is in
   ``TABLES``, from which the descriptions for people and machines are made, too.
3. Rows are sorted by id. The bytes follow from the graph and the version of pyarrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.graph.networks import Network
from kg.ground.extras import missing_extra

_ROWS = 20_000  # of a row group: some megabytes, which a reader takes as one piece
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        kind: ``text``, ``whole`` (a whole number), ``number``, ``truth`` or ``texts`` (a list).
        meaning: one clause. quoted: whether it holds words that are others'.
    """

    name: str
    kind: str
    meaning: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class GraphTable:
    """A table: its name, what a row is, its columns, and its rows from a graph and the base of its IRIs."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Network, str], Iterator[Row]]


def write_parquet(table: GraphTable, graph: Network, base: str, path: Path, *, with_texts: bool = True) -> int:
    """Write a table and return the number of its rows.

    Args:
        with_texts: whether abstracts and what is quoted of them are written; without them these are null.

    Raises:
        MissingExtraError: pyarrow is not installed. OSError: the file cannot be written.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise missing_extra("a release has tables in Parquet, which need pyarrow", "formats") from error
    types = {
        "text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64(), "truth": pyarrow.bool_(),
        "texts": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    schema = pyarrow.schema([(column.name, types[column.kind]) for column in table.columns])
    hidden = {column.name for column in table.columns if column.quoted} if not with_texts else set()
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _portions(table.rows(graph, base)):
            count += len(rows)
            columns = [
                [None if column.name in hidden else _cell(column, row.get(column.name)) for row in rows]
                for column in table.columns
            ]
            arrays = [pyarrow.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    return count


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _ROWS:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _cell(column: Column, value: Any) -> Any:
    if column.kind == "texts":
        return [_sound_text(each) for each in value or ()]
    if value is None:
        return None
    match column.kind:
        case "text":
            return _sound_text(value)
        case "number":
            return float(value)
        case "whole":
            return int(value)
        case _:
            return bool(value)


def _sound_text(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _node_rows(graph: Network, base: str) -> Iterator[Row]:
    for node in sorted(graph):
        data = graph.nodes[node]
        code = data.get("code")  # addresses of a paper's code, or the notation of a category
        named = {"repositories": code} if isinstance(code, list) else {"notation": code}
        yield {**data, **named, "id": node, "iri": base + node}


def _edge_rows(graph: Network, base: str) -> Iterator[Row]:
    edges = ((key, source, target, data) for source, target, key, data in graph.edges(keys=True, data=True))
    for key, source, target, data in sorted(edges, key=lambda edge: edge[0]):
        yield {**data, "id": key, "source": source, "target": target}


def _link_rows(graph: Network, base: str) -> Iterator[Row]:
    for row in _edge_rows(graph, base):
        if row.get("confidence") is None:
            continue
        parts = {f"{name}_confidence": value for name, value in (row.get("parts") or {}).items()}
        ends = {"iri": base + row["id"], "paper": row["source"], "artifact_type": row.get("type")}
        yield {**row, **parts, **ends, "mentions": len(row.get("evidence") or ())}


def _result_rows(graph: Network, base: str) -> Iterator[Row]:
    for row in _node_rows(graph, base):
        if row.get("kind") == "result":
            yield {**row, "value_as_written": row.get("value"), "value": _number(row.get("value")),
                   "low": _number(row.get("low"))}  # fmt: skip


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _evidence_rows(graph: Network, base: str) -> Iterator[Row]:
    for row in _edge_rows(graph, base):
        yield from _pieces_of_evidence(graph, row["id"], row["source"], row.get("evidence") or ())
    for row in _result_rows(graph, base):
        yield from _pieces_of_evidence(graph, row["id"], row["paper"], row.get("evidence") or ())


def _pieces_of_evidence(graph: Network, owner: str, paper: str, pieces: Iterable[Row]) -> Iterator[Row]:
    about = graph.nodes[paper] if paper in graph else {}
    for piece in pieces:
        text = str(about.get("label" if piece["field"] == "title" else "abstract") or "")
        sentence = text[piece["sentence_start"] : piece["sentence_end"]]
        yield {**piece, "of": owner, "paper": paper, "words": piece["text"], "sentence": sentence}


_ID = Column("id", "text", "local id; the IRI is the base followed by it")
NODES = GraphTable(
    "nodes",
    "a paper, artifact, topic, organisation, author, venue, category or result",
    (
        _ID,
        Column("iri", "text", "what names it in RDF"),
        Column("kind", "text", "what it is: paper, model, dataset, benchmark, method, topic, …"),
        Column("label", "text", "its name, or the title"),
        Column("types", "texts", "all that an artifact is"),
        Column("date", "text", "as exact as it is known, ISO 8601"),
        Column("year", "whole", "the year of the date"),
        Column("abstract", "text", "of a paper", quoted=True),
        Column("authors", "texts", "names, in their order"),
        Column("author_count", "whole", "how many authors there are, named or not"),
        Column("organisation", "text", "where it comes from"),
        Column("venue", "text", "where a paper is published"),
        Column("categories", "texts", "of arXiv, the primary first"),
        Column("keywords", "texts", "that authors or services give"),
        Column("arxiv", "text", "arXiv id without version"),
        Column("doi", "text", "in small letters"),
        Column("identifiers", "texts", "other ids"),
        Column("urls", "texts", "addresses in the record and the text"),
        Column("repositories", "texts", "addresses of a paper's code"),
        Column("submitter", "text", "who put a paper on the listing"),
        Column("listed", "text", "the day on which it stood there"),
        Column("comments", "whole", "on the listing"),
        Column("upvotes", "whole", "on the listing"),
        Column("aliases", "texts", "other names of an artifact"),
        Column("alt_labels", "texts", "other names of a topic"),
        Column("definition", "text", "of a topic"),
        Column("variant_of", "text", "the artifact that it is a variant of"),
        Column("family", "text", "the family that it belongs to"),
        Column("hub_id", "text", "on the Hugging Face hub"),
        Column("url", "text", "the page of an artifact"),
        Column("former", "texts", "ids that it had before"),
        Column("part_of", "text", "the organisation that it is a part of"),
        Column("full_name", "text", "of a venue"),
        Column("track", "text", "of a venue: workshop, findings, …"),
        Column("series", "text", "the venue that a track belongs to"),
        Column("notation", "text", "of a category, as arXiv writes it"),
        Column("orcid", "text", "of an author"),
        Column("ror", "text", "of an organisation"),
        Column("wikidata", "text", "item of Wikidata"),
        Column("known", "truth", "whether the catalogue has the artifact"),
        Column("candidate", "truth", "whether the topic scheme lacks the topic"),
        Column("named_only", "truth", "whether a name is all that is known of an author"),
    ),
    _node_rows,
)
EDGES = GraphTable(
    "edges",
    "a directed, typed edge between two nodes",
    (
        _ID,
        Column("source", "text", "local id of its beginning"),
        Column("predicate", "text", "what it says"),
        Column("target", "text", "local id of its end"),
        Column("confidence", "number", "0 to 1; null for a plain fact"),
        Column("asserted", "truth", "whether the graph states it as a fact"),
    ),
    _edge_rows,
)
LINKS = GraphTable(
    "links",
    "what was read in a paper: an edge with a confidence",
    (
        _ID,
        Column("iri", "text", "what names it in RDF"),
        Column("paper", "text", "local id of the paper"),
        Column("predicate", "text", "what the paper does with it"),
        Column("target", "text", "local id of the artifact or topic"),
        Column("artifact_type", "text", "what the artifact is in this paper"),
        Column("confidence", "number", "that the whole statement is right, 0 to 1"),
        Column("name_confidence", "number", "that the words name it"),
        Column("type_confidence", "number", "that it is of this type, if they do"),
        Column("role_confidence", "number", "that the paper does this with it, if it is"),
        Column("asserted", "truth", "whether the graph states it as a fact"),
        Column("corrections", "texts", "what people changed"),
        Column("mentions", "whole", "pieces of evidence"),
    ),
    _link_rows,
)
RESULTS = GraphTable(
    "results",
    "a figure that a paper reports",
    (
        _ID,
        Column("paper", "text", "local id of the paper"),
        Column("model", "text", "local id of the model"),
        Column("on", "text", "local id of what it was tested on"),
        Column("metric", "text", "name of the metric"),
        Column("value", "number", "the figure"),
        Column("value_as_written", "text", "the figure, with its exact decimals"),
        Column("low", "number", "lower end of a range"),
        Column("unit", "text", "%, points, x, …"),
        Column("kind_of_result", "text", "score, gain, …"),
        Column("compared_with", "text", "local id of what it is compared with"),
        Column("higher_is_better", "truth", "direction of the metric"),
        Column("bound", "text", "what the text says of a figure that is not exact"),
        Column("model_role", "text", "what the model is in the paper"),
        Column("condition", "text", "when the figure holds"),
        Column("comparable", "truth", "whether rankings take it"),
        Column("confidence", "number", "0 to 1"),
    ),
    _result_rows,
)
EVIDENCE = GraphTable(
    "evidence",
    "the words that a link or a result was read from",
    (
        Column("of", "text", "local id of the link or result"),
        Column("paper", "text", "local id of the paper"),
        Column("field", "text", "title or abstract"),
        Column("start", "whole", "first character of the words in the field, from 0"),
        Column("end", "whole", "behind the last character"),
        Column("sentence_start", "whole", "first character of the sentence"),
        Column("sentence_end", "whole", "behind the last character of the sentence"),
        Column("words", "text", "the words", quoted=True),
        Column("sentence", "text", "the sentence around them", quoted=True),
    ),
    _evidence_rows,
)
TABLES = (NODES, EDGES, LINKS, RESULTS, EVIDENCE)
