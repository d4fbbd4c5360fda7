"""The example papers: well formed, and connected enough to make a graph."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter

from kg.readers.example_papers import example_path
from kg.readers.papers.merge import merge_papers
from kg.readers.read_files import read_papers


def test_every_line_is_a_paper_with_its_own_arxiv_id() -> None:
    papers = list(read_papers([example_path()], strict=True))
    assert len(papers) >= 45
    assert len(merge_papers(papers)) == len(papers)
    assert all(paper.arxiv and paper.abstract for paper in papers)


def test_dates_are_days_of_the_month_that_the_arxiv_id_names() -> None:
    papers = list(read_papers([example_path()]))
    for paper in papers:
        assert paper.date
        assert paper.arxiv
        day = datetime.date.fromisoformat(paper.date)
        # arXiv numbers a paper by the month in which it is announced: a paper of the last day may get the next month's.
        months = {f"{later:%y%m}" for later in (day, day + datetime.timedelta(days=3))}
        assert paper.arxiv[:4] in months
    assert [paper.date for paper in papers] == sorted(paper.date or "" for paper in papers)


def test_lines_hold_known_fields_only() -> None:
    with example_path().open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            assert set(record) <= {
                "id", "title", "abstract", "date", "author_count", "organisation", "authors", "venue", "categories",
                "references",
            }  # fmt: skip
            assert len(record.get("authors", ())) in {0, record.get("author_count")}
            assert 1 <= record.get("author_count", 1) <= 100


def test_abstracts_are_short_and_tidy() -> None:
    for paper in read_papers([example_path()]):
        assert 60 <= len(paper.abstract.split()) <= 130, paper.title
        assert paper.abstract.endswith(".")
        assert not re.search(r"\s[,.;:]|\(\s|\s\)|\.\.", paper.abstract), paper.title


def test_benchmarks_and_models_are_shared() -> None:
    uses = Counter(
        name
        for paper in read_papers([example_path()])
        for name in ("MMLU", "GSM8K", "HumanEval", "ImageNet", "SQuAD", "GLUE", "HellaSwag", "GPT-3", "Transformer")
        if re.search(rf"(?<![\w-]){name}(?![\w-])", f"{paper.title} {paper.abstract}")
    )
    assert len(uses) == 9
    assert min(uses.values()) >= 5
