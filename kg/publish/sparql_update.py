"""N-Triples as SPARQL 1.1 Update.

The syntax of N-Triples is SPARQL's too but for one thing: SPARQL replaces ``\\u`` and four digits before anything else
(section 19.2), so engines differ in what an escaped backslash before a ``u`` is. The ``u`` itself is escaped there, and
then all agree.
"""

from __future__ import annotations

import re

from kg.publish.store_addresses import StoreAddresses

MEDIA_TYPE = "application/sparql-update"
# Pairs of backslashes are read from the left, so that "\\\\u" is found and "\\u" behind an odd one is not.
_ESCAPE = re.compile(rb"\\\\([uU])|\\[^uU]", re.DOTALL)


def insert_data(data: bytes, store: StoreAddresses) -> bytes:
    """Write an update that adds lines of N-Triples to the graph.

    >>> insert_data(b"<a:s> <a:p> 1 .\\n", StoreAddresses("", "", "", "https://e.org/g")).decode()
    'INSERT DATA { GRAPH <https://e.org/g> {\\n<a:s> <a:p> 1 .\\n} }'
    """
    return b"INSERT DATA " + _block(data, store)


def delete_data(data: bytes, store: StoreAddresses) -> bytes:
    """Write an update that takes lines of N-Triples out of the graph; what is not there is no error.

    >>> delete_data(b"<a:s> <a:p> 1 .\\n", StoreAddresses("", "", "")).decode()
    'DELETE DATA {\\n<a:s> <a:p> 1 .\\n}'
    """
    return b"DELETE DATA " + _block(data, store)


def _block(data: bytes, store: StoreAddresses) -> bytes:
    head, foot = (b"{ GRAPH <%b> {\n" % store.graph.encode(), b"} }") if store.graph else (b"{\n", b"}")
    return head + as_sparql(data) + foot


def as_sparql(data: bytes) -> bytes:
    """Write lines of N-Triples as SPARQL reads them, in an update or as the pattern of a query."""
    return _ESCAPE.sub(_with_escaped_letter, data) if b"\\\\" in data else data


def drop_graph(store: StoreAddresses) -> bytes:
    """Write an update that drops the graph, or empties the default graph; one that is not there is no error."""
    return f"DROP SILENT GRAPH <{store.graph}>".encode() if store.graph else b"CLEAR SILENT DEFAULT"


def _with_escaped_letter(match: re.Match[bytes]) -> bytes:
    letter = match[1]
    return rb"\\\u%04X" % letter[0] if letter else match[0]
