"""The report: what was found, as JSON and as a page of tables made from it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from bench.harness.contest import Contest
from bench.harness.figures import Figures, Growth, LeftOut, Row, Run, SideFigures
from bench.measurement import Spread

_FEWEST_FOR_MEAN = 4  # tasks; a mean over fewer says less than the rows
_HEAD = """# Benchmarks

<!-- Written by `make bench` (python -m bench) from what it measures; benchmarks.json has the same figures. -->

Each row is ours beside a named peer, both measured in the same run, in turns: ours, theirs, ours, theirs. A **ratio**
is CPU time, ours divided by theirs: 0.5 is half of what the peer takes, 2 is twice as much. It is the median of the
rounds, with the quartiles in brackets; where there was one round only there are none. CPU time is that of the process
and its children, so that it does not count what else the machine does; peak memory is that of the process with all
that it has loaded. Both sides read the same, by count, or there is no row. What a peer does less or more is said below
its table.

`make bench` measures anew, in some ten minutes; `make bench-compare BASE=v0.1.0` says which rows another revision moves
([how](contributing.md#add-a-row-to-the-bench)).
"""


def write_report(found: Figures, contests: Mapping[str, Contest], page: Path, without: Sequence[LeftOut] = ()) -> None:
    """Write the page, and the figures as JSON under the same name; ``without`` is what never has a row."""
    page.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    page.write_text(report_page(found, contests, without), encoding="utf-8")


def read_figures(path: Path) -> Figures:
    """Read the figures that an earlier run has left."""
    return msgspec.json.decode(path.read_bytes(), type=Figures)


def report_page(found: Figures, contests: Mapping[str, Contest], without: Sequence[LeftOut] = ()) -> str:
    """The page in Markdown."""
    runs = ["\n".join(_run_lines(run, len(found.runs) == 1)) for run in found.runs]
    parts = [_HEAD, *runs, *report_sections(found, contests)]
    if found.left_out or without:
        parts.append("\n".join(_left_out_lines([*found.left_out, *without])))
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def report_sections(found: Figures, contests: Mapping[str, Contest]) -> Iterator[str]:
    """The section of each contest that has rows or growth."""
    for contest in contests.values():
        rows = [row for row in found.rows if row.contest == contest.name]
        growth = [one for one in found.growth if one.contest == contest.name]
        if rows or growth:
            yield "\n".join(_section(contest, rows, growth))


def _run_lines(run: Run, alone: bool) -> Iterator[str]:
    what = "" if alone else f" ({', '.join(run.contests)})"
    yield f"Measured{what} on: " + "; ".join(f"{name} {value}" for name, value in run.machine.items()) + "."
    yield "Sizes: " + ", ".join(f"{name} {_listed(value)}" for name, value in run.sizes.items()) + "."


def _listed(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, (list, tuple)) else f"{value:,}"


def _section(contest: Contest, rows: Sequence[Row], growth: Sequence[Growth]) -> Iterator[str]:
    yield f"## {contest.name}\n"
    yield contest.about + "\n"
    if rows:
        yield from _table(contest, rows)
    if growth:
        yield from _growth_table(growth)
    for side in contest.peers:
        of_peer = [row.ratio.median for row in rows if row.peer.name == side.name]
        if len(of_peer) >= _FEWEST_FOR_MEAN:
            mean = f"{_three_digits(statistics.geometric_mean(of_peer))} over {len(of_peer)} tasks"
            yield f"\n{side.name}: geometric mean of the ratios {mean}."
        if of_peer and side.does:
            yield f"\n{side.name}: {side.does}."


def _table(contest: Contest, rows: Sequence[Row]) -> Iterator[str]:
    columns = {
        "task": [row.task for row in rows],
        "peer": [f"{row.peer.name} ({row.peer.version})" for row in rows],
        "ratio": [f"**{ratio_cell(row.ratio)}**" for row in rows],
        "by the clock": [ratio_cell(row.wall) if contest.clock else "" for row in rows],
        "ours": [_cost(row, row.ours) for row in rows],
        "theirs": [_cost(row, row.peer) for row in rows],
        "memory": [f"{row.ours.peak.median:,.0f} / {row.peer.peak.median:,.0f} MiB" for row in rows],
        "read": [", ".join(f"{count:,} {unit}" for unit, count in row.read.items()) for row in rows],
        "found": [_found(row) for row in rows],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    yield "| " + " | ".join(shown) + " |\n|" + "---|" * len(shown)
    for cells in zip(*shown.values(), strict=True):
        yield "| " + " | ".join(cells) + " |"


def _found(row: Row) -> str:
    units = dict.fromkeys((*row.ours.found, *row.peer.found))
    return ", ".join(f"{_count(row.ours, unit)} / {_count(row.peer, unit)} {unit}" for unit in units)


def _count(side: SideFigures, unit: str) -> str:
    return f"{side.found[unit]:,}" if unit in side.found else "–"


def _cost(row: Row, side: SideFigures) -> str:
    cost = seconds_cell(side.cpu.median)
    if row.unit and side.cpu.median:
        cost += f", {row.read[row.unit] / side.cpu.median:,.0f} {row.unit}/s"
    return "; ".join([cost, *(f"{_three_digits(value)} {name}" for name, value in side.clocks.items())])


def ratio_cell(ratio: Spread) -> str:
    """A ratio with its quartiles.

    >>> ratio_cell(Spread(0.1234, 0.12, 0.131, 5)), ratio_cell(Spread(12.3, 12.3, 12.3, 1))
    ('0.123 (0.120–0.131)', '12.3')
    """
    if ratio.count == 1:
        return _three_digits(ratio.median)
    return f"{_three_digits(ratio.median)} ({_three_digits(ratio.lower)}–{_three_digits(ratio.upper)})"


def _three_digits(value: float) -> str:
    digits = max(0, 2 - len(f"{int(value)}") + 1) if value >= 1 else 3 if value >= 0.1 else 4
    return f"{value:,.{digits}f}"


def seconds_cell(seconds: float) -> str:
    """Seconds, or milliseconds where there are few.

    >>> seconds_cell(12.34), seconds_cell(1.234), seconds_cell(0.01234)
    ('12.3 s', '1.23 s', '12.3 ms')
    """
    if seconds >= 1:
        return f"{_three_digits(seconds)} s"
    return f"{_three_digits(1000 * seconds)} ms"


def _growth_table(growth: Sequence[Growth]) -> Iterator[str]:
    unit = growth[0].unit
    yield f"Exponent 1: in step with the {unit}; 2: with their square.\n"
    yield f"| stage | {unit} | CPU | exponent | memory | exponent |\n|---|---|---|---|---|---|"
    for one in growth:
        sizes = " → ".join(f"{size:,}" for size in one.sizes)
        cpu = " → ".join(seconds_cell(each.median) for each in one.cpu)
        peak = " → ".join(f"{each.median:,.0f}" for each in one.peak) + " MiB"
        exponents = exponent_cell(one.exponent), exponent_cell(one.peak_exponent)
        yield f"| {one.stage} | {sizes} | {cpu} | **{exponents[0]}** | {peak} | {exponents[1]} |"


def exponent_cell(exponent: Spread) -> str:
    """An exponent with its quartiles."""
    cell = f"{exponent.median:.2f}"
    return cell if exponent.count == 1 else f"{cell} ({exponent.lower:.2f}–{exponent.upper:.2f})"


def _left_out_lines(left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield "## Without a row\n"
    yield "| contest | what | why |\n|---|---|---|"
    for one in left_out:
        yield f"| {one.contest} | {one.what} | {one.why} |"
