"""Give the published annotations their texts back, so that the linker can be trained again.

    python bench/annotations.py arxiv-metadata-oai-snapshot.json 2022.acl.xml 2024.naacl.xml > annotated.jsonl

``tests/evaluate/data/annotations.jsonl`` holds what was annotated, but no titles and no abstracts, which are their
authors'. They come from files that you have:

1. JSON lines with ``id``, ``title`` and ``abstract``: arXiv's own metadata snapshot (on Kaggle) as it is, or a file
   that you have made of other sources.
2. The XML files of the ACL Anthology (``data/xml`` of its repository), ``.xml``.

The ids are those of arXiv and of OpenAlex (``W…``), or, after the name and year of a conference (``naacl2024-…``,
``colm2025-…``), those of the ACL Anthology, of OpenReview or of the conference's own pages. Papers without a text are
named and left out. What stays out of the published annotations altogether: the 190 papers of a listing that were
annotated by hand, which count three times in the weights that ship (``kg/linker/data/SOURCES.md``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import orjson

ANNOTATIONS = Path(__file__).resolve().parents[1] / "tests" / "evaluate" / "data" / "annotations.jsonl"
Text = tuple[str, str, str]  # id, title, abstract


def texts_of_snapshot(path: Path) -> Iterator[Text]:
    """Read ids, titles and abstracts of JSON lines, or of an XML file of the ACL Anthology.

    Raises:
        ValueError: a line is no JSON object, or the XML is broken or declares entities.
    """
    if path.suffix == ".xml":
        yield from _texts_of_anthology(path)
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                paper = orjson.loads(line)
                yield str(paper["id"]), str(paper["title"]), str(paper.get("abstract") or "")
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise ValueError(f"{path}:{number}: no JSON object with id and title: {error}") from error


def _texts_of_anthology(path: Path) -> Iterator[Text]:
    data = path.read_bytes()
    if b"<!" in data.replace(b"<!--", b""):  # a document type could declare entities that grow without bound
        raise ValueError(f"{path}: declares a document type; the files of the Anthology have none")
    try:
        collection = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ValueError(f"{path}: the XML is broken: {error}") from error
    for volume in collection.iter("volume"):
        for paper in volume.iter("paper"):
            title, abstract = (_plain_text(paper.find(name)) for name in ("title", "abstract"))
            yield f"{collection.get('id')}-{volume.get('id')}.{paper.get('id')}", title, abstract


def _plain_text(element: ElementTree.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def join_texts(snapshots: Sequence[Path], annotations: Path = ANNOTATIONS) -> tuple[list[dict[str, object]], list[str]]:
    """Join the annotations with the texts of some files; returns the annotated papers, and the ids of those without.

    Only the texts that are wanted are held: arXiv's snapshot has millions.
    """
    wanted = [orjson.loads(line) for line in annotations.read_bytes().splitlines()]
    ids = {key for one in wanted for key in _ids_of_paper(one["id"])}
    texts = {text[0]: text for path in snapshots for text in texts_of_snapshot(path) if text[0] in ids}
    joined, missing = [], []
    for one in wanted:
        text = next((texts[key] for key in _ids_of_paper(one["id"]) if key in texts), None)
        if text is None:
            missing.append(one["id"])
        else:
            joined.append({**one, "title": text[1], "abstract": text[2]})
    return joined, missing


def _ids_of_paper(annotated: str) -> tuple[str, str]:
    """An id as it was annotated, and without the conference before it, as the conference's own archive has it."""
    return annotated, annotated.partition("-")[2]


def main() -> None:
    """Join the files named on the command line; writes to standard output."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    try:
        joined, missing = join_texts([Path(name) for name in sys.argv[1:]])
    except (OSError, ValueError) as error:
        raise SystemExit(f"annotations: {error}") from error
    for paper in joined:
        sys.stdout.buffer.write(orjson.dumps(paper) + b"\n")
    if missing:
        print(f"no text for {len(missing)} papers: {' '.join(missing)}", file=sys.stderr)


if __name__ == "__main__":
    main()
