"""A Cypher script for Neo4j, Memgraph, FalkorDB: one statement a line.

Every node has the label ``Node`` and its kind's (``Paper``, ``Model``, ``Benchmark``, …); an artifact has one for each
of its types. Relationships are the predicates in upper case. ``MERGE`` on the id lets a script run twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.export.flat_graph import json_text, known
from kg.graph.networks import Network
from kg.ground.files.targets import open_target

# Indexes keep MATCH by id from scanning all nodes; the name makes the statement safe to repeat.
_HEAD = "CREATE CONSTRAINT paperatlas_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE;\n"
# https://neo4j.com/docs/cypher-manual/current/syntax/expressions/#cypher-expressions-string-literals
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def write_cypher(graph: Network, path: Path) -> None:
    """Write the script. Unknown values are left out; lists of records are JSON texts."""
    with open_target(path) as file:
        file.writelines(text.encode() for text in _cypher_statements(graph))


def _cypher_statements(graph: Network) -> Iterator[str]:
    yield _HEAD
    for node, attributes in graph.nodes(data=True):
        labels = "".join(":" + str(name).capitalize() for name in attributes["types"])
        yield f"MERGE (n:Node {{id: {literal(node)}}}) SET n{labels}, n += {properties(attributes)};\n"
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        ends = f"MATCH (a:Node {{id: {literal(source)}}}), (b:Node {{id: {literal(target)}}})"
        name = relationship(attributes["predicate"])
        rest = {name: value for name, value in attributes.items() if name != "predicate"}
        yield f"{ends} MERGE (a)-[r:{name} {{id: {literal(key)}}}]->(b) SET r += {properties(rest)};\n"


def relationship(predicate: str) -> str:
    """Name a relationship after a predicate.

    >>> relationship("evaluatesOn")
    'EVALUATES_ON'
    """
    return _WORD_START.sub("_", predicate).upper()


def properties(attributes: Mapping[str, object]) -> str:
    """Write the attributes as a Cypher map."""
    return "{" + ", ".join(f"{name}: {literal(value)}" for name, value in known(attributes).items()) + "}"


def literal(value: object) -> str:
    """Write the value as a Cypher literal; lists of texts stay lists, other lists become JSON texts.

    >>> literal("it's"), literal(0.5), literal(True), literal(["a"])
    ("'it\\\\'s'", '0.5', 'true', "['a']")
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "[" + ", ".join(map(literal, value)) + "]"
    text = value if isinstance(value, str) else json_text(value)
    return "'" + text.translate(_ESCAPES) + "'"
