"""``fetch arxiv``, ``fetch hf``, ``fetch openalex``, ``fetch s2`` and ``fetch acl``."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import say, standing_aside
from kg.cli.options import TARGET, example
from kg.cli.progress_display import going_on_later, progress
from kg.ground.files.standard_streams import STANDARD, output_name

if TYPE_CHECKING:
    from kg.fetch.fetch_pages import FetchReport, FetchSettings
    from kg.fetch.page_series import Service, Wanted

_MOST = 1_000  # papers of a query that --max does not bound: enough for a graph, a few requests for a service
_LISTED = 20  # names of what is not there


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands on the command line."""

    query: tuple[str, ...]
    ids: tuple[str, ...]
    target: Path
    base: str | None
    refresh: bool
    dry_run: bool
    quiet: bool
    most: int | None = None
    since: str | None = None
    until: str | None = None
    filter: str = ""
    whole: bool = False
    key: str | None = None
    mailto: str | None = None


@click.group(epilog=example('paperatlas fetch arxiv "cat:cs.CL AND ti:benchmark" --from 2024-05 --max 500 -o papers'))
def fetch() -> None:
    """Fetch papers from public services, as files to build from.

    Pages are kept as the service gave them, in a folder that build reads. A run that was stopped goes on where it was;
    the same request is not sent again within a day. Nothing is sent to anybody else, and no other command uses the
    network unless it is given an address.
    """


def _shared_options(name: str) -> list[click.Parameter]:
    variable = f"PAPERATLAS_{name.upper()}_BASE"
    return [
        click.Option(["--ids"], multiple=True, help="Ids with commas between, a file of ids, or - for standard input."),
        click.Option(
            ["-o", "--output", "target"], type=TARGET, default=Path("fetched"), show_default=True,
            help="Folder of the pages; a name with a suffix (.json, .xml) is one file, - is standard output.",
        ),
        click.Option(["--base"], envvar=variable, show_envvar=True, metavar="URL", help="Ask a mirror instead."),
        click.Option(["--refresh"], is_flag=True, help="Ask again for what is there."),
        click.Option(["--dry-run"], is_flag=True, help="Print the requests; send none."),
        click.Option(["-q", "--quiet"], is_flag=True, help="No progress on standard error."),
    ]  # fmt: skip


_DAYS: list[click.Parameter] = [
    click.Option(["--from", "since"], metavar="DATE", help="First day: YYYY-MM-DD, YYYY-MM or YYYY."),
    click.Option(["--to", "until"], metavar="DATE", help="Last day."),
]
_BOUND = click.Option(
    ["--max", "most"], type=click.IntRange(min=1), metavar="N",
    help=f"Stop at so many papers, or after the page that has them; of a query {_MOST:,} by default.",
)  # fmt: skip


def _key(variable: str) -> click.Option:
    return click.Option(["--key"], envvar=variable, show_envvar=True, help="Key of the service; it is stored nowhere.")


def _service_command(
    name: str, *, about: str, own: Sequence[click.Parameter], examples: Sequence[str], query: str = "QUERY"
) -> None:
    def callback(**given: Any) -> None:
        _fetch(name, _Given(**given))

    argument = click.Argument(["query"], nargs=-1, metavar=f"[{query}]...")
    parameters = [argument, *own, *_shared_options(name)]
    fetch.add_command(
        click.Command(name, callback=callback, params=parameters, help=about, epilog=example(*examples))
    )  # fmt: skip


_service_command(
    "arxiv",
    about="Fetch Atom pages from arXiv.\n\nQUERY is words, all of which must occur, or arXiv's query language (ti:, "
    "au:, abs:, cat:, AND, OR, ANDNOT). The newest papers come first. One request every three seconds.",
    own=[*_DAYS, _BOUND],
    examples=(
        'paperatlas fetch arxiv "cat:cs.CL AND ti:benchmark" --from 2024-05 --to 2024-06',
        "paperatlas fetch arxiv --ids ids.txt -o papers",
    ),
)
_service_command(
    "hf",
    about="Fetch daily papers, search hits or single papers from the hub, as JSON.\n\nQUERY is searched for (120 hits "
    "at most); without one, the lists of the days --from to --to are fetched, or the papers of --ids (arXiv ids).",
    own=[*_DAYS, _BOUND, _key("HF_TOKEN")],
    examples=(
        "paperatlas fetch hf --from 2025-03-03 --to 2025-03-07 -o papers",
        "paperatlas fetch hf reward models",
    ),
)
_service_command(
    "openalex",
    about="Fetch lists of works from OpenAlex, as JSON.\n\nQUERY is searched for in titles, abstracts and full texts. "
    "--ids takes OpenAlex ids, DOIs and arXiv ids. Without a key, which is free, little is given.",
    own=[
        *_DAYS,
        _BOUND,
        click.Option(["--filter"], default="", help="Conditions, as topics.id:T10181,is_oa:true."),
        _key("OPENALEX_API_KEY"),
        click.Option(
            ["--mailto"], envvar="OPENALEX_MAILTO", show_envvar=True, help="Your address, for OpenAlex to write to."
        ),
    ],
    examples=('paperatlas fetch openalex "instruction tuning" --from 2024 --max 300 -o papers',),
)
_service_command(
    "s2",
    about="Fetch papers from Semantic Scholar, as JSON.\n\nQUERY is searched for in titles and abstracts (bulk search: "
    'pages of 1,000 papers; + | - "" * ~ are its language). --ids takes arXiv ids, DOIs and the service\'s own.',
    own=[*_DAYS, _BOUND, _key("S2_API_KEY")],
    examples=(
        'paperatlas fetch s2 "mixture of experts" --from 2023',
        "paperatlas fetch s2 --ids 2405.13729,1706.03762",
    ),
)
_service_command(
    "acl",
    about="Fetch XML of the ACL Anthology, or its whole bibliography.\n\nVENUE is acl, emnlp, findings, …, of every "
    "year --from to --to, since 2020. --ids takes ids of papers, volumes and collections. There is no search.",
    own=[
        *_DAYS,
        click.Option(["--bib", "whole"], is_flag=True, help="The whole bibliography with abstracts (BibTeX)."),
    ],
    examples=(
        "paperatlas fetch acl emnlp naacl --from 2022 --to 2024 -o papers",
        "paperatlas fetch acl --ids P19-1001",
    ),
    query="VENUE",
)


