"""The generated pages of docs/ (command help, saved queries, formats, terms of the ontology), files of ontology/ that
follow from others there (JSON-LD context, core shapes), and parts of the README.

``make docs`` writes them; a test fails where a page is not what this program would write.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import orjson

from docs.formats_page import formats_page
from docs.ontology_page import ontology_page
from docs.readme_figures import figures_table
from kg.atlas.atlas import Atlas
from kg.atlas.make.pipeline import build
from kg.cli.main import COMMANDS, cli
from kg.rdf.query.answers import to_markdown
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.terms.ontology import Term, jsonld_context, ontology_terms
from kg.readers.example_papers import example_path

os.environ["PAPERATLAS_CATALOGUE"] = "none"  # the pages show what ships, whatever layer the user has
DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
ONTOLOGY = DOCS.parent / "ontology"
_WIDTH = 100  # columns of the help texts
_NOTE = "<!-- Written by docs/generate.py (make docs); change the program, not this page. -->"


def commands_page() -> str:
    """The help of every command."""
    parts = [
        "# Commands",
        _NOTE,
        "`python cli.py …` in a checkout is the same program as the installed `paperatlas …`.",
    ]
    parts += [_help_section((), cli)]
    for name in COMMANDS:
        parts += list(_sections((name,), _command(name)))
    parts.append(
        "## Exit codes\n\n| code | meaning |\n|---|---|\n| 0 | done |\n"
        "| 1 | it could not be done; one line says why |\n| 2 | used wrongly |\n| 130 | stopped by Ctrl-C |"
    )
    return "\n\n".join(parts) + "\n"


def _command(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def _sections(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    yield _help_section(path, command)
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _sections((*path, name), child)


def _help_section(path: tuple[str, ...], command: click.Command) -> str:
    name = " ".join(("paperatlas", *path))
    context = click.Context(command, info_name=name, max_content_width=_WIDTH, terminal_width=_WIDTH)
    context.help_option_names = ["-h", "--help"]
    return f"## {name}\n\n```\n{command.get_help(context)}\n```"


def queries_page() -> str:
    """Every saved query with its parameters and an example."""
    parts = [
        "# Saved queries",
        _NOTE,
        "Questions with a name: `paperatlas queries` lists them, `paperatlas query NAME` asks one of the built graph, "
        "and `paperatlas queries NAME` prints its SPARQL as a start for your own. That text is complete: its prefixes "
        "are declared and its parameters are `VALUES` lines with the values of the example, so any engine runs it; "
        "`--param` puts other values in. The files are `ontology/queries/*.rq`; a served graph lists them as "
        "`sh:SPARQLExecutable` in its [service description](serve.md#queries).",
        "Names are looked up among the labels of the graph; where there is none, the nearest are suggested. "
        "`--format bibtex` (`ris`, `csl-json`) cites the papers of an answer. "
        "`--endpoint URL` asks any other SPARQL endpoint, such as [a store that the graph was put into](publish.md); "
        "`--graph IRI` asks one named graph there. `--explain` shows what would run. Your own query may "
        "declare its prefixes or leave the usual ones out, and comes as text, as a file (`@FILE`, `FILE.rq`; UTF-8 or "
        "UTF-16, with or without a byte order mark) or on standard input (`-`). Where nothing is found, hints say why "
        "as far as that is certain; an unknown term is answered with the one that was meant. In a shell, "
        '`eval "$(_PAPERATLAS_COMPLETE=bash_source paperatlas)"` (or `zsh_source`, `fish_source`) completes names of '
        "queries, their parameters and, in zsh and fish, the values; in bash the values too, after "
        "`COMP_WORDBREAKS=${COMP_WORDBREAKS//=}`. `paperatlas show` is completed, too: what begins so, the most "
        "linked first; a name with spaces by its id.",
    ]
    for query in saved_queries().values():
        example = " ".join(f'--param {name}="{value}"' for name, value in query.example.items())
        lines = [f"## {query.name}", "", f"**{query.title}** {query.description}", ""]
        for one in query.parameters:
            default = f" (default `{one.default}`)" if one.default is not None else ""
            lines.append(f"- `{one.name}`: {one.type}{default}; {one.description}")
        if query.parameters:
            lines.append("")
        lines += ["```", f"paperatlas query {query.name} {example}".rstrip(), "```"]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def terms_page() -> str:
    """Every class and property of the ontology, own and borrowed."""
    terms = list(ontology_terms().values())
    lines = ["# Terms of the graph", "", _NOTE, ""]
    lines += ["`kg:` is `https://w3id.org/paperatlas/ontology#`. The ontology itself is `ontology/kg.ttl`.", ""]
    for title, chosen in (
        ("Classes", [term for term in terms if term.own and term.kind == "class"]),
        ("Properties", [term for term in terms if term.own and term.kind != "class"]),
        ("From other vocabularies", [term for term in terms if not term.own]),
    ):
        lines += [f"## {title}", "", "| term | below | meaning |", "|---|---|---|"]
        lines += [_term_row(term) for term in chosen]
        lines.append("")
    return "\n".join(lines)


def _term_row(term: Term) -> str:
    below = ", ".join(f"`{parent}`" for parent in term.parents)
    meaning = (term.comment or term.label).replace("|", "\\|")
    return f"| `{term.name}` | {below} | {meaning} |"


def context_file() -> str:
    """The JSON-LD context of the ontology."""
    return orjson.dumps({"@context": jsonld_context()}, option=orjson.OPT_INDENT_2).decode() + "\n"


def core_shapes() -> str:
    """The shapes in SHACL Core: all but the SPARQL constraints, which many validators do not know."""
    whole = "https://w3id.org/paperatlas/shapes"
    head, *shapes = re.split(r"\n\n(?=shape:)", (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8").rstrip("\n"))
    kept = (re.sub(r"    sh:sparql .*\n", "", shape) for shape in shapes if "a sh:SPARQLConstraint" not in shape)
    about = (
        "# Written by docs/generate.py (make docs) from shapes.ttl; change that file, not this one.\n\n"
        f"<{whole}-core>\n    a owl:Ontology ;\n"
        '    dcterms:title "The shapes of PaperAtlas graphs, in SHACL Core"@en ;\n'
        f"    rdfs:seeAlso <{whole}> ."
    )
    return "\n\n".join([head[: head.index("\n\n")], about, *kept]) + "\n"


def readme(folder: Path) -> str:
    """The README with an answer and a piece of Turtle of the example, which has been built in ``folder``, and with
    the figures of the last ``make bench``.
    """
    text = README.read_text(encoding="utf-8")
    answer = to_markdown(Atlas(folder).query("most-used-benchmarks", limit=5))
    blocks = (folder / "graph.ttl").read_text(encoding="utf-8").split("\n\n")
    link = _block(blocks, "rdf:subject paper:2110.14168", "rdf:object artifact:gsm8k")
    link = re.sub(r".*prov:wasGeneratedBy .*\n", "", link)  # its hash changes with every change of linker and catalogue
    pieces = [_block(blocks, "artifact:gsm8k\n"), link, _block(blocks, 'kg:sentence "We introduce GSM8K')]
    turtle = "```turtle\n" + "\n\n".join(piece.strip() for piece in pieces) + "\n```\n"
    filled = _filled(_filled(text, "answer", answer), "turtle", turtle)
    return _filled(filled, "figures", figures_table(DOCS / "benchmarks.json"))


def _block(blocks: list[str], *words: str) -> str:
    """The first block of Turtle that begins with, or holds, all the words."""
    return next(block for block in blocks if all(block.startswith(word) or f" {word}" in block for word in words))


def _filled(text: str, name: str, content: str) -> str:
    pattern = rf"(<!-- {name} \(make docs\) -->\n).*?(<!-- end -->)"
    return re.sub(pattern, lambda match: match[1] + content + match[2], text, flags=re.DOTALL)


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": commands_page,
    "queries.md": queries_page,
    "formats.md": partial(formats_page, _NOTE),
    "terms.md": terms_page,
    "ontology.html": ontology_page,
}


FILES: dict[Path, Callable[[], str]] = {
    **{DOCS / name: page for name, page in PAGES.items()},
    ONTOLOGY / "context.jsonld": context_file,
    ONTOLOGY / "shapes-core.ttl": core_shapes,
}


def main() -> None:
    """Write the pages that have changed."""
    with tempfile.TemporaryDirectory() as scratch:
        build([example_path()], Path(scratch))
        texts = {path: page() for path, page in FILES.items()} | {README: readme(Path(scratch))}
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name} written")


if __name__ == "__main__":
    main()
