"""``query``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.completion import complete_query
from kg.cli.console import draw_table, output_is_terminal, print_table, say
from kg.cli.look.parameters import parameter_option, parameter_values
from kg.cli.options import (
    NamedChoice,
    chosen_endpoint,
    endpoint_graph_option,
    endpoint_option,
    example,
    output_option,
)
from kg.ground.errors import InputError
from kg.ground.files.standard_streams import input_name, read_bytes

if TYPE_CHECKING:
    from kg.rdf.query.answers import Answer
    from kg.rdf.remote.endpoint import Endpoint
    from kg.rdf.sparql.query_plan import Explanation

_CITATIONS = ("bibtex", "ris", "csl-json")  # of the papers that an answer names
_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "markdown", *_CITATIONS)


@click.command(
    epilog=example(
        "paperatlas query most-used-benchmarks",
        "paperatlas query evaluations-on --param on=GSM8K --format csv",
        'paperatlas query "SELECT ?paper { ?paper kg:introduces ?thing } LIMIT 5"',
        "paperatlas query topic-papers --param topic=evaluation --format bibtex > evaluation.bib",
        "paperatlas query @question.rq",
        "paperatlas query leaderboard --param on=MMLU --explain",
        'paperatlas query "ASK { ?s ?p ?o }" --endpoint https://example.org/sparql',
    )
)
@click.argument("text", shell_complete=complete_query)
@parameter_option
@click.option(
    "--format", "format_", type=NamedChoice(_FORMATS),
    help="By default a table on a terminal and tab-separated text in a pipe; Turtle for CONSTRUCT. BibTeX, RIS and "
    "CSL-JSON cite the papers whose IRIs are in the answer.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Print at most so many rows.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="End a slow query.")
@endpoint_option
@endpoint_graph_option
@click.option(
    "--explain", is_flag=True,
    help="Do not run it: print the text with its parameters bound, the prefixes added, and how many matches each "
    "triple pattern has alone. (Oxigraph gives out no plan.)",
)  # fmt: skip
@output_option
def query(
    text: str,
    parameters: tuple[str, ...],
    format_: str | None,
    limit: int | None,
    timeout: float | None,
    endpoint: str | None,
    graph: str | None,
    explain: bool,
    output: Path,
) -> None:
    """Ask a built graph in SPARQL, or by a saved query's name.

    TEXT is a query, @FILE or FILE.rq for a query in a file, - for standard input, or the name of a saved query (see
    paperatlas queries). The usual prefixes need not be declared.
    """
    values = parameter_values(parameters)
    text = _text_of_query(text)
    if format_ in _CITATIONS and endpoint is not None:
        raise click.UsageError(f"{format_} is made from a built graph; leave --endpoint out")
    asked = chosen_endpoint(endpoint, graph, timeout)
    if asked is not None:
        answer, base = _ask_endpoint(asked, text, values, limit, explain=explain)
    else:
        answer, base = _ask_built_folder(output, text, values, limit, timeout, explain=explain)
    if answer is None:
        return
    if format_ in _CITATIONS:
        _print_citations(output, answer, format_)
    else:
        _print_answer(answer, format_, base)
    if not answer.complete:
        say(f"More rows were found; {limit} are shown.")
    elif answer.kind != "ask" and not answer.rows:
        say("Nothing was found.")
    for hint in answer.hints:
        say(f"hint: {hint}")


def _ask_built_folder(
    output: Path, text: str, values: dict[str, str], limit: int | None, timeout: float | None, *, explain: bool
) -> tuple[Answer | None, str]:
    from kg.atlas.atlas import Atlas

    atlas = Atlas(output)
    if explain:
        _print_explanation(atlas.explain(text, values))
        return None, atlas.manifest.base
    return atlas.query(text, values, limit=limit, timeout=timeout), atlas.manifest.base


def _ask_endpoint(
    endpoint: Endpoint, text: str, values: dict[str, str], limit: int | None, *, explain: bool
) -> tuple[Answer | None, str]:
    from kg.ground.identifiers import DEFAULT_BASE
    from kg.rdf.query.saved_queries import saved_name, saved_query
    from kg.rdf.sparql.query_plan import explain_query

    base = DEFAULT_BASE
    name = saved_name(text)
    if name is not None:
        text, base = endpoint.bound(saved_query(name), values)
    elif values:
        raise click.UsageError("only a saved query has parameters; put the values into the query itself")
    if explain:
        _print_explanation(explain_query(None, text, base))
        return None, base
    return endpoint.query(text, limit=limit, base=base), base


def _print_explanation(explanation: Explanation) -> None:
    for prefix, namespace in explanation.prefixes.items():
        click.echo(f"PREFIX {prefix}: <{namespace}>")
    click.echo(explanation.text.rstrip())
    if explanation.patterns is None:
        say("Its patterns cannot be listed; the query itself is right.")
        return
    click.echo()
    rows = [(each.matches, each.text, each.graph) for each in explanation.patterns]
    columns = ("matches alone", "pattern", "in graph")
    width = 3 if any(each.graph for each in explanation.patterns) else 2
    print_table(columns[:width], [row[:width] for row in rows])


def _text_of_query(text: str) -> str:
    from kg.rdf.sparql.query_text import decode_query

    path = Path(text.removeprefix("@"))
    if not text.startswith("@") and text != "-" and path.suffix != ".rq":
        return text
    where = input_name(path)
    try:
        return decode_query(read_bytes(path), where)
    except OSError as error:
        raise InputError(f"the query cannot be read: {error.strerror}", where=where, remedy="name a file") from error


def _print_citations(output: Path, answer: Answer, format_: str) -> None:
    from kg.atlas.atlas import Atlas
    from kg.ground.files.standard_streams import standard_output

    stream = standard_output()  # as bytes: RIS has line ends of its own
    stream.write(Atlas(output).citations(answer, format_).encode("utf-8", "replace"))
    stream.flush()


def _print_answer(answer: Answer, format_: str | None, base: str) -> None:
    from kg.rdf.query.answers import display, to_markdown, to_turtle
    from kg.rdf.query.python_values import python_value
    from kg.rdf.query.result_formats import RESULT_FORMATS, results

    if format_ == "turtle" or (format_ is None and answer.kind == "construct"):
        click.echo(to_turtle(answer, base), nl=False)
    elif format_ == "markdown":
        click.echo(to_markdown(answer, base), nl=False)
    elif format_ in RESULT_FORMATS:
        # The bytes of the format and no more, but for who would find the prompt behind them.
        click.echo(results(answer, format_), nl=output_is_terminal())
    else:
        rows = []
        for row in answer.rows:
            values = [(value, python_value(value)) for value in row]
            rows.append([plain if isinstance(plain, int | float) else display(value, base) for value, plain in values])
        show = draw_table if format_ == "table" or output_is_terminal() else print_table
        show(answer.columns, rows)
