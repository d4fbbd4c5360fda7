"""Writers of listing pages: random papers in each form that the reader knows, for round trips."""

from __future__ import annotations

import datetime
import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

HUB = "https://huggingface.co"
_WORDS = (
    *("attention", "small", "models", "of", "the", "reader", "learns", "to", "answer", "sparse", "long", "context"),
    *("without", "labels", "we", "GPT-4", "3D", "scenes", "and", "β-VAE", "agents", "for", "12", "languages", "C++"),
    *("code", "in", "Über-Netze", "深度", "学习", "benchmark", "93.5%", "o3", "reward;", "noisy", "(almost)", "[sic]"),
    *("data", "retrieval’s", "limits", "π", "tokens", "at", "scale"),
)
_TITLE_WORDS = [word for word in _WORDS if word[0].isalpha() and word not in ("of", "to", "and", "in", "at")]
_HEAD = "Daily Papers\nby AK and the research community\n"
_SURE = ("Rivers", "Harbour", "Quiet", "Meadow")


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """A paper as a page shows it."""

    title: str
    abstract: str
    arxiv: str
    day: datetime.date
    authors: int
    organisation: str | None
    upvotes: int | None
    comments: int | None
    submitter: str

    def shown_day(self) -> str:
        """The day as the hub writes it."""
        return f"{self.day:%b} {self.day.day}, {self.day.year}"

    def origin(self) -> str:
        """The organisation, or the number of authors."""
        return self.organisation or f"{self.authors} authors"


@st.composite
def written_papers(draw: st.DrawFn) -> list[WrittenPaper]:
    """Three to six papers with different titles and ids."""
    papers = []
    for number in range(draw(st.integers(3, 6))):
        words = draw(st.lists(st.sampled_from(_TITLE_WORDS), min_size=2, max_size=9))
        abstract = draw(st.lists(st.sampled_from(_WORDS), min_size=70, max_size=160))
        papers.append(
            WrittenPaper(
                title=f"{draw(st.sampled_from(_SURE))} {number + 1}: {' '.join(words)}",
                abstract=f"We study {' '.join(abstract)} here.",
                arxiv=f"{draw(st.integers(2301, 2312))}.{10_000 + number}",
                day=draw(st.dates(datetime.date(2023, 1, 1), datetime.date(2025, 12, 31))),
                authors=draw(st.integers(1, 671)),
                organisation=draw(st.sampled_from([None, "Harbour Institute", "DeepSeek", "Allen Institute for AI"])),
                upvotes=draw(st.none() | st.integers(1, 999)),
                comments=draw(st.none() | st.integers(1, 99)),
                submitter=draw(st.sampled_from(["mlark", "okeefe", "Wren Lind", "AK391"])),
            )
        )
    return papers


def _votes(paper: WrittenPaper) -> str:
    return "-" if paper.upvotes is None else str(paper.upvotes)


def search_text(papers: list[WrittenPaper]) -> str:
    """All of a browser's window: the menu, then votes, title, abstract, origin, date and comments in lines."""
    cards = "".join(
        f"{_votes(paper)}\n{paper.title}\n{paper.abstract}\n\n {paper.origin()}\n·\n{paper.shown_day()}\n"
        + (f"{paper.comments}\n" if paper.comments else "")
        for paper in papers
    )
    menu = "Hugging Face\nModels\nDatasets\nLog In\nnew\n\nSubscribe\n"
    return f"{menu}{_HEAD}Oct 2\n{cards}Previous\nSystem theme\nTOS\n"


def details_text(papers: list[WrittenPaper]) -> str:
    """The layout with blank lines and details below each abstract, without votes."""
    return "Daily Papers\n\nbyAK and the research community\n\nJan 1\n\n" + "\n\n".join(
        f"{paper.title}\n\n{paper.abstract}\n\n{paper.organisation or f'  • {paper.authors} authors'}\n·\n"
        f"{paper.shown_day()} {paper.comments or ''}"
        for paper in papers
    )


def daily_text(papers: list[WrittenPaper]) -> str:
    """The daily page, which has no abstracts."""
    cards = "".join(
        f"Submitted by\n{paper.submitter}\n{_votes(paper)}\n{paper.title}\n·\n{paper.authors} authors\n"
        + (f"{paper.comments}\n" if paper.comments else "")
        for paper in papers
    )
    return f"{_HEAD}Daily\nPrevious\nNov 28\nNext\n{cards}Previous\nSystem theme\n"


