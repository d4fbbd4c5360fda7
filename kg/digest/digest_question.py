"""What somebody asks a digest for, in their words: names to nodes, dates to a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.digest.base.asked_graph import AskedGraph, graph_of_endpoint, graph_of_store
from kg.digest.base.date_period import Period, days_of_date, required_days
from kg.digest.base.digest_records import DigestScope, NamedNode
from kg.digest.base.known_version import KnownVersion
from kg.digest.new_papers import DigestRequest
from kg.digest.newest_papers import node_with_name
from kg.explorer.page.page_template import TITLE
from kg.ground.errors import InputError, QueryError
from kg.ground.files.standard_streams import input_name, read_bytes
from kg.rdf.query.find_node import find_nodes

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from kg.rdf.remote.endpoint import Endpoint

#: Days of a digest that is given no beginning.
USUAL_DAYS = 30
_MOST_NAMES = 1_000  # papers of a file that others are to be like
_NEWEST = """SELECT (MAX(STR(?date)) AS ?newest) { ?paper a schema:ScholarlyArticle ; dcterms:issued ?date
  FILTER(STRLEN(STR(?date)) >= LENGTH) }"""


@dataclass(frozen=True, slots=True)
class DigestWords:
    """When a digest is to begin and end, as it was typed, and the older version where ``since`` names one."""

    since: str | None = None
    until: str | None = None
    today: str | None = None
    known: KnownVersion | None = None


def asked_request(
    graph: AskedGraph, words: DigestWords, scope: DigestScope, watched: Sequence[NamedNode], most: int
) -> DigestRequest:
    """Put together what a digest is asked for.

    Raises:
        InputError: as ``asked_period``.
    """
    if words.known is None:
        period = asked_period(graph, words.since, words.until, words.today)
        return DigestRequest(TITLE, period, scope=scope, watched=tuple(watched), most=most)
    until = last_day(words.until, "--until")
    return DigestRequest(TITLE, None, words.known, until, scope, tuple(watched), most)


def asked_period(graph: AskedGraph, since: str | None, until: str | None, today: str | None) -> Period:
    """Return the days that a digest is to be about.

    Args:
        since: the first; by default so many before the last that there are ``USUAL_DAYS``. until: the last; by default
            ``today``, and where that is not given, either, the day of the newest paper.

    Raises:
        InputError: a date is none, the period ends before it begins, or no paper is dated.
    """
    last = last_day(until or today, "--until" if until else "--today") or _newest_day(graph)
    if last is None:
        raise InputError("no paper of the graph has a date", remedy="give --since and --until, or a version")
    first = required_days(since, "--since")[0] if since else last - timedelta(USUAL_DAYS - 1)
    return Period(first, last)


def last_day(text: str | None, option: str) -> date | None:
    """Return the last day of a date that somebody typed; None where there is none."""
    return required_days(text, option)[1] if text else None


def _newest_day(graph: AskedGraph) -> date | None:
    for length in ("10", "4"):  # dates that are exact to the day; where there are none, any
        for row in graph.rows(_NEWEST.replace("LENGTH", length)):
            if days := days_of_date(row.get("newest")):
                return days[1]
    return None


def _asked_scope(graph: AskedGraph, store: ox.Store, names: Mapping[str, Sequence[str]]) -> DigestScope:
    """Find the nodes that a digest is to be about.

    Args:
        store: the graph, or the nodes of one elsewhere that have names like these (``Endpoint.labels_like``).
        names: by kind: ``topic``, ``artifact``, and ``paper`` for those that others are to be like.

    Raises:
        QueryError: nothing of the kind is called so, or several are.
    """
    found = {kind: tuple(_node(graph, store, kind, name) for name in some) for kind, some in names.items()}
    return DigestScope(found.get("topic", ()), found.get("artifact", ()), found.get("paper", ()))


def _node(graph: AskedGraph, store: ox.Store, kind: str, name: str) -> NamedNode:
    thing = find_nodes(store, kind, name, graph.base).one(QueryError, kind=kind)
    iri = thing.id if "://" in thing.id else graph.base + thing.id
    return node_with_name(graph, iri) or NamedNode(iri, thing.label)


def names_of_papers(given: Iterable[str]) -> list[str]:
    """Read what papers others are to be like: names as they are, and those of a file, one a line, for ``@FILE``.

    Raises:
        InputError: a file cannot be read, or has too many lines.
    """
    from pathlib import Path

    names: list[str] = []
    for each in given:
        names += _names_of_file(Path(each[1:])) if each.startswith("@") else [each]
    return list(dict.fromkeys(names))


def _names_of_file(path: Path) -> list[str]:
    where = input_name(path)
    try:
        lines = read_bytes(path).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "cannot be read as text", where=where, remedy="name a file of titles or ids, one a line"
        ) from error
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not 1 <= len(names) <= _MOST_NAMES:
        raise InputError(f"names {len(names):,} papers", where=where, remedy=f"name 1 to {_MOST_NAMES:,}, one a line")
    return names


def asked_endpoint(endpoint: Endpoint, names: Mapping[str, Sequence[str]]) -> tuple[AskedGraph, DigestScope]:
    """Ask a store elsewhere for the nodes of some names; return it with what they mean.

    Raises:
        QueryError: it cannot be asked, or nothing there is called so.
    """
    labels, base = endpoint.labels_like(names)
    graph = graph_of_endpoint(endpoint, base)
    return graph, _asked_scope(graph, labels, names)


def asked_store(
    store: ox.Store, base: str, folder: Path, names: Mapping[str, Sequence[str]]
) -> tuple[AskedGraph, DigestScope]:
    """Do the same of the store of a build, which lies in a folder."""
    graph = graph_of_store(store, base, folder)
    return graph, _asked_scope(graph, store, names)
