"""Give the published annotations their texts back, so that the linker can be trained again.

    python bench/annotations.py papers.jsonl > annotated.jsonl

``tests/evaluate/data/annotations.jsonl`` holds what was annotated, but no titles and no
abstracts, which are their authors'.
The ids are those of arXiv and of OpenAlex (``W…``), or, after the name and year of a conference (``naacl2024-…``,
``colm2025-…``), those of the ACL Anthology, of OpenReview or of the conference's own pages: fetch title and
abstract from there into a JSON-lines file with ``id``, ``title`` and ``abstract``, and join the two with this program.
Papers without a text are named and left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

ANNOTATIONS = Path(__file__).resolve().parents[1] / "tests" / "evaluate" / "data" / "annotations.jsonl"


def join(papers: Path, annotations: Path = ANNOTATIONS) -> tuple[list[dict[str, object]], list[str]]:
    """The annotated papers with their texts, and the ids of those without."""
    texts = {paper["id"]: paper for paper in map(orjson.loads, papers.read_bytes().splitlines())}
    joined, missing = [], []
    for annotated in map(orjson.loads, annotations.read_bytes().splitlines()):
        paper = texts.get(annotated["id"])
        if paper is None:
            missing.append(annotated["id"])
        else:
            joined.append({**annotated, "title": paper["title"], "abstract": paper.get("abstract", "")})
    return joined, missing


def main() -> None:
    """Join the papers named on the command line; writes to standard output."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    joined, missing = join(Path(sys.argv[1]))
    for paper in joined:
        sys.stdout.buffer.write(orjson.dumps(paper) + b"\n")
    if missing:
        print(f"no text for {len(missing)} papers: {' '.join(missing)}", file=sys.stderr)


if __name__ == "__main__":
    main()
