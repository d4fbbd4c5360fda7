"""Completion in the shell of what ``query`` and ``queries`` take: names of saved queries, and their parameters.

``eval "$(_PAPERATLAS_COMPLETE=bash_source paperatlas)"`` switches it on (``zsh_source``, ``fish_source`` elsewhere).
A fault while completing is no message in the middle of a line: there is then nothing to complete.
"""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kg.ground.errors import PaperAtlasError

_SHOWN = 50  # completions given at once; one more letter narrows them


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
    from kg.atlas.atlas import Atlas
    from kg.rdf.query.find_node import KINDS, labels_like
    from kg.rdf.query.run import store_base
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
    output = context.params.get("output") or Path("output")
    if kind not in KINDS:
        return []
    try:
        store = Atlas(output).store
        found = labels_like(store, kind, begun, store_base(store), _SHOWN)
    except PaperAtlasError:
        return []
    return [
        CompletionItem(f"{name}={short if any(map(str.isspace, label)) else label}", help=label)
        for label, short in found
    ]
