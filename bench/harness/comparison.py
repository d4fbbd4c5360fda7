"""The same rows on two revisions of the package, in turns: which have moved beyond what their rounds differ.

The rows are this checkout's; only the package, its ontology and its program come from the other revision. What that
revision cannot do yet is told.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from bench.harness.contest import Contest
from bench.harness.contest_run import Contestant, Venue, run_contest
from bench.harness.figures import Figures, LeftOut
from bench.harness.report import ratio_cell, seconds_cell
from bench.harness.versions import missing_need
from bench.measurement import has_moved

_PARTS = ("kg", "ontology", "cli.py")
HERE = "here"


def checked_out(repository: Path, revision: str, folder: Path) -> Path:
    """Put the package as it was at a revision below a folder, and return where it is.

    Raises:
        SystemExit: git does not know the revision.
    """
    command = ["git", "-C", str(repository), "archive", "--format=tar", revision, *_PARTS]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"no checkout of {revision}: {done.stderr.decode(errors='replace').strip()}")
    checkout = folder / "base"
    checkout.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(checkout, filter="data")
    return checkout


def run_comparison(contest: Contest, checkouts: tuple[Path, Path], base: str, venue: Venue, found: Figures) -> None:
    """Run our side of a contest in both checkouts."""
    if need := missing_need(contest.ours.needs):
        found.left_out.append(LeftOut(contest.name, contest.ours.name, f"{need} is not installed"))
        return
    sides = [
        Contestant(contest.ours, name, name, checkout, venue.folder / "inputs" / place, ours=True)
        for name, place, checkout in zip((HERE, base), ("here", "base"), checkouts, strict=True)
    ]
    run_contest(contest, sides, venue, found)


def comparison_lines(found: Figures, base: str) -> Iterator[str]:
    """A table of all rows, and which of them moved."""
    yield f"| row | {HERE} / {base} | {HERE} | {base} | memory | moved |\n|---|---|---|---|---|---|"
    for row in found.rows:
        name = f"{row.contest} {row.task}".rstrip()
        moved = "" if not has_moved(row.ratio) else "**less**" if row.ratio.median < 1 else "**more**"
        memory = f"{row.ours.peak.median:,.0f} / {row.peer.peak.median:,.0f} MiB"
        cpu = (seconds_cell(side.cpu.median) for side in (row.ours, row.peer))
        yield f"| {name} | {ratio_cell(row.ratio)} | {' | '.join(cpu)} | {memory} | {moved} |"
    for one in found.left_out:
        yield f"\n{one.contest}, {one.what}: {one.why}"
    moved_rows = sum(has_moved(row.ratio) for row in found.rows)
    yield f"\n{moved_rows} of {len(found.rows)} rows moved beyond their spread."
