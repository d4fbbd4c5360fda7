"""Saved queries: one question a file, ``ontology/queries/<name>.rq``.

The comment lines at the top of a file are its description, in this order::

    # title: Which papers evaluate on a benchmark
    # description: One sentence more.
    # param on: artifact — the benchmark or dataset
    # param since: integer = 0 — the first year
    # example: on=GSM8K

What follows is whole SPARQL that any engine runs: it declares its prefixes, and a parameter is a variable with its
value, that of the example or the default, in a line of its own, ``VALUES $on { <…/artifact/gsm8k> }``. A parameter has
a type and perhaps a default. Values are made into RDF terms by type and put between those braces; no text of a user's
ever becomes part of a query.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.ground.errors import IdentifierError, OntologyError, QueryError, nearest_names
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.answers import Answer
from kg.rdf.query.find_node import KINDS, find_node
from kg.rdf.query.run import run_query, store_base
from kg.rdf.query.store import open_store
from kg.rdf.sparql.lexer import bind, tokens, values_of
from kg.rdf.terms.ntriples import canonical_decimal, literal

_HEADER = re.compile(r"#\s*(title|description|example|param)\b:?\s*(.*)")
_PARAM = re.compile(r"(\w+):\s*(\w+)(?:\s*=\s*(.*?))?(?:\s+—\s+(.*))?")
_LITERALS = ("integer", "decimal", "string")
_MOST = 10**18  # XSD 1.1, part 2, section 5.4: what every processor can hold; Oxigraph compares no larger numbers
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # of a saved query; no SPARQL is one lower-case word


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query.

    Attributes:
        type: ``integer``, ``decimal``, ``string``, or a kind of node that names are looked up among.
        default: as a user would type it, or None where a value must be given.
    """

    name: str
    type: str
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question with a name. ``example``: values of its parameters that find something in the example graph."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str

    def bound(self, store: ox.Store, values: Mapping[str, str], base: str) -> str:
        """Bind the parameters of the query; names are looked up in the store.

        Raises:
            QueryError: a value is missing, unknown or of the wrong type, or there is no such parameter.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in names:
                there_are = f"it has {', '.join(names)}" if names else "it has none"
                raise QueryError(f"{self.name} has no parameter {name!r}", remedy=there_are)
        found = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                shell = " ".join(f"--param {shlex.quote(f'{name}={text}')}" for name, text in self.example.items())
                remedy = f"for example {shell} (of a server ?{urlencode(self.example)})"
                raise QueryError(f"{self.name} needs the parameter {parameter.name!r}", remedy=remedy)
            found[parameter.name] = _parameter_term(parameter, value, store, base)
        return bind(self.text, found)

    def example_text(self, base: str) -> str:
        """Bind the values of its file for a graph with this base IRI: what editors offer to begin from."""
        held = {parameter.name: values_of(self.text)[parameter.name][0] for parameter in self.parameters}
        own = {name: term for name, term in held.items() if term.startswith(f"<{DEFAULT_BASE}")}
        return bind(self.text, {name: term.replace(DEFAULT_BASE, base, 1) for name, term in own.items()})


def _parameter_term(parameter: Parameter, value: str, store: ox.Store, base: str) -> str:
    if parameter.type == "string":
        return literal(value)
    if parameter.type in KINDS:
        return find_node(store, parameter.type, value, base)
    try:
        return _sparql_number(parameter.type, value)
    except (ValueError, IdentifierError) as error:
        fault = f"{parameter.name} must be a number ({parameter.type}), not {value!r}"
        raise QueryError(fault, remedy=f"give digits, e.g. {parameter.name}=10") from error


def _sparql_number(type_: str, value: str) -> str:
    """Write a number as SPARQL does without its datatype, which a decimal's point then gives."""
    if abs(float(value)) >= _MOST:
        raise ValueError
    if type_ == "integer":
        return str(int(value))
    digits = canonical_decimal(value)
    return digits if "." in digits else f"{digits}.0"


def run_saved(
    source: ox.Store | Path,
    name: str,
    values: Mapping[str, str] | None = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
) -> Answer:
    """Run a saved query; see ``run_query`` for the limits.

    Args:
        source: a store, or the folder of one.
        values: of its parameters, as a person types them: ``{"model": "GPT-4", "since": "2020"}``.

    Raises:
        QueryError: there is no such query, or a value is missing, unknown or of the wrong type.
    """
    store = open_store(source) if isinstance(source, Path) else source
    base = store_base(store)
    text = saved_query(name).bound(store, values or {}, base)
    return run_query(source if timeout else store, text, limit=limit, timeout=timeout, base=base)


