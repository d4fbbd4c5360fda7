"""The served explorer over a graph of 200,000 papers, about a million nodes: ``python bench/explorer_scale.py``.

A seeded synthetic graph of the shape that readings of abstracts give (names and topics fall off as 1/rank, every paper
names some things that nobody else does) is written as an index; then a server is started on it and asked. Prints the
time to the first overview, and the median and 95th percentile of ``search``, ``around``, ``describe``, ``path`` and
``linking``, which an expansion of a full page asks for.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlencode

import orjson

from kg.explorer.served.explorer_answers import MOST_LINKS, Index
from kg.explorer.served.explorer_index import write_index
from kg.explorer.served.index_format import INDEX
from kg.explorer.served.rows_aside import EdgeRow, NodeRow
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store

_KINDS = ("model", "benchmark", "dataset", "method")
_ROLES = ("evaluatesOn", "trainsOn", "evaluates", "uses", "comparesWith", "mentions")
_SYLLABLES = ("mo", "ra", "ti", "ve", "lo", "sha", "neu", "ka", "per", "dix", "ul", "ben", "cor", "gra", "vis", "lan")
_WORDS = (
    "language", "model", "learning", "graph", "vision", "reasoning", "robust", "transfer", "retrieval", "planning",
    "sparse", "causal", "speech", "agent", "policy", "diffusion", "token", "scaling", "alignment", "video",
)  # fmt: skip
_ARTIFACTS, _TOPICS, _ORGANISATIONS = 10_000, 1_000, 3_000
_NEW = 4  # names of a paper that no other paper has: with its own node five nodes a paper
_ASKED = 200  # requests of each kind


class Synthesis:
    """The rows of a synthetic graph."""

    def __init__(self, papers: int, seed: int = 1) -> None:
        self.papers = papers
        self.chance = random.Random(seed)
        self.artifacts = [self._name(number) for number in range(_ARTIFACTS)]
        self.topics = [f"{one} {other} {number}" for number in range(_TOPICS)
                       for one, other in [self.chance.sample(_WORDS, 2)]]  # fmt: skip
        self._zipf = {size: list(accumulate(1 / rank for rank in range(1, size + 1)))
                      for size in (_ARTIFACTS, _TOPICS, _ORGANISATIONS)}  # fmt: skip

    def _name(self, number: int) -> str:
        return "".join(self.chance.choices(_SYLLABLES, k=3)).capitalize() + f"-{number}"

    def _some(self, size: int, count: int) -> list[int]:
        """Different numbers below a size, low ones the likelier."""
        return sorted(set(self.chance.choices(range(size), cum_weights=self._zipf[size], k=count)))

    def rows(self) -> Iterator[NodeRow | EdgeRow]:
        """All nodes and edges."""
        for number, name in enumerate(self.artifacts):
            kind = _KINDS[number % 4]
            yield NodeRow(
                f"artifact/{number}", {"kind": kind, "label": name, "types": [kind], "aliases": [name + " v1"]}
            )
            if number % 3 == 2:
                yield EdgeRow(f"v{number}", f"artifact/{number}", f"artifact/{number // 3}", {"predicate": "variantOf"})
        for number, name in enumerate(self.topics):
            yield NodeRow(f"topic/{number}", {"kind": "topic", "label": name, "definition": f"The study of {name}."})
            if number:
                yield EdgeRow(f"b{number}", f"topic/{number}", f"topic/{number // 4}", {"predicate": "broader"})
        for number in range(_ORGANISATIONS):
            yield NodeRow(f"org/{number}", {"kind": "organisation", "label": f"Institute {number}"})
        for number in range(self.papers):
            yield from self._paper(number)

    def _paper(self, number: int) -> Iterator[NodeRow | EdgeRow]:
        chance, paper = self.chance, f"paper/{number}"
        new = [self._name(_ARTIFACTS + _NEW * number + place) for place in range(_NEW)]
        known = self._some(_ARTIFACTS, 4)
        names = [*new, *(self.artifacts[each] for each in known)]
        text = " ".join(f"Our experiments with {name} show steady gains in {chance.choice(_WORDS)}." for name in names)
        title = f"{new[0]}: {' '.join(chance.sample(_WORDS, 5))} in {number}"
        yield NodeRow(paper, {"kind": "paper", "label": title, "abstract": text, "year": 2015 + number % 11,
                              "arxiv": f"24{number % 12 + 1:02d}.{number:05d}", "author_count": 4})  # fmt: skip
        for place, name in enumerate(new):
            kind, role = _KINDS[place], "introduces" if place == 0 else _ROLES[place]
            node = f"artifact/{_ARTIFACTS + _NEW * number + place}"
            yield NodeRow(node, {"kind": kind, "label": name, "types": [kind], "known": False})
            yield self._link(paper, node, role, text, name)
        for each in known:
            yield self._link(paper, f"artifact/{each}", chance.choice(_ROLES), text, self.artifacts[each])
        for place, each in enumerate(self._some(_TOPICS, 6)):
            yield EdgeRow(f"t{number}.{place}", paper, f"topic/{each}",
                          {"predicate": "primaryTopic" if place < 2 else "hasTopic", "confidence": 0.9})  # fmt: skip
        if number % 3 == 0:
            (org, *_) = self._some(_ORGANISATIONS, 1)
            yield EdgeRow(f"o{number}", paper, f"org/{org}", {"predicate": "affiliatedWith"})

    def _link(self, paper: str, node: str, role: str, text: str, name: str) -> EdgeRow:
        start = text.index(name)
        first = text.rfind("Our", 0, start)
        piece = {"field": "abstract", "start": start, "end": start + len(name), "text": name, "sentence_start": first,
                 "sentence_end": text.index(".", start) + 1}  # fmt: skip
        confidence = round(self.chance.uniform(0.5, 1), 3)
        return EdgeRow(f"link/{paper}{role}{node}", paper, node,
                       {"predicate": role, "confidence": confidence, "evidence": [piece]})  # fmt: skip


_SERVE = """
import sys
from pathlib import Path
from kg.serve.server import run
from kg.serve.http.settings import Limits, Settings
run(Settings(store=Path(sys.argv[1]), limits=Limits(workers=1)), "127.0.0.1", int(sys.argv[2]))
"""


def ask(address: str, **query: object) -> bytes:
    """One request's body."""
    with urllib.request.urlopen(f"{address}?{urlencode(query)}" if query else address, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def tell(address: str, given: object) -> bytes:
    """The answer to a posted request."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, orjson.dumps(given), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """A server, and the seconds until it has sent the first overview."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(folder / "store"), str(port)])
    while process.poll() is None:
        try:
            ask(f"http://127.0.0.1:{port}/explore/overview")
            return process, time.perf_counter() - begin
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not start")


def requests(folder: Path, papers: int) -> dict[str, list[dict[str, object]]]:
    """What is asked, by call: famous and unknown nodes, short and long queries, in a seeded order."""
    chance = random.Random(7)
    synthesis = Synthesis(papers)
    famous = [f"artifact/{number}" for number in range(40)] + [f"topic/{number}" for number in range(40)]
    unknown = [f"paper/{chance.randrange(papers)}" for _ in range(60)]
    unknown += [f"artifact/{_ARTIFACTS + chance.randrange(_NEW * papers)}" for _ in range(60)]
    words = [
        *_WORDS,
        *(" ".join(chance.sample(_WORDS, 2)) for _ in range(40)),
        *"gmlrb",
        "mo",
        "ra",
        "la",
        "2403",
        "v1",
    ]
    words += [name[: chance.randint(3, len(name))] for name in chance.sample(synthesis.artifacts, 80)]
    queries = (words * 2)[:_ASKED]
    nodes = chance.sample(famous + unknown, _ASKED)
    return {
        "search": [{"q": query, "limit": 12} for query in queries],
        "around": [{"id": node, "limit": 60, "offset": chance.choice((0, 0, 60, 600))} for node in nodes],
        "describe": [{"id": node} for node in nodes],
        "path": [{"from": chance.choice(unknown), "to": chance.choice(unknown)} for _ in range(50)],
    }


def linking(folder: Path, papers: int) -> list[dict[str, object]]:
    """Expansions of a full page: the 61 nodes of one, and the 5,000 most linked or any others that the page holds."""
    chance, index = random.Random(8), Index(folder / INDEX)
    top = index.around("topic/0", 1_000, 0) or {}
    busy = [node["id"] for node in top["nodes"]]
    busy += [f"artifact/{number}" for number in range(3_000)] + [f"topic/{number}" for number in range(1_000)]
    asked: list[dict[str, object]] = []
    for turn in range(_ASKED // 4):
        part = index.around(f"artifact/{turn}" if turn % 2 else f"topic/{turn}", 60, 60 * (turn % 5)) or {}
        held = busy if turn % 2 else [f"paper/{number}" for number in chance.sample(range(papers), 5_000)]
        asked.append({"ids": [node["id"] for node in part["nodes"]], "held": held[:5_000]})
    return asked


def report(call: str, times: list[float]) -> None:
    """A line of figures, in milliseconds."""
    cut = statistics.quantiles(times, n=20)
    middle = statistics.median(times)
    print(f"{call:10} median {middle:6.1f} ms   p95 {cut[-1]:6.1f} ms   most {max(times):6.1f} ms")


def main() -> None:
    """Writes the index, starts the server, asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="where to write; an index that lies there is taken")
    parser.add_argument("--port", type=int, default=8765)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / INDEX).exists():
            begin = time.perf_counter()
            write_index(Synthesis(given.papers).rows(), folder / INDEX, base=DEFAULT_BASE, title="Synthetic")
            print(f"index written in {time.perf_counter() - begin:.0f} s")
        if not (folder / "store").exists():
            build_store(iter(()), folder / "store")
        total = Index(folder / INDEX).overview()["info"]["total"]
        size = (folder / INDEX).stat().st_size / 1e9
        print(f"{total['nodes']:,} nodes, {total['links']:,} links, {size:.2f} GB")
        process, seconds = start(folder, given.port)
        try:
            print(f"first overview {seconds:.2f} s after the start")
            for call, asked in requests(folder, given.papers).items():
                times = []
                for query in asked:
                    begin = time.perf_counter()
                    answer = orjson.loads(ask(f"http://127.0.0.1:{given.port}/explore/{call}", **query))
                    times.append(1000 * (time.perf_counter() - begin))
                    assert len((answer or {}).get("nodes", ())) <= 5_000
                report(call, times)
            times = []
            for given_ids in linking(folder, given.papers):
                begin = time.perf_counter()
                answer = orjson.loads(tell(f"http://127.0.0.1:{given.port}/explore/linking", given_ids))
                times.append(1000 * (time.perf_counter() - begin))
                assert len(answer["links"]) <= MOST_LINKS
            report("linking", times)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
