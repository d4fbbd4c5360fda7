"""Queries asked of an endpoint elsewhere, by the SPARQL 1.1 Protocol.

1. The query is sent as it is, in the body of a POST request; well-known prefixes that it uses and does not declare are
   declared before its first word, on the same line, so that line numbers in the endpoint's messages stay right.
2. The answer is read as a stream: a limit ends it early, and so does the time limit.
3. Names given to saved queries are looked up among the labels of the endpoint.

Nothing but the query is sent, and nothing is followed: an endpoint that points elsewhere is reported. An endpoint that
asks who is there (401) is told so, where the environment or netrc has credentials for it (``kg/fetch/credentials.py``).
"""

from __future__ import annotations

import email.message
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, cast
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kg.catalogue.name_resolution import local_id
from kg.fetch.base_address import masked_address
from kg.fetch.credentials import LOGIN_REMEDY, credentials_for, require_confidential
from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE, NODE_PATHS, arxiv_id
from kg.ground.text import one_line
from kg.ground.version import __version__
from kg.rdf.query.answers import Answer
from kg.rdf.query.find_node import KINDS, hub_addresses
from kg.rdf.query.run import answer_of, store_base, with_hints
from kg.rdf.query.saved_queries import SavedQuery
from kg.rdf.sparql.lexer import query_form
from kg.rdf.sparql.prologue import missing_prefixes
from kg.rdf.sparql.query_check import check_query, syntax_fault
from kg.rdf.sparql.query_text import without_mark
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.terms.ntriples import literal, web_address

