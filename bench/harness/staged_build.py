"""A build in this process, which prints what each stage took as JSON: ``PAPERS OUTPUT``."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from bench.harness.resource_usage import forget_peak, own_cpu, own_peak
from bench.measurement import StageCost
from kg.atlas.make.pipeline import build
from kg.atlas.progress import Silent


class StageMeter(Silent):
    """Hears when a stage begins, and measures what the one before it took."""

    def __init__(self) -> None:
        self.costs: dict[str, StageCost] = {}
        self._stage: str | None = None
        self._begin = 0.0

    def start(self, stage: str, total: int | None = None) -> None:
        self.end()
        forget_peak()
        self._stage, self._begin = stage, own_cpu()

    def end(self) -> None:
        """Close the stage that runs."""
        if self._stage is None:
            return
        before = self.costs.get(self._stage, StageCost(0.0, 0.0))
        self.costs[self._stage] = StageCost(before.cpu + own_cpu() - self._begin, max(before.peak, own_peak()))
        self._stage = None


def main() -> None:
    """Build, and print the costs of the stages and the counts of the graph."""
    papers, output = map(Path, sys.argv[1:3])
    meter = StageMeter()
    report = build([papers], output, progress=meter)
    meter.end()
    counts = report.manifest.counts
    found = {name: int(counts[name]) for name in ("papers", "triples") if name in counts}
    sys.stdout.buffer.write(msgspec.json.encode((meter.costs, found)))