def _fetch(name: str, given: _Given) -> None:
    from kg.fetch.fetch_pages import planned_requests
    from kg.fetch.gathered_file import write_gathered
    from kg.fetch.services.service_registry import SERVICES

    service = SERVICES[name]
    wanted, settings = _wanted(name, given), _settings(given)
    with _folder_of_pages(given.target) as folder:
        if given.dry_run:
            for line in planned_requests(service, wanted, folder, settings):
                click.echo(line)
            say("Nothing was sent. Pages that follow these are asked for one by one.")
            return
        with (
            going_on_later("what was fetched is kept"),
            standing_aside(given.target),
            _progress(given.quiet) as watched,
        ):
            report = _run(service, wanted, folder, settings, watched)
        if folder != given.target:
            write_gathered(report.pages, given.target)
    _say_report(report, service.title, given.target, ids=bool(given.ids))


def _run(service: Service, wanted: Wanted, folder: Path, settings: FetchSettings, watched: _Watched) -> FetchReport:
    from kg.fetch.fetch_pages import fetch_pages

    return fetch_pages(service, wanted, folder, settings, watched)


def _wanted(name: str, given: _Given) -> Wanted:
    from kg.fetch.page_series import Wanted
    from kg.fetch.wanted_terms import first_day, last_day, wanted_ids

    bounded_by_itself = given.ids or name == "acl"
    return Wanted(
        query=" ".join(given.query).strip(), ids=wanted_ids(given.ids),
        since=first_day(given.since) if given.since else None, until=last_day(given.until) if given.until else None,
        most=given.most or (None if bounded_by_itself else _MOST), filter=given.filter, whole=given.whole,
    )  # fmt: skip


def _settings(given: _Given) -> FetchSettings:
    from kg.fetch.fetch_pages import FetchSettings

    return FetchSettings(
        base=given.base or "", key=(given.key or "").strip(), contact=(given.mailto or "").strip(),
        refresh=given.refresh,
    )  # fmt: skip


@contextmanager
def _folder_of_pages(target: Path) -> Iterator[Path]:
    """Give the folder that pages are kept in: what was named, or one beside the file that was named."""
    from kg.fetch.gathered_file import SUFFIXES, pages_beside

    if target == STANDARD:
        with tempfile.TemporaryDirectory(prefix="paperatlas-") as folder:
            yield Path(folder)
    elif target.suffix in SUFFIXES and not target.is_dir():
        yield pages_beside(target)
    else:
        yield target


class _Watched:
    """Says on standard error how far a fetch is: a bar on a terminal, a line a page in a pipe."""

    def __init__(self, bar: Any, lines: bool) -> None:
        self._bar, self._lines, self._begun = bar, lines, False

    def page(self, name: str, papers: int, done: int, total: int | None) -> None:
        if self._lines:
            say(f"{name}: {papers:,} papers ({done:,}{'' if total is None else f' of {total:,}'})")
        elif self._bar is not None:
            if not self._begun:
                self._bar.start("fetch", total)
                self._bar.advance(done - papers)
                self._begun = True
            self._bar.advance(papers)

    def pause(self, reason: str) -> None:
        if self._lines or self._bar is not None:
            say(reason)


@contextmanager
def _progress(quiet: bool) -> Iterator[_Watched]:
    terminal = not quiet and sys.stderr is not None and sys.stderr.isatty()
    with progress() if terminal else nullcontext() as bar:
        yield _Watched(bar, lines=not quiet and not terminal)


def _say_report(report: FetchReport, title: str, target: Path, *, ids: bool) -> None:
    there = len(report.pages) - report.fetched
    known = f" ({there:,} of them were there)" if there else ""
    say(f"{title}: {report.papers:,} papers on {len(report.pages):,} pages{known}: {output_name(target)}")
    if report.goes_on:
        all_of_it = "" if report.total is None else f" of {report.total:,}"
        say(f"There is more than these{all_of_it}: --max N fetches up to N; narrower dates or words fetch less.")
    elif report.total is not None and report.papers < report.total:
        say(f"The service gives out no more than these of {report.total:,}: ask for parts of them, by --from and --to.")
    if ids and report.asked > report.papers:
        say(f"{report.papers:,} of {report.asked:,} ids were found.")
    if report.lacking:
        more = f" and {len(report.lacking) - _LISTED:,} more" if len(report.lacking) > _LISTED else ""
        say(f"Not there: {', '.join(report.lacking[:_LISTED])}{more}.")
    if report.papers and target != STANDARD:
        say(f"Next: paperatlas build {shlex.quote(str(target))}")
