"""``serve``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say, warn
from kg.cli.options import example, output_option

_MEBIBYTE = 1 << 20


@click.command(
    epilog=example(
        "paperatlas serve",
        "paperatlas serve -o atlas --port 8080 --timeout 10",
        "paperatlas serve --host 0.0.0.0 --allow-host atlas.example.org",
        "paperatlas serve --allow-origin https://yasgui.triply.cc",
        "paperatlas serve --review",
    )
)
@output_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; by default this machine only."
)
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name the server is called by; * for any.")
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site whose pages may read, as https://example.org; * for any. By default none.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="End a slow query.",
)
@click.option(
    "--memory", type=click.IntRange(min=128), default=1024, show_default=True, metavar="MB", help="Memory of a query."
)
@click.option("--workers", type=click.IntRange(min=1), help="Queries at a time; by default two a core, at most eight.")
@click.option(
    "--queue", type=click.IntRange(min=0), default=256, show_default=True, help="Requests that may wait for a worker."
)
@click.option(
    "--max-request",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    metavar="KB",
    help="Size of a request.",
)
@click.option(
    "--connections",
    type=click.IntRange(min=2),
    default=400,
    show_default=True,
    help="Connections at a time, half of them from one address.",
)
@click.option(
    "--cache",
    type=click.IntRange(min=0),
    default=32,
    show_default=True,
    metavar="MB",
    help="Memory for answers that are asked for again.",
)
@click.option("--writable", is_flag=True, help="Allow updates and writing of graphs, with the token.")
@click.option(
    "--token", envvar="PAPERATLAS_TOKEN", help="Who shows it may write; by default a new one is made and printed."
)
@click.option(
    "--review",
    is_flag=True,
    help="Take corrections, from the map and from the questions at /review, into corrections.tsv; this machine only.",
)
@click.option("--log/--no-log", help="A line on standard error for each request.")
def serve(
    output: Path, port: int, host: str, hosts: tuple[str, ...], origins: tuple[str, ...], timeout: float, memory: int,
    workers: int | None, queue: int, max_request: int, connections: int, cache: int, writable: bool, token: str | None,
    review: bool, log: bool,
) -> None:  # fmt: skip
    """Serve a built graph over HTTP.

    SPARQL is at /sparql, an editor at /query, the map at /explore, graphs at /graphs, search at /search, and a page for
    every IRI at its path below the base. Safe as it is: this machine only, read only, no query reaches another server,
    slow ones end.
    """
    import secrets
    from dataclasses import replace

    from kg.atlas.atlas import Atlas
    from kg.cli.change.refresh import refresh_behind
    from kg.graph.correction.corrections import CORRECTIONS
    from kg.ground.errors import OutputError
    from kg.serve.http.settings import Limits, Settings
    from kg.serve.server import must_be_installed, run

    must_be_installed()
    limits = Limits(
        seconds=timeout, memory=memory * _MEBIBYTE, waiting=queue, body=max_request * 1024, cache=cache * _MEBIBYTE,
        connections=connections,
    )  # fmt: skip
    if workers is not None:
        limits = replace(limits, workers=workers)
    made = writable and not token
    named = () if host in ("0.0.0.0", "::") else (host,)
    atlas = Atlas(output)
    try:
        if atlas.manifest.behind:
            refresh_behind(output)
            atlas = Atlas(output)
    except OutputError as error:  # a disk that is only read: all but the map is as it is now
        warn(f"the map shows an earlier graph: {error}")
    table = atlas.folder / CORRECTIONS if review else None
    settings = Settings(
        store=atlas.store_folder(), base=atlas.manifest.base, hosts=(*hosts, *named), origins=origins, limits=limits,
        token=(token or secrets.token_urlsafe(24)) if writable else None, review=table,
    )  # fmt: skip
    if "*" in origins:
        warn("--allow-origin '*' lets any page that is open in a browser read the graph; name the sites instead")

    def announce(address: str) -> None:
        if made:
            say(f"Token for writing: {settings.token}")
        say(f"Serving {output} at {address} (Ctrl-C stops it)")
        if review:
            say(f"Questions at {address.rstrip('/')}/review")

    run(settings, host, port, log=log, announce=announce)
