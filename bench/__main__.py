"""The bench: every row a ratio to a named peer in the same run (``make bench``, ``make bench-compare BASE=REV``).

    python -m bench                                all rows: docs/benchmarks.md and docs/benchmarks.json
    python -m bench --list                         the contests
    python -m bench --only names --only 'rdf-*'    some of them; the page keeps the others' rows
    python -m bench --only build --papers 100000   larger
    python -m bench --folder /data/bench           keeps corpora and graphs for the next run; a graph that was built
                                                   elsewhere is taken as /data/bench/inputs/here/built-100000
    python -m bench --compare v0.1.0 --only link   the same rows on another revision, in turns with this one

Exit code 1: a row was refused, or a side failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from bench.harness.comparison import checked_out, comparison_lines, run_comparison
from bench.harness.contest import TINY, Contest, Sizes, sizes_with
from bench.harness.contest_run import Venue, contestants, run_contest
from bench.harness.figures import Figures, Run, laid_over
from bench.harness.report import read_figures, report_sections, write_report
from bench.harness.versions import machine
from bench.rows.row_registry import CONTESTS, NOT_ROWS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for."""
    given = _parser().parse_args(arguments)
    chosen = _chosen(given.only)
    if given.list:
        for contest in chosen.values():
            print(f"{contest.name}: {contest.about}")
        return 0
    sizes = sizes_with(vars(given), TINY if given.tiny else Sizes())
    with tempfile.TemporaryDirectory(prefix="paperatlas-bench-") as scratch:
        venue = Venue(given.folder or Path(scratch), sizes, _say, given.rounds)
        if given.compare:
            return _compare(given.compare, chosen, venue)
        return _measure(chosen, venue, given.page, given.note or "", keep=bool(given.only))


def _measure(chosen: Mapping[str, Contest], venue: Venue, page: Path, note: str, *, keep: bool) -> int:
    """Run contests one after the other; the report has each as soon as it is measured.

    Args:
        keep: whether the report keeps the rows of other contests.
    """
    known, faults = page.with_suffix(".json"), 0
    whole = read_figures(known) if keep and known.exists() else Figures()
    measured_on = machine(note)
    sizes = msgspec.json.decode(msgspec.json.encode(venue.sizes))  # as it is read again
    for name, contest in chosen.items():
        found = Figures([Run((name,), measured_on, sizes)])
        run_contest(contest, contestants(contest, ROOT, venue, found), venue, found)
        print(*report_sections(found, {name: contest}), sep="\n\n", flush=True)
        whole = laid_over(whole, found)
        write_report(whole, CONTESTS, page, NOT_ROWS)
        faults |= _faults(found)
    _say(f"{page} written")
    return faults


def _compare(base: str, chosen: Mapping[str, Contest], venue: Venue) -> int:
    checkout, found = checked_out(ROOT, base, venue.folder), Figures()
    for contest in chosen.values():
        run_comparison(contest, (ROOT, checkout), base, venue, found)
    print("\n".join(comparison_lines(found, base)))
    return _faults(found)


def _faults(found: Figures) -> int:
    faults = [one for one in found.left_out if one.fault]
    for one in faults:
        _say(f"{one.contest}, {one.what}: {one.why}")
    return 1 if faults else 0


def _chosen(patterns: Sequence[str]) -> dict[str, Contest]:
    chosen = {
        name: contest
        for name, contest in CONTESTS.items()
        if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
    }
    if not chosen:
        raise SystemExit(f"no contest is called {' or '.join(patterns)}; there are {', '.join(CONTESTS)}")
    return chosen


def _parser() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser("python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ask.add_argument("--only", action="append", default=[], metavar="NAME", help="a contest, or a pattern of names")
    ask.add_argument("--list", action="store_true", help="print the contests")
    ask.add_argument("--compare", metavar="REV", help="a revision of git to compare this checkout with")
    ask.add_argument("--rounds", type=int, help="turns of each side, instead of what each contest says")
    ask.add_argument("--tiny", action="store_true", help="start from the sizes of the tests")
    ask.add_argument("--page", type=Path, default=PAGE, help="where the report goes")
    ask.add_argument("--folder", type=Path, help="a folder to work in, which keeps inputs for the next run")
    ask.add_argument("--note", help="what the report is to say of the machine, such as what else it did")
    for one in fields(Sizes):
        kind: Callable[[str], object] = _numbers if one.name == "clients" else float if one.name == "limit" else int
        ask.add_argument(f"--{one.name}", type=kind, help=f"by default {getattr(Sizes(), one.name)}")
    return ask


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