#: Seconds that an answer may take where nothing else is said; public endpoints end queries after about a minute.
TIMEOUT = 60.0
# Best first. XML comes late: Oxigraph's reader of that format trims texts.
_TABLES = "application/sparql-results+json, text/tab-separated-values;q=0.7, application/sparql-results+xml;q=0.5"
_GRAPHS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.4, application/ld+json;q=0.3"
# What a query cannot have as an answer is not asked for: Virtuoso would write a graph as a table, and fails in that.
_ACCEPT = {"SELECT": _TABLES, "ASK": _TABLES, "CONSTRUCT": _GRAPHS, "DESCRIBE": _GRAPHS, "": f"{_TABLES}, {_GRAPHS}"}
_SHOWN = 300  # characters of an endpoint's message
_READ = 4096  # bytes of a message that are looked at
_LONGEST = 300  # characters of a name that are compared; titles are shorter
_ALIKE = 1_000  # labels of an endpoint looked at for one name


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint elsewhere, which ``query`` asks; ``kg.open(folder).query`` asks a built folder.

    Attributes:
        url: where it takes queries. timeout: seconds after which an answer is no longer waited for.
        graph: IRI of the named graph that is asked; "" asks the endpoint's default graph.

    Raises:
        QueryError: the URL is none of http or https, or the graph no IRI.

    >>> endpoint = Endpoint("https://example.org/sparql", timeout=10)
    >>> endpoint.url, endpoint.timeout
    ('https://example.org/sparql', 10)
    >>> Endpoint("example.org/sparql")
    Traceback (most recent call last):
    kg.ground.errors.QueryError: 'example.org/sparql' is no endpoint; give an http(s) URL without a user, e.g. https://host/sparql
    """

    url: str
    timeout: float = TIMEOUT
    graph: str = ""

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        except ValueError:
            fits = False
        if not fits or not self.url.isascii() or not self.url.isprintable() or " " in self.url:
            raise QueryError(
                f"{masked_address(self.url)!r} is no endpoint",
                remedy="give an http(s) URL without a user, e.g. https://host/sparql",
            )
        if self.graph and web_address(self.graph) != f"<{self.graph}>":
            raise QueryError(f"{self.graph!r} is no graph", remedy="give an http(s) IRI, as https://example.org/graph")

    def query(self, text: str, *, limit: int | None = None, base: str = DEFAULT_BASE) -> Answer:
        """Ask a query of the endpoint.

        Args:
            limit: read at most so many rows. base: what ``paper:``, ``artifact:`` and the like stand for.

        Raises:
            QueryError: the endpoint cannot be reached, refuses the query, takes too long or answers something else.
        """
        text = without_mark(text)
        check_query(text, foreign=True)
        try:
            return with_hints(replace(self._ask_endpoint(_with_prefixes(text, base), limit), base=base), None, text)
        except _RefusedQuery as error:
            _local_fault(text)
            raise QueryError(f"{self.url} refuses the query: {error}", remedy="mend the query") from error

    def saved(self, query: SavedQuery, values: Mapping[str, str], *, limit: int | None = None) -> Answer:
        """Ask a saved query; names are looked up among the endpoint's labels.

        Raises:
            QueryError: as ``query``, or a value is missing, unknown or of the wrong type.
        """
        text, base = self.bound(query, values)
        return self.query(text, limit=limit, base=base)

    def bound(self, query: SavedQuery, values: Mapping[str, str]) -> tuple[str, str]:
        """Bind the parameters of a saved query, and find the base IRI of the endpoint's nodes."""
        asked: dict[str, list[str]] = {}
        for each in query.parameters:
            if each.name in values:
                asked.setdefault(each.type, []).append(values[each.name])
        labels, base = self.labels_like(asked)
        return query.bound(labels, values, base), base

    def labels_like(self, asked: Mapping[str, Iterable[str]]) -> tuple[ox.Store, str]:
        """Ask for the nodes that have names like these, by kind, and for the base IRI of all nodes.

        Returns:
            The nodes with their labels, for ``kg.rdf.query.find_node`` to judge, and the base IRI.

        Raises:
            QueryError: the endpoint cannot be asked.
        """
        labels = ox.Store()
        found = [self._labels_like_name(kind, name) for kind, names in asked.items() for name in names]
        found.append(self._ask_endpoint(_with_prefixes(_BASE, DEFAULT_BASE), None))
        for answer in found:
            labels.extend(self._quads_of_answer(answer))
        return labels, store_base(labels)

    def triples(self, text: str, *, base: str = DEFAULT_BASE) -> Iterator[ox.Quad]:
        """Ask a CONSTRUCT query, and yield its triples as those of a default graph.

        Raises:
            QueryError: as ``query``, or the endpoint answers with a table.
        """
        return self._quads_of_answer(self.query(text, base=base))

    def _quads_of_answer(self, answer: Answer) -> Iterator[ox.Quad]:
        if answer.kind != "construct":
            raise QueryError(f"{self.url} answers with a table, not with triples", remedy="ask another endpoint")
        return (ox.Quad(*row) for row in answer.rows)  # type: ignore[arg-type]  # their parts are those of triples

    def _labels_like_name(self, kind: str, name: str) -> Answer:
        """Ask for the nodes of a kind that have a name like this one, with their labels, as triples."""
        if kind not in KINDS:
            return Answer("construct", ("subject", "predicate", "object"), ())
        # A singular is in its plural, so one regular expression finds both.
        named = [char for char in name[:_LONGEST].strip().removesuffix("s") if char.isalnum()]
        letters = "[^\\p{L}\\p{N}]*".join(named)
        same = f"REGEX(STR(?label), {literal(letters)}, 'i')" if letters else "false"
        if "://" in name or ":" in name:
            known = [iri for iri in (name.strip().strip("<>"), _expanded_name(name)) if iri]
            same += f" || STR(?node) IN ({', '.join(map(literal, known))})"
        local = local_id(name.strip())
        if local.startswith(tuple(NODE_PATHS.values())):
            same += f" || STRENDS(STR(?node), {literal('/' + local)})"
        if "/" in name and (addresses := list(hub_addresses(name.strip()))):
            same += f" || STR(?label) IN ({', '.join(map(literal, addresses))})"
        arxiv = arxiv_id(name)
        if arxiv:
            same += f" || STR(?label) = {literal('arXiv:' + arxiv)}"
        text = _ALIKE_LABELS.format(kind=KINDS[kind][0], same=same, limit=_ALIKE)
        return self._ask_endpoint(_with_prefixes(text, DEFAULT_BASE), None)

    def _ask_endpoint(self, text: str, limit: int | None) -> Answer:
        deadline = time.monotonic() + self.timeout
        dataset = {"default-graph-uri": self.graph} if self.graph else {}  # SPARQL 1.1 Protocol, section 2.1.4
        body = urlencode({"query": text, **dataset}).encode()
        headers = {
            "Accept": _ACCEPT[query_form(text)], "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"PaperAtlas/{__version__}",
        }  # fmt: skip
        request = urllib.request.Request(self.url, body, headers, method="POST")
        with self._faults_of_endpoint(), self._open_response(request) as response:
            return self._read_response(_ResponseBody(response, deadline), response.headers, limit)

    def _open_response(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        """Send a request; where the endpoint asks who is there, once more with credentials, if there are any."""
        try:
            return cast(http.client.HTTPResponse, _OPENER.open(request, timeout=self.timeout))
        except urllib.error.HTTPError as error:
            if error.code not in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
                raise
            credentials = credentials_for(self.url)
            if not credentials:
                raise
            error.close()
        require_confidential(self.url)
        request.add_unredirected_header("Authorization", credentials.header)
        return cast(http.client.HTTPResponse, _OPENER.open(request, timeout=self.timeout))

    def _read_response(self, body: _ResponseBody, headers: email.message.Message, limit: int | None) -> Answer:
        kind = headers.get_content_type()
        graph = ox.RdfFormat.from_media_type(kind)
        table = ox.QueryResultsFormat.from_media_type(kind)
        stream = cast(IO[bytes], body)
        if table is not None and table != ox.QueryResultsFormat.CSV:
            return answer_of(ox.parse_query_results(stream, table), limit)
        if graph is not None:
            return answer_of((quad.triple for quad in ox.parse(stream, graph)), limit)
        raise QueryError(
            f"{self.url} answers {kind}, not the results of a query", remedy="give the URL that takes SPARQL queries"
        )

    @contextmanager
    def _faults_of_endpoint(self) -> Iterator[None]:
        try:
            yield
        except urllib.error.HTTPError as error:
            with error:
                raise self._fault_of_http_error(error) from error
        except TimeoutError as error:
            raise self._fault_of_timeout() from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._fault_of_timeout() from error
            raise QueryError(f"{self.url} cannot be reached: {error.reason}", remedy="check the URL") from error
        except (OSError, http.client.HTTPException, SyntaxError, ValueError) as error:
            raise QueryError(f"the answer of {self.url} is broken: {error}", remedy="ask again") from error

    def _fault_of_timeout(self) -> QueryError:
        return QueryError(f"{self.url} took more than {self.timeout:g} s", remedy="narrow the query or allow more")

    def _fault_of_http_error(self, error: urllib.error.HTTPError) -> Exception:
        if 300 <= error.code < 400:
            target = error.headers.get("Location", "elsewhere")
            return QueryError(f"{self.url} has moved", remedy=f"give its new URL: {masked_address(target)}")
        try:
            told = error.read(_READ).decode("utf-8", "replace")
            message = _plain_server_text(credentials_for(self.url).hidden(told))
        except (OSError, http.client.HTTPException):
            message = ""
        if error.code == http.HTTPStatus.BAD_REQUEST:
            return _RefusedQuery(message or "it gives no reason")
        remedy = _REMEDIES.get(error.code, "ask the people who run it")
        if error.code in _BUSY and error.headers.get("Retry-After", "").isdigit():
            remedy = f"ask again in {error.headers['Retry-After']} s"
        reason = f": {message}" if message else ""
        return QueryError(f"{self.url} answers {error.code} {error.reason}{reason}", remedy=remedy)


class _RefusedQuery(Exception):
    """The endpoint says that the query is wrong (400)."""


class _ResponseBody:
    """The body of a response, for pyoxigraph to read from; raises TimeoutError when its time is over."""

    def __init__(self, response: http.client.HTTPResponse, deadline: float) -> None:
        self._response = response
        self._deadline = deadline

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._deadline:
            raise TimeoutError
        return self._response.read(size) if size < 0 else self._response.read1(size)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are reported and not followed: urllib would ask again by GET, without the query."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)
_BUSY = (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE)
_REMEDIES: dict[int, str] = {
    401: LOGIN_REMEDY, 403: f"it does not answer everybody; {LOGIN_REMEDY}",
    404: "check the path; endpoints often end in /sparql or /query", 405: "it does not take POST requests",
    406: "it gives out none of the formats that can be read", 413: "shorten the query",
    429: "ask again later", 503: "ask again later", 504: "narrow the query",
}  # fmt: skip
_BASE = "CONSTRUCT WHERE { ?graph void:uriSpace ?base }"
_ALIKE_LABELS = """CONSTRUCT {{ ?node a <{kind}> ; ?by ?label }} WHERE {{
  ?node a <{kind}> ; ?by ?label
  FILTER(?by IN (rdfs:label, skos:altLabel, dcterms:identifier, schema:sameAs))
  FILTER({same})
}} LIMIT {limit}"""


def _with_prefixes(text: str, base: str) -> str:
    """Declare the well-known prefixes that a query uses and does not declare."""
    return "".join(f"PREFIX {name}: <{space}> " for name, space in missing_prefixes(text, base).items()) + text


def _expanded_name(name: str) -> str | None:
    prefix, _, local = name.partition(":")
    namespace = prefixes().get(prefix)
    return namespace + local if namespace else None


def _local_fault(text: str) -> None:
    """Show where a refused query is wrong, where the parser at hand says so too."""
    try:
        ox.Store().query(text, prefixes=prefixes())
    except SyntaxError as error:
        raise syntax_fault(text, str(error)) from error


def _plain_server_text(text: str) -> str:
    """Write a server's text on one line, cut, without control characters and without the HTML of an error page."""
    if text.lstrip()[:1] == "<":
        return ""
    return one_line(text, _SHOWN)
