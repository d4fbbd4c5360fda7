"""The figures of the README, out of those that ``make bench`` has left in ``benchmarks.json``."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

_Row = Mapping[str, Any]


def figures_table(path: Path) -> str:
    """A line of what was measured on, and a table of a few rows; what was not measured has no row."""
    found = orjson.loads(path.read_bytes())
    machine = found["runs"][0]["machine"]
    busy = f"; {machine['note']}" if "note" in machine else ""
    lines = [
        f"CPU time on {machine['cores']} cores, Python {machine['python']}{busy} ([all rows](docs/benchmarks.md)):",
        "",
        "| what | CPU time | peak memory | beside, in the same run |",
        "|---|---|---|---|",
    ]
    rows = (*_growth_rows(found["growth"]), *_rows(found["rows"]))
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _growth_rows(growth: Sequence[_Row]) -> Iterator[tuple[str, ...]]:
    for one in growth:
        if (one["contest"], one["stage"]) == ("build", "whole"):
            for size, cpu, peak in zip(one["sizes"], one["cpu"], one["peak"], strict=True):
                beside = f"grows with the {one['exponent']['median']:.2f}th power of the papers"
                yield f"`build` of {size:,} papers", _seconds(cpu), _memory(peak), beside


def _rows(rows: Sequence[_Row]) -> Iterator[tuple[str, ...]]:
    named = {(row["contest"], row["task"], row["peer"]["name"]): row for row in rows}
    for key, what in _SHOWN.items():
        if row := named.get(key):
            rate = row["read"].get(row["unit"], 0) / row["ours"]["cpu"]["median"] if row["unit"] else 0
            cost = f"{rate:,.0f} {row['unit']}/s" if rate else _seconds(row["ours"]["cpu"])
            beside = f"{_times(row['ratio']['median'])} {row['peer']['name']}"
            yield what, cost, _memory(row["ours"]["peak"]), beside
    if row := named.get(("link-processes", "", "`link --processes 1`")):
        times = f"{1 / row['wall']['median']:.2f} times as fast by the clock as one process"
        yield "the same with `--processes 2`", _seconds(row["ours"]["cpu"]), _memory(row["ours"]["peak"]), times
    for peer in ("rdflib", "Oxigraph server"):
        ratios = [row["ratio"]["median"] for key, row in named.items() if key[0] == "queries" and key[2] == peer]
        if ratios:
            mean = _times(statistics.geometric_mean(ratios))
            yield f"{len(ratios)} saved queries, on average", "", "", f"{mean} {peer}"


#: Contest, task and peer, to what the README calls it.
_SHOWN = {
    ("change", "add, 1,000 papers", "`build` of all"): "`add` of ten papers to 1,000",
    ("change", "add, 10,000 papers", "`build` of all"): "`add` of ten papers to 10,000",
    ("start-up", "query", "`python -c pass`"): "`query most-used-benchmarks`, the whole process",
    ("start-up", "link", '`python -c "import spacy"`'): "`link` of one paper, the whole process",
    ("names-and-patterns", "", "spaCy EntityRuler"): "names by catalogue and patterns",
    ("full-link", "", "spaCy PhraseMatcher and sentences"): "`link`",
    ("rdf-writers", "turtle", "rdflib"): "Turtle",
    ("store-load", "", "oxigraph load"): "the store",
}


def _times(ratio: float) -> str:
    return f"{1 / ratio:,.1f} times less than" if ratio < 1 else f"{ratio:,.1f} times"


def _seconds(spread: _Row) -> str:
    seconds = spread["median"]
    return f"{seconds:,.1f} s" if seconds >= 10 else f"{seconds:.2f} s"


def _memory(spread: _Row) -> str:
    return f"{spread['median']:,.0f} MiB"
