"""A digest, put together of what a graph answers.

1. New papers, and those before them, are found (``new_papers``); the names of each are counted.
2. The links of the new papers are read once, batch by batch (``gathered_news``).
3. What rises (``risen_names``), what is seen for the first time (``first_seen``) and which results beat earlier ones
   (``beaten_results``) is decided; then the sentences and papers that are told of are read, and no others.

Memory grows with the new papers and the names in them, not with the graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kg.digest.base.asked_graph import AskedGraph
from kg.digest.base.date_period import days_of_date
from kg.digest.base.digest_records import Digest, DigestCounts, FirstSeen, NamedNode, Rise, WatchedNews
from kg.digest.beaten_results import beaten_results
from kg.digest.first_seen import seen_before
from kg.digest.gathered_news import GatheredNews, NameNews, ToldLinks
from kg.digest.new_papers import DigestRequest, PaperScope, PaperSplit, is_later, nodes_of_papers, split_papers
from kg.digest.risen_names import NameCounts, RisenName, risen_names
from kg.digest.told_papers import introduced_by, node_order, papers_with_statements
from kg.ground.errors import QueryError
from kg.ground.identifiers import NODE_PATHS

_TOLD_OF_RISE = 2  # papers
_TOLD_OF_WATCHED, _READ_OF_WATCHED = 12, 48  # links that are told, and those whose sentences are looked for
_MOST_BEATEN = 30


def compose_digest(graph: AskedGraph, request: DigestRequest) -> Digest:
    """Tell what is new in a graph.

    Raises:
        QueryError: the graph cannot be asked, or answers what no graph of PaperAtlas holds.
    """
    try:
        return _composed(graph, request)
    except (KeyError, ValueError) as error:
        problem = f"the store's answer is not that of a graph of PaperAtlas: {error!r}"
        raise QueryError(problem, remedy="ask a store that holds one whole") from error


def _composed(graph: AskedGraph, request: DigestRequest) -> Digest:
    split = split_papers(graph, request)
    scope = PaperScope(graph, request.scope)
    counted = _count_papers(graph, scope, split)
    dates = {paper: split.new[paper] for paper in counted.likeness}
    news = GatheredNews(graph, dates, request.watched)
    papers = papers_with_statements(graph, _papers_to_tell(counted, dates, news)[: request.most], scope.artifacts)
    first, (risen, tested) = _first_seen(graph, request, counted, news), risen_names(counted.names)
    brought = {node for paper in papers for node in introduced_by(paper)}
    rest = [name for name in first if name.node not in brought][: request.most]
    told = _tell_names(graph, counted.names, news, rest, risen)
    beaten = beaten_results(graph, dates, split.new, _earlier_test(graph, request))
    names = counted.names
    return Digest(
        title=request.title,
        base=graph.base,
        period=request.period,
        version=request.known.name if request.known else None,
        newest=_newest_day(request, dates.values()),
        scope=request.scope,
        counts=DigestCounts(names.papers_now, names.papers_before, split.undated, split.inexact, tested),
        papers=tuple(papers),
        watched=told.watched,
        beaten=tuple(beaten[:_MOST_BEATEN]),
        rises=told.rises,
        seen=told.seen,
        introduced=tuple(sorted({name.node for name in first} & brought, key=node_order)),
        seen_count=len(first),
    )


@dataclass(slots=True)
class _CountedPapers:
    """The papers of the scope: how many name what; of the new ones, how like those that were named each is.

    ``all_now``: how many of all new papers, whatever the scope, name what.
    """

    names: NameCounts = field(default_factory=NameCounts)
    likeness: dict[str, float] = field(default_factory=dict)
    all_now: Counter[str] = field(default_factory=Counter)


def _count_papers(graph: AskedGraph, scope: PaperScope, split: PaperSplit) -> _CountedPapers:
    counted = _CountedPapers()
    names = counted.names
    for paper, nodes in nodes_of_papers(graph, sorted(split.new)):
        local = [node.removeprefix(graph.base) for node in nodes]
        counted.all_now.update(local)
        if scope.fits(paper, nodes):
            counted.likeness[paper] = scope.likeness(nodes)
            names.papers_now += 1
            names.now.update(local)
    for paper, nodes in nodes_of_papers(graph, sorted(split.before)):
        if scope.fits(paper, nodes):
            names.papers_before += 1
            names.before.update(node.removeprefix(graph.base) for node in nodes)
    return counted


def _papers_to_tell(counted: _CountedPapers, dates: dict[str, str | None], news: GatheredNews) -> list[str]:
    """Order papers: the most like those that were named, those that bring something, those that are measured, newest.

    Only the first two roles are told of each paper, so others do not put it before newer ones.
    """
    newest = sorted(sorted(dates), key=lambda paper: dates[paper] or "", reverse=True)
    return sorted(newest, key=lambda paper: (-counted.likeness[paper], min(news.strongest.get(paper, 2), 2)))


def _first_seen(
    graph: AskedGraph, request: DigestRequest, counted: _CountedPapers, news: GatheredNews
) -> list[NameNews]:
    """Find the artifacts that are seen for the first time: those of most papers first, then what says most."""
    begin = graph.base + NODE_PATHS["artifact"]
    artifacts = sorted(iri for iri in news.names if iri.startswith(begin))
    before, now = seen_before(graph, request, artifacts, counted.all_now), counted.names.now
    found = [news.names[iri] for iri in artifacts if iri not in before]
    return sorted(
        found, key=lambda name: (-now[name.node.iri.removeprefix(graph.base)], name.best.rank, node_order(name.node))
    )


def _earlier_test(graph: AskedGraph, request: DigestRequest) -> Callable[[str, str | None], bool | None]:
    """Make the test of a paper that is not new: whether it is surely earlier; None where it is later."""

    def is_earlier(paper: str, dated: str | None) -> bool | None:
        if request.period is None:
            return None if is_later(dated, request.until) else paper.removeprefix(graph.base) in request.known_papers
        days = days_of_date(dated)
        return None if is_later(dated, request.period.last) else days is not None and days[1] < request.period.first

    return is_earlier


def _newest_day(request: DigestRequest, dates: Iterable[str | None]) -> str | None:
    if request.period is not None:
        return str(request.period.last)
    days = [found[1] for dated in dates if (found := days_of_date(dated))]
    return str(max(days)) if days else None


@dataclass(frozen=True, slots=True)
class _ToldNames:
    """What is told of names: seen for the first time, risen, watched."""

    seen: tuple[FirstSeen, ...]
    rises: tuple[Rise, ...]
    watched: tuple[WatchedNews, ...]


def _tell_names(
    graph: AskedGraph, counts: NameCounts, news: GatheredNews, seen: Sequence[NameNews], risen: Sequence[RisenName]
) -> _ToldNames:
    """Read the sentences of all that is told of names, at once, and tell it."""
    rising = [(name, news.names[graph.base + name.node]) for name in risen]
    watched = {iri: news.most_telling(links) for iri, links in news.watched.items()}
    asked = [name.best for name in seen]
    asked += [link for _, name in rising for link in name.newest]
    asked += [link for links in watched.values() for link in links[:_READ_OF_WATCHED]]
    told = ToldLinks(graph, asked)

    def rise(name: RisenName, held: NameNews) -> Rise:
        quoted = [link for link in held.newest if told.quoted(link)][:_TOLD_OF_RISE]
        return Rise(held.node, counts.now[name.node], counts.before[name.node], name.chance, told.tell(quoted))

    def of_watched(node: NamedNode) -> WatchedNews:
        read = watched[node.iri][:_READ_OF_WATCHED]
        quoted = [link for link in read if told.quoted(link)]  # a topic that follows from narrower ones has no sentence
        more = news.watched_counts[node.iri] - len(read) + len(quoted[_TOLD_OF_WATCHED:])
        return WatchedNews(node, told.tell(quoted[:_TOLD_OF_WATCHED]), more)

    return _ToldNames(
        tuple(
            FirstSeen(name.node, counts.now[name.node.iri.removeprefix(graph.base)], statement)
            for name in seen
            for statement in told.tell([name.best])
        ),
        tuple(rise(name, held) for name, held in rising),
        tuple(of_watched(node) for node in news.asked),
    )