def chinese_text(papers: list[WrittenPaper]) -> str:
    """The daily page as a browser translates it."""
    text = (
        daily_text(papers)
        .replace("Submitted by", "提交者")
        .replace(" authors", " 位作者")
        .replace("Previous", "上一页")
    )
    return text.replace("Daily Papers\nby AK and the research community\nDaily", "每日论文\n由 AK 和研究社区\n每日")


def trending_text(papers: list[WrittenPaper]) -> str:
    """The trending page: the votes below, stars of the repository."""
    return "Trending Papers\nby AK and the research community\n" + "".join(
        f"Submitted by\n{paper.submitter}\n{paper.title}\n{paper.abstract}\n{paper.origin()}\n·\n"
        f"Published on {paper.shown_day()}\nUpvote\n{_votes(paper)}\nGitHub\n1.32k\narXiv Page\n"
        for paper in papers
    )


def scraped_markdown(papers: list[WrittenPaper]) -> str:
    """Markdown by a scraper that keeps all links."""
    return "# Daily Papers\n\n## by [AK](/akhaliq) and the research community\n\nOct 2\n\n" + "".join(
        f"[{_votes(paper)}]({HUB}/login?next=%2Fpapers%2F{paper.arxiv})\n\n"
        f"### [{paper.title}]({HUB}/papers/{paper.arxiv})\n\n"
        f"[{_escaped(paper.abstract)}]({HUB}/papers/{paper.arxiv})\n\n"
        f"[- ![](https://cdn.example/a.svg)\\\\\n- {paper.origin()}]({_origin_link(paper)})\n\n·\n\n{paper.shown_day()}"
        + (f"[{paper.comments}]({HUB}/papers/{paper.arxiv}#community)" if paper.comments else "")
        + "\n\n"
        for paper in papers
    )


def _origin_link(paper: WrittenPaper) -> str:
    return f"{HUB}/some-lab" if paper.organisation else f"{HUB}/papers/{paper.arxiv}"