@cache
def saved_queries() -> dict[str, SavedQuery]:
    """Load the queries that come with PaperAtlas, by name, sorted."""
    return read_queries(ontology_path("queries"))


def saved_query(name: str) -> SavedQuery:
    """Find the saved query with a name.

    Raises:
        QueryError: there is none; the remedy tells the nearest names.
    """
    found = saved_queries().get(name)
    if found is None:
        near = nearest_names(name, saved_queries())
        remedy = f"did you mean {' or '.join(near)}?" if near else "look in paperatlas queries, or /queries of a server"
        raise QueryError(f"there is no saved query {name!r}", remedy=remedy)
    return found


def saved_name(text: str) -> str | None:
    """Return the text where it is, or is meant to be, the name of a saved query; None where it is SPARQL.

    >>> saved_name("leaderboard"), saved_name("ASK {}")
    ('leaderboard', None)
    """
    return text if _NAME.fullmatch(text) else None


def read_queries(folder: Path) -> dict[str, SavedQuery]:
    """Read the queries of a folder, by the names of their files.

    Raises:
        OntologyError: headers have faults; all of them are listed.
    """
    found, faults = {}, []
    for path in sorted(folder.glob("*.rq")):
        query, problems = _read_saved_query(path)
        found[query.name] = query
        faults += [f"{path.name}: {problem}" for problem in problems]
    if faults:
        raise OntologyError("saved queries have faults:\n" + "\n".join(faults), where=folder)
    return found


def _read_saved_query(path: Path) -> tuple[SavedQuery, list[str]]:
    head: dict[str, str] = {}
    parameters: list[Parameter] = []
    faults: list[str] = []
    text = path.read_text(encoding="utf-8")
    for line in text.splitlines():
        match = _HEADER.fullmatch(line.strip())
        if not line.startswith("#"):
            break
        if match is None:
            faults.append(f"{line!r} is no title, description, param or example")
        elif match[1] == "param":
            parameters += _parsed_parameter(match[2], faults)
        else:
            head[match[1]] = match[2]
    faults += [f"it has no {part}" for part in ("title", "description") if not head.get(part)]
    example = dict(part.split("=", 1) for part in head.get("example", "").split("; ") if "=" in part)
    faults += _value_faults(text, parameters)
    missing = [each.name for each in parameters if each.default is None and each.name not in example]
    faults += [f"its example lacks the parameter {name}" for name in missing]
    query = SavedQuery(
        path.stem, head.get("title", ""), head.get("description", ""), tuple(parameters), example, text
    )  # fmt: skip
    return query, faults


def _value_faults(text: str, parameters: list[Parameter]) -> Iterator[str]:
    """Yield what is wrong with the ``VALUES`` of the parameters, and with variables that are written as parameters
    are.
    """
    held = values_of(text)
    for name, type_, default in ((each.name, each.type, each.default) for each in parameters):
        values = set(held.get(name, ()))
        if not values:
            yield f"the parameter {name} has no line VALUES ${name} {{ … }}"
        elif len(values) > 1:
            yield f"the parameter {name} has several values: {', '.join(sorted(values))}"
        elif type_ in KINDS and not min(values).startswith(f"<{DEFAULT_BASE}{KINDS[type_][1]}"):
            yield f"the value of {name}, {min(values)}, is not the IRI of {type_} in the example"
        elif type_ in ("integer", "decimal") and default is not None and values != {_sparql_number(type_, default)}:
            yield f"the value of {name}, {min(values)}, is not its default {default}"
    declared = {each.name for each in parameters}
    signed = {token.text[1:] for token in tokens(text) if token.kind == "variable" and token.text[0] == "$"}
    yield from (f"${name} is no parameter; write ?{name}" for name in sorted(signed - declared))


def _parsed_parameter(text: str, faults: list[str]) -> list[Parameter]:
    match = _PARAM.fullmatch(text)
    if match is None or match[2] not in (*KINDS, *_LITERALS):
        faults.append(f"the parameter {text!r} is not 'name: type = default — description' with a known type")
        return []
    return [Parameter(match[1], match[2], match[3], match[4] or "")]
