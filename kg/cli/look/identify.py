"""``identify``: ``identify make`` and ``identify TITLE``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import plain, say, warn
from kg.cli.options import FOLDER, PATH, example, format_option, output_option, quiet_option, strict_option
from kg.cli.progress_display import progress

if TYPE_CHECKING:
    from kg.identify.index.index_audit import IndexAudit
    from kg.identify.titles.id_records import Answer, Identified

_STATED = {
    "found": "It is this one:",
    "several": "It is one of these, or none of them:",
    "none": "No title is like it.",
}


class _TitleGroup(click.Group):
    """A group whose first word is a title where it is no command: ``identify "A"`` is ``identify title "A"``, and
    ``identify -o FOLDER`` is ``identify graph -o FOLDER``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in ("make", "graph", *ctx.help_option_names):
            args = ["graph" if args[0] in ("-o", "--output") else "title", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_TitleGroup,
    epilog=example('paperatlas identify "Attention Is All You Need" --with ids/',
                   "paperatlas identify make arxiv-metadata-oai-snapshot.json -o ids/"),
)  # fmt: skip
def identify() -> None:
    """Say which paper a title is of, by an index on this machine.

    An index is made once (`identify make`) of a snapshot of arXiv, OpenAlex or any other list of papers; then a title,
    in whatever form it came, gets its ids, date and authors without a network.
    """


@identify.command(epilog=example("paperatlas identify make arxiv-metadata-oai-snapshot.json -o ids/",
                                 "paperatlas identify make new-month.jsonl -o ids/ --add"))  # fmt: skip
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=FOLDER, required=True, help="Folder of the index.")
@click.option("--add", is_flag=True, help="Add a file to the index that is there; the others stay as they are.")
@format_option
@strict_option
@quiet_option
def make(files: tuple[Path, ...], output: Path, add: bool, format: str | None, strict: bool, quiet: bool) -> None:
    """Make an index of the papers of FILES, of any size.

    Prints what was counted, and what no title can settle: titles, heads and beginnings that several works have.
    """
    from kg.identify.index.index_build import make_index
    from kg.readers.read_files import read_papers

    papers = read_papers(files, format=format, strict=strict, on_fault=lambda fault: warn(str(fault)))
    with progress(quiet=quiet) as bar:
        bar.start("read")
        read = 0

        def advance(count: int) -> None:
            nonlocal read
            bar.advance(count - read)
            read = count

        audits = make_index(papers, output, add=add, progress=advance)
    for audit in audits:
        _print_audit(audit)
    say(f"The index lies in {output}; ask it: paperatlas identify TITLE --with {output}")


@identify.command(epilog=example("paperatlas identify graph -o output --with ids/"))
@output_option
@click.option("--with", "index", type=FOLDER, required=True, help="Folder of the index.")
@quiet_option
def graph(output: Path, index: Path, quiet: bool) -> None:
    """Give the papers of a built graph their ids; `identify -o FOLDER` is short for it.

    The graph is built again with what the index says of its papers; identified.tsv in its folder has every answer.
    """
    from kg.atlas.make.pipeline import rebuild
    from kg.atlas.manifest import read_manifest
    from kg.cli.make.build_report import run_and_report

    before = read_manifest(output)
    run_and_report(
        lambda bar, faults: rebuild(output, before, identify=index, progress=bar, on_fault=faults), quiet=quiet
    )


@identify.command(epilog=example('paperatlas identify "Attention Is All You Need" --with ids/'))
@click.argument("title")
@click.option("--with", "folder", type=FOLDER, required=True, help="Folder of the index.")
@click.option("--abstract", default="", help="The abstract, or its first 100 letters: it tells nearly all twins apart.")
@click.option("--author", "authors", multiple=True, help="An author's name; may be repeated.")
@click.option("--year", type=int, help="The year of any version.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def title(title: str, folder: Path, abstract: str, authors: tuple[str, ...], year: int | None, as_json: bool) -> None:
    """Say which paper TITLE is of; `identify TITLE` is short for it.

    The answer is one paper, several of which it may be one, or none. It says how the titles met, how surely, and what
    speaks for it. Behind `--`, a title may begin with a dash or be "make".
    """
    from kg.identify.resolver import TitleResolver

    with TitleResolver(folder) as resolver:
        answer = resolver.identify(title, abstract, authors, year)
    if as_json:
        _print_answer_as_json(answer)
        return
    click.echo(_STATED[answer.status])
    for candidate in answer.candidates:
        _print_candidate(candidate)
    if answer.more:
        click.echo(f"  … and {answer.more} more; an abstract or an author tells them apart")


def _print_audit(audit: IndexAudit) -> None:
    from kg.identify.index.index_audit import BEGINNINGS

    click.echo(f"{audit.works} works; with arXiv id {audit.with_arxiv}, DOI {audit.with_doi}, date {audit.dated}, "
               f"authors {audit.with_authors}, abstract {audit.with_abstract}")  # fmt: skip
    click.echo("What no title can settle:")
    click.echo(f"  {audit.shared_titles} works have the title of another")
    click.echo(
        f"  {audit.shared_heads} of {audit.with_head} titles with a subtitle share their head with another title"
    )
    click.echo(f"  {audit.whole_beginnings} titles are as a whole the beginning of another")
    for size, shared, longer in zip(BEGINNINGS, audit.shared_beginnings, audit.longer, strict=True):
        click.echo(f"  {shared} of {longer} titles share their first {size} letters with another")


def _print_candidate(found: Identified) -> None:
    record = found.record
    ids = [
        f"arXiv {record.arxiv}" if record.arxiv else "",
        f"doi {record.doi}" if record.doi else "",
        record.date or "",
    ]
    click.echo(f"  {plain(record.title)}")
    click.echo("    " + "  ".join(filter(None, ids)))
    if record.authors:
        shown = ", ".join(record.authors[:3])
        more = f" and {record.author_count - 3} more" if record.author_count > 3 else ""
        click.echo(f"    {plain(shown)}{more}")
    about = [*record.categories, record.venue or ""]
    if any(about):
        click.echo("    " + plain("  ".join(filter(None, about))))
    against = f"; against it: {', '.join(found.against)}" if found.against else ""
    slips = f", {found.edits} letters differ" if found.edits else ""
    click.echo(
        f"    {found.match} match{slips}, probability {found.probability:g}, by {', '.join(found.grounds)}{against}"
    )


def _print_answer_as_json(answer: Answer) -> None:
    from dataclasses import asdict

    import orjson

    from kg.ground.identifiers import datacite_doi, hub_paper_page, semantic_scholar_page

    data = asdict(answer)
    for candidate in data["candidates"]:
        arxiv = candidate["record"]["arxiv"]
        if arxiv:
            candidate["addresses"] = {
                "datacite_doi": datacite_doi(arxiv), "hub": hub_paper_page(arxiv),
                "semantic_scholar": semantic_scholar_page(arxiv),
            }  # fmt: skip
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())
