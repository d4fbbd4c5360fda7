"""Parameters of a saved query, as ``query`` and ``queries`` take them."""

from __future__ import annotations

from collections.abc import Iterable

import click

from kg.cli.completion import complete_parameter

parameter_option = click.option(
    "-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", shell_complete=complete_parameter,
    help="A saved query's parameter; names are looked up among the labels.",
)  # fmt: skip


def parameter_values(parameters: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in parameters:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            raise click.UsageError(f"--param takes NAME=VALUE, not {text!r}.")
        if name in values:
            raise click.UsageError(f"--param {name} is given twice; a parameter has one value.")
        values[name] = value
    return values
