"""Writing, checking and asking a generated graph of a million triples, beside rdflib in the same run.

    PYTHONPATH=. python bench/rdf.py [--triples 1000000]

1. Turtle: CPU seconds from triples in memory to the file, in the order in which a build gives them and shuffled, beside
   those of rdflib's serializer on a graph that it has in memory already.
2. Queries: 15 saved ones, wall-clock seconds, on the store on disk and on rdflib's graph in memory; ratios and their
   geometric mean. Both parse the text each time and must find as many rows. Of the store the best of five runs is
   taken, of rdflib the second of two.
3. The first answer of ``paperatlas query`` on that store, the whole process; the median of five.
4. Validation of the store on disk.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import rdflib

from bench.synthetic import TRIPLES_A_PAPER, records
from kg.atlas.pipeline import build
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.query.store import build_store, open_store
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.terms.ntriples import Triple
from kg.rdf.validate.validation import validate
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.readers.example_papers import example_path

ROOT = Path(__file__).resolve().parents[1]
QUERIES = (
    "benchmark-introductions", "disagreements", "evaluations-on", "leaderboard", "lineage", "link-evidence",
    "model-results", "models-compared-with", "most-used-benchmarks", "organisations", "paper-links", "topic-papers",
    "training-data", "used-with", "who-first",
)  # fmt: skip
NAMES = {"artifact": "Benchmark 2", "model": "Model 0", "topic": "topic 3", "on": "Benchmark 2", "with": "Model 0"}
ONE_PAPER = "SELECT ?paper { ?paper kg:mentions artifact:benchmark-2 } ORDER BY ?paper LIMIT 1"


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of some work."""
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def wall(work: Callable[[], object]) -> float:
    """Wall-clock seconds of some work."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def write_sorted(triples: list[Triple], path: Path) -> None:
    with SortedTriples(triples) as graph:
        write_graph(graph, path)


def measure_writers(triples: list[Triple], graph: rdflib.Graph, folder: Path) -> None:
    theirs = cpu(lambda: graph.serialize(folder / "rdflib.ttl", format="turtle"))
    shuffled = list(triples)
    random.Random(1).shuffle(shuffled)
    print(f"rdflib's Turtle serializer: {theirs:.1f} s CPU")
    for name, given in (("as built", triples), ("shuffled", shuffled)):
        ours = min(cpu(partial(write_sorted, given, folder / f"{name}.ttl")) for _ in range(3))
        print(f"ours, {name}: {ours:.2f} s CPU, {theirs / ours:.1f} times faster")


def measure_queries(store: Path, graph: rdflib.Graph) -> None:
    opened, ratios = open_store(store), []
    (paper,) = run_query(opened, ONE_PAPER).records()
    names = {**NAMES, "paper": paper["paper"]}
    for name in QUERIES:
        query = saved_queries()[name]
        values = {one.name: names.get(one.name) or names[one.type] for one in query.parameters if one.default is None}
        text = query.bound(opened, values, DEFAULT_BASE)
        rows = len(run_query(opened, text))
        ours = min(wall(partial(run_query, opened, text)) for _ in range(5))
        found = sum(any(row) for row in graph.query(text, initNs=prefixes()))  # type: ignore[arg-type]
        if found != rows:
            raise SystemExit(f"{name}: {rows} rows, but rdflib finds {found}")
        theirs = wall(lambda text=text: len(graph.query(text, initNs=prefixes())))  # type: ignore[misc]
        ratios.append(theirs / ours)
        print(f"{name}: {rows} rows, {1000 * ours:.2f} ms, rdflib {1000 * theirs:.1f} ms, {theirs / ours:.1f} times")
    mean = math.exp(statistics.fmean(map(math.log, ratios)))
    print(f"geometric mean of the ratios: {mean:.1f}")


def first_answer(folder: Path) -> float:
    """The median wall-clock seconds of a process that asks one question."""
    command: list[str | Path] = [sys.executable, ROOT / "cli.py", "query", "most-used-benchmarks", "-o", folder]
    return statistics.median(
        wall(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _ in range(5)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    wanted = parser.parse_args().triples
    with tempfile.TemporaryDirectory(prefix="paperatlas-bench-") as scratch:
        folder = Path(scratch)
        provenance = Build("0.1.0", "c" * 16, "t" * 16, "l" * 16)
        made = records(wanted // TRIPLES_A_PAPER)
        triples = list(graph_triples(made, build=provenance, paperwise=True))
        build([example_path()], folder / "graph")
        with SortedTriples(triples) as sorted_triples:
            print(f"{len(sorted_triples)} triples")
            write_graph(sorted_triples, folder / "graph.nt")
            print(f"store built in {wall(lambda: build_store(sorted_triples, folder / 'graph' / 'store')):.1f} s")
        print(f"first answer of paperatlas query: {first_answer(folder / 'graph'):.2f} s")
        store = open_store(folder / "graph" / "store")
        print(f"validation of the store on disk: {wall(lambda: validate(store).require()):.1f} s")
        graph = rdflib.Graph()
        for prefix, namespace in prefixes().items():
            graph.bind(prefix, namespace, replace=True)
        print(f"rdflib reads the N-Triples in {wall(lambda: graph.parse(folder / 'graph.nt', format='nt')):.1f} s")
        measure_writers(triples, graph, folder)
        del triples
        measure_queries(folder / "graph" / "store", graph)


if __name__ == "__main__":
    main()