def _escaped(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("*", "\\*")


def numbers_behind(papers: list[WrittenPaper]) -> str:
    """Links as numbers behind the words, the addresses at the end."""
    links: list[str] = []

    def link(address: str) -> str:
        links.append(address)
        return f"[{len(links)}]"

    pieces = ["# Daily Papers\n\n## by[AK]" + link("/akhaliq") + " and the research community\n\nJun 29\n"]
    for paper in papers:
        page = f"{HUB}/papers/{paper.arxiv}"
        votes = link(f"{HUB}/login?next=%2Fpapers%2F{paper.arxiv}")
        wrapped = textwrap.fill(paper.abstract, 100, break_long_words=False, break_on_hyphens=False)
        pieces.append(
            f"[\n{_votes(paper)}\n]{votes}\n\n### [{paper.title}]{link(page)}\n\n[\n\n{wrapped}\n\n]{link(page)}\n"
        )
        pieces.append(f"[\n* {paper.origin()}\n]{link(_origin_link(paper))}\n·\n{paper.shown_day()}")
        pieces.append(f" [ {paper.comments}]{link(page + '#community')}\n" if paper.comments else "\n")
    return "".join(pieces) + "".join(f"\n[{number}]: {address}" for number, address in enumerate(links, start=1))


def numbers_before(papers: list[WrittenPaper]) -> str:
    """Links as numbers before the words, as text browsers print them."""
    links: list[str] = []

    def link(address: str) -> str:
        links.append(address)
        return f"[{len(links)}]"

    pieces = ["Daily Papers\n\nby" + link("/akhaliq") + "AK and the research community\n\n   Nov 14\n\n"]
    for paper in papers:
        page = f"{HUB}/papers/{paper.arxiv}"
        pieces.append(
            f"   {link(f'{HUB}/login?next=%2Fpapers%2F{paper.arxiv}')}{_votes(paper)}\n\n{link(page)}{paper.title}\n\n"
        )
        wrapped = textwrap.fill(link(page) + paper.abstract, 76, break_long_words=False, break_on_hyphens=False)
        pieces.append(textwrap.indent(wrapped, "   ") + "\n\n")
        pieces.append(f"   {link(_origin_link(paper))}  * {paper.origin()}\n   ·\n   {paper.shown_day()}")
        pieces.append(f" {link(page + '#community')}{paper.comments}\n\n" if paper.comments else "\n\n")
    return "".join(pieces) + "References\n\n" + "".join(f"  {n:2}. {url}\n" for n, url in enumerate(links, start=1))


def addresses_below(papers: list[WrittenPaper]) -> str:
    """Each address on a line of its own below its words."""
    pieces = [
        "# Daily Papers - Hugging Face\n\n"
        f"Models\n\n{HUB}/models\n\nDaily Papers\n\nby \n\nAK\n\n{HUB}/akhaliq\n\nMar 25\n"
    ]
    for paper in papers:
        page = f"{HUB}/papers/{paper.arxiv}"
        pieces.append(
            f"\n [-] {_votes(paper)}\n\n{HUB}/login?next=%2Fpapers%2F{paper.arxiv}\n\n{paper.title}\n\n{page}\n\n"
        )
        pieces.append(
            f"{_escaped(paper.abstract)}\n\n{page}\n\n{paper.origin()}\n\n{_origin_link(paper)}\n\n"
            f"·\n\n{paper.shown_day()} \n"
        )
        pieces.append(f"\n{paper.comments}\n\n{page}#community\n" if paper.comments else "")
    return "".join(pieces)


def digest(papers: list[WrittenPaper]) -> str:
    """A digest with a field on each line."""
    return "# Daily Papers 2025-01-05\n\n" + "".join(
        f"## {number}. [{paper.title}]({HUB}/papers/{paper.arxiv})\n\n**Published:** {paper.day}\n\n"
        + (f"**Organization:** {paper.organisation}\n\n" if paper.organisation else "")
        + f"**Upvotes:** 👍 {_votes(paper)}\n\n**Abstract:** {_escaped(paper.abstract)}\n\n---\n\n"
        for number, paper in enumerate(papers, start=1)
    )


def digest_table(papers: list[WrittenPaper]) -> str:
    """A digest as a table."""
    rows = "".join(
        f"| [{paper.title}]({HUB}/papers/{paper.arxiv}) | {_votes(paper)} | {paper.day} "
        f"| {_escaped(paper.abstract)} |\n"
        for paper in papers
    )
    return f"# Papers\n\n| Title | Upvotes | Published | Abstract |\n|---|--:|---|---|\n{rows}"


def saved_html(papers: list[WrittenPaper]) -> str:
    """The page's HTML, on few lines."""
    cards = "".join(
        f'<article><a href="/papers/{paper.arxiv}"><img alt="" src="x.png"></a>'
        f"<div>Submitted by <div>{paper.submitter}</div></div>"
        f'<a href="/login?next=%2Fpapers%2F{paper.arxiv}"><div>{_votes(paper)}</div></a>'
        f"<h3><a class='x' href=\"/papers/{paper.arxiv}\">{html.escape(paper.title)}</a></h3>"
        f"<p>{html.escape(paper.abstract)}</p><a href=/papers/{paper.arxiv}><ul><li><svg><title>x</title></svg>"
        f"<li>{paper.authors} authors</ul></a>"
        + (f'<a href="/papers/{paper.arxiv}#community"><svg></svg>{paper.comments}</a>' if paper.comments else "")
        + "</article>\n"
        for paper in papers
    )
    head = "<!doctype html><html><head><title>Daily Papers</title></head><body><nav>Models</nav><h1>Daily Papers</h1>"
    return head + cards


#: The writers, and what of a paper each form shows beside its title.
WRITERS: dict[Callable[[list[WrittenPaper]], str], frozenset[str]] = {
    search_text: frozenset({"abstract", "date", "origin", "upvotes", "comments"}),
    details_text: frozenset({"abstract", "date", "origin", "comments"}),
    daily_text: frozenset({"authors", "upvotes", "comments", "submitter"}),
    chinese_text: frozenset({"authors", "upvotes", "comments", "submitter"}),
    trending_text: frozenset({"abstract", "date", "origin", "upvotes", "submitter"}),
    scraped_markdown: frozenset({"abstract", "date", "origin", "upvotes", "comments", "arxiv"}),
    numbers_behind: frozenset({"abstract", "date", "origin", "upvotes", "comments", "arxiv"}),
    numbers_before: frozenset({"abstract", "date", "origin", "upvotes", "comments", "arxiv"}),
    addresses_below: frozenset({"abstract", "date", "origin", "upvotes", "comments", "arxiv"}),
    digest: frozenset({"abstract", "date", "organisation", "upvotes", "arxiv"}),
    digest_table: frozenset({"abstract", "date", "upvotes", "arxiv"}),
    saved_html: frozenset({"abstract", "authors", "upvotes", "comments", "arxiv", "submitter"}),
}
