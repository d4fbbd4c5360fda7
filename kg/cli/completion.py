"""Completion in the shell of what ``query``, ``queries`` and ``show`` take: names of saved queries, their parameters,
and names of nodes.

``eval "$(_PAPERATLAS_COMPLETE=bash_source paperatlas)"`` switches it on (``zsh_source``, ``fish_source`` elsewhere).
A fault while completing is no message in the middle of a line: there is then nothing to complete.

Names come from the index of the build, the most linked first, which takes as long for a million nodes as for a hundred;
kinds that are no nodes there (authors, venues, categories), and a folder without an index, are read from the store.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from kg.ground.errors import PaperAtlasError

if TYPE_CHECKING:
    from kg.catalogue.name_resolution import NamedThing

_SHOWN = 50  # completions given at once; one more letter narrows them
_SHOWN_KINDS = ("artifact", "paper", "topic", "organisation")  # what the index has as nodes, and "show" shows


def complete_query(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete names of saved queries, with their questions."""
    from kg.rdf.query.saved_queries import saved_queries

    return [
        CompletionItem(query.name, help=query.title)
        for query in saved_queries().values()
        if query.name.startswith(incomplete)
    ]


def complete_parameter(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ``name=`` of the saved query's parameters, and after that what the built graph has of the parameter's
    kind.

    A label with spaces stands for itself in quotes, so its node's prefixed name is completed, beside the label.
    """
    from kg.rdf.query.find_node import KINDS
    from kg.rdf.query.saved_queries import saved_queries

    # Where the option has no value yet, click leaves the words before it unread.
    words = [context.params.get("text"), context.params.get("name"), *context.args]
    query = next((saved_queries()[word] for word in words if word in saved_queries()), None)
    name, sign, begun = incomplete.partition("=")
    if query is None:
        return []
    if not sign:
        return [
            CompletionItem(f"{one.name}=", help=one.description)
            for one in query.parameters
            if one.name.startswith(incomplete)
        ]
    kind = next((one.type for one in query.parameters if one.name == name), "")
    if kind not in KINDS:
        return []
    found = _names_beginning(_built_folder(context), (kind,), begun)
    return [CompletionItem(f"{name}={_typed(node, label)}", help=label) for node, label in found]


def complete_node(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a node that begins so, or the id of one whose name has spaces or that an alias means."""
    begun = incomplete.casefold()
    found = _names_beginning(_built_folder(context), _SHOWN_KINDS, incomplete)
    items = {_typed(node, label, begun): label for node, label in found}
    return [CompletionItem(value, help=label) for value, label in items.items()]


def _built_folder(context: click.Context) -> Path:
    return Path(context.params.get("output") or "output")


def _typed(node: str, label: str, begun: str = "") -> str:
    """Write a node as on a command line: by its label, or its id where that would need quotes or begins otherwise."""
    return node if any(map(str.isspace, label)) or not label.casefold().startswith(begun) else label


def _names_beginning(folder: Path, kinds: tuple[str, ...], begun: str) -> list[tuple[str, str]]:
    """Find ids, as they are typed, and names of nodes of some kinds that begin so; none where there is no graph."""
    try:
        found = _names_of_index(folder, kinds, begun)
        return _names_of_store(folder, kinds, begun) if found is None else found
    except (PaperAtlasError, sqlite3.Error):
        return []


def _names_of_index(folder: Path, kinds: tuple[str, ...], begun: str) -> list[tuple[str, str]] | None:
    from kg.explorer.served.index_format import INDEX
    from kg.explorer.served.index_rows import IndexRows
    from kg.explorer.served.node_search import NodeSearch
    from kg.ground.files.integrity import place
    from kg.rdf.query.find_node import KINDS
    from kg.rdf.terms.namespaces import shorten

    file = place(folder, INDEX)
    paths = {KINDS[kind][1] for kind in kinds}
    if not file.is_file() or not paths <= {KINDS[kind][1] for kind in _SHOWN_KINDS}:
        return None

    def wanted(thing: NamedThing) -> bool:
        return any(thing.id.startswith(KINDS[kind][1]) and kind in ("artifact", *thing.kinds) for kind in kinds)

    rows = IndexRows(file)
    base = str(rows.meta["base"])
    found = NodeSearch(rows.select, base).beginning(begun, _SHOWN, wanted)
    return [(shorten(base + node, base) if len(kinds) == 1 else node, label) for node, label in found]


def _names_of_store(folder: Path, kinds: tuple[str, ...], begun: str) -> list[tuple[str, str]]:
    from kg.atlas.atlas import Atlas
    from kg.rdf.query.find_node import labels_like
    from kg.rdf.query.run import store_base

    store = Atlas(folder).store
    base = store_base(store)
    return [(short, label) for kind in kinds for label, short in labels_like(store, kind, begun, base, _SHOWN)][:_SHOWN]
