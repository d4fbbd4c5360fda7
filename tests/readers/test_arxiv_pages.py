"""Pages of arXiv as browsers save and copy them."""

from __future__ import annotations

import pytest

from kg.readers.arxiv_pages import sniff
from tests.readers.test_forms import read

LIST_HTML = """<!DOCTYPE html><html><head><title>Computation and Language</title>
<script>var a = "<p>arXiv:1";</script>
<link href="https://static.arxiv.org/x.css"></head><body><h1>Computation and Language</h1>
<h3>Showing new listings for Monday, 8 January 2024</h3>
<dl id='articles'><h3>New submissions (showing 2 of 2 entries)</h3>
<dt><a name='item1'>[1]</a> <a href ="/abs/2401.00011" title="Abstract">
        arXiv:2401.00011</a> [<a href="/pdf/2401.00011">pdf</a>, <a href="/html/2401.00011v1">html</a>]</dt>
<dd><div class='meta'>
<div class='list-title mathjax'><span class='descriptor'>Title:</span>
          Patience &amp; Dialogue</div>
<div class='list-authors'><a href="x">Ada Lovelace</a>, <a href="y">C. Babbage</a></div>
<div class='list-comments mathjax'><span class='descriptor'>Comments:</span> 9 pages, code at https://github.com/a/b</div>
<div class='list-subjects'><span class='descriptor'>Subjects:</span>
<span class="primary-subject">Computation (cs.CL)</span>;
 Learning (cs.LG)</div><p class='mathjax'>We measure patience.
 It is short.</p></div></dd>
<dt>[2] <a href="/abs/2401.00012">arXiv:2401.00012</a> (cross-list from cs.CV) [pdf]</dt><dd><div>
<div class='list-title'><span>Title:</span> Second</div><div>Someone Else</div></div></dd></dl>
<p>Total of 2 entries</p><p>About arXivLabs</p></body></html>"""

SEARCH_TEXT = """Showing 1–2 of 2 results for all: patience
1. arXiv:2401.00011 [pdf, other]
 cs.CL cs.LG
doi 10.1000/abc
Patience in Dialogue
Authors: Ada Lovelace, C. Babbage
Abstract: We measure… ▽ More We measure patience. △ Less
Submitted 3 March, 2024; v1 submitted 5 January, 2024; originally announced January 2024.
Comments: 9 pages of many words
2. arXiv:2401.00012 [pdf, other]
Second Paper
Authors: Someone Else
Abstract: The beginning of a text… ▽ More
Submitted 6 January, 2024; originally announced January 2024.
"""

PAPER_TEXT = """Computer Science > Computation and Language
arXiv:2401.00011 (cs)
[Submitted on 5 Jan 2024 (v1), last revised 3 Mar 2024 (this version, v2)]
Title:Patience in Dialogue
Authors:Ada Lovelace, C. Babbage
View PDF
HTML (experimental)
Abstract:We measure patience.
Comments:\t9 pages
Subjects:\tComputation and Language (cs.CL); Machine Learning (cs.LG)
Cite as:\tarXiv:2401.00011 [cs.CL]
 \t(or arXiv:2401.00011v2 [cs.CL] for this version)

https://doi.org/10.48550/arXiv.2401.00011
Focus to learn more
Journal reference:\tNothing
Submission history
From: Ada Lovelace
"""


def test_a_list_of_new_papers_as_html() -> None:
    papers, faults = read(LIST_HTML)
    first, second = papers
    assert (first.title, first.abstract) == ("Patience & Dialogue", "We measure patience. It is short.")
    assert (first.arxiv, first.listed, first.date) == ("2401.00011", "2024-01-08", None)
    assert (first.categories, first.links) == (("cs.CL", "cs.LG"), ("https://github.com/a/b",))
    assert [author.name for author in first.authors] == ["Ada Lovelace", "C. Babbage"]
    assert (second.title, second.arxiv, second.abstract) == ("Second", "2401.00012", "")
    assert [author.name for author in second.authors] == ["Someone Else"]
    assert ["'Comments' (text, 1 record)" in fault for fault in faults] == [True]


def test_results_of_a_search() -> None:
    papers, faults = read(SEARCH_TEXT)
    first, second = papers
    assert (first.title, first.abstract, first.date) == ("Patience in Dialogue", "We measure patience.", "2024-01-05")
    assert (first.arxiv, first.categories) == ("2401.00011", ("cs.CL", "cs.LG"))
    assert [author.name for author in first.authors] == ["Ada Lovelace", "C. Babbage"]
    assert (second.title, second.abstract, second.date) == ("Second Paper", "The beginning of a text", "2024-01-06")
    assert "the abstract of arXiv:2401.00012 is cut off on the page" in faults[0]


def test_the_page_of_a_paper() -> None:
    papers, faults = read(PAPER_TEXT)
    (paper,) = papers
    assert not faults
    assert (paper.title, paper.abstract, paper.date) == ("Patience in Dialogue", "We measure patience.", "2024-01-05")
    assert (paper.arxiv, paper.categories) == ("2401.00011", ("cs.CL", "cs.LG"))
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "C. Babbage"]


def test_a_recent_list_has_several_days() -> None:
    text = "\n".join(
        f"{day}, {number} Jan 2024 (showing 1 of 1 entries )\n[{number}] arXiv:2401.0001{number} [pdf, other]\n"
        f"Title: Paper {number}\nAda Lovelace\nSubjects: X (cs.CL)\n"
        for number, day in ((8, "Mon"), (9, "Tue"))
    )
    papers, _ = read(text)
    assert [(paper.title, paper.listed) for paper in papers] == [("Paper 8", "2024-01-08"), ("Paper 9", "2024-01-09")]


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "A",\n"note": "x\narXiv:2401.00001\nTitle: y"}',
        "A page that cites\narXiv:2401.00001\nand no more.",
        "<html><body>arXiv:2401.00001 Title: A</body></html>",
        "Title: A letter\nAuthors: B",
    ],
)
def test_other_texts_are_no_pages_of_arxiv(text: str) -> None:
    assert not sniff(text.encode())


def test_hostile_html_takes_time_by_its_length_only() -> None:
    for piece in ("<a ", "<script>", "<!--", "<p", "[1] arXiv:2401.00001 ", "<p>arXiv:2401.00001</p>", "Title: "):
        page = (
            "<!DOCTYPE html><html>arxiv.org<p>[1] arXiv:2401.00001 [pdf]</p><p>Title: A</p><p>Ada</p>" + piece * 100_000
        )
        papers, _ = read(page, "arxiv-page")
        assert papers[0].title.startswith("A")
