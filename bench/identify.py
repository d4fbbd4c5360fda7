"""The figures of the resolver in docs/identify.md: ``python bench/identify.py [--titles 2800000] [--queries 36000]``.

1. A snapshot is generated (``bench/paper_titles.py``), papers that are not to be there are taken out, the rest becomes
   an index. The time of generating is taken from that of making.
2. Queries are made of papers that are there, with one kind of noise each (``bench/title_noise.py``), and of those that
   are not, half of them with noise too (those that noise cuts are counted apart). Whether a title can settle a query is
   counted among all keys, without the resolver: another work has the title, begins or ends so, or is what a typo made.
3. A process of its own opens the index and answers all: by the title, with the abstract, with authors and year. Memory
   is that of this process; a look-up is cold where the system was told to forget the pages of the file.

Recall is of the queries that a title can settle; *right* among the ids given counts the id of the work, or of another
with the same record.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.paper_titles import SnapshotMaker
from bench.title_noise import KINDS
from kg.ground.records import Paper
from kg.identify.index.index_build import make_index
from kg.identify.resolver import TitleResolver
from kg.identify.titles.id_records import Answer, Status
from kg.identify.titles.title_keys import match_key

_COLD = 300  # look-ups
# Titles that are not there, as they are or with noise; and what is left of such titles where a part is lost, which is
# counted apart: if one title of the index begins so, nothing tells that it is not that one.
ABSENT = ("absent", "absent, cut")
_KEPT_ABSTRACT = (0.5, 200)  # one of two abstracts is cut at so many characters


@dataclass(frozen=True, slots=True)
class Query:
    """A noisy title, whose it is (None: nobody's), and whether a title can settle that."""

    title: str
    kind: str
    arxiv: str | None
    settled: bool
    abstract: str
    authors: tuple[str, ...]
    year: int | None


class Supply:
    """Generated papers, of which some are kept for queries; counts the time that generating takes."""

    def __init__(self, titles: int, queries: int, absent: int, seed: int) -> None:
        self.seconds = 0.0
        self.asked: list[Paper] = []
        self.absent: list[Paper] = []
        self.keys: list[bytes] = []
        self._maker = SnapshotMaker(seed)
        self._titles, self._queries, self._absent = titles, queries, absent

    def papers(self) -> Iterator[Paper]:
        """The papers of the index."""
        chance = random.Random(7)
        source = self._maker.papers(self._titles + self._absent)
        for number in range(self._titles + self._absent):
            begin = time.process_time()
            paper = next(source)
            left = self._titles + self._absent - number
            if chance.random() * left < self._absent - len(self.absent):
                self.absent.append(paper)
                self.seconds += time.process_time() - begin
                continue
            if chance.random() * left < 1.3 * self._queries - len(self.asked):
                self.asked.append(paper)
            self.keys.append(match_key(paper.title))
            self.seconds += time.process_time() - begin
            yield paper


def queries_of(supply: Supply, count: int) -> list[Query]:
    """The noisy queries, and the titles that are not there."""
    chance = random.Random(11)
    supply.keys.sort()
    rest, made = supply.asked[:], []
    chance.shuffle(rest)
    for kind, (noise, share, _) in KINDS.items():
        wanted = count * share // 100
        while wanted and rest:
            paper = rest.pop()
            title = noise(paper.title, chance)
            if title:
                made.append(_query(paper, title, kind, _is_settled(kind, paper.title, title, supply.keys), chance))
                wanted -= 1
    reverse = sorted(key[::-1] for key in supply.keys)
    made = [_settled_by_ending(query, reverse) if query.kind == "no leading words" else query for query in made]
    del reverse
    kinds = list(KINDS)
    for number, paper in enumerate(supply.absent):
        kind = kinds[number % len(kinds)]
        title = KINDS[kind][0](paper.title, chance) if number % 2 else paper.title
        there = (
            _count_beginning(supply.keys, match_key(each), whole=True) for each in (paper.title, title or paper.title)
        )
        if any(there):
            continue  # another work of the same title is there
        short = number % 2 and kind.startswith(("cut", "no"))
        made.append(_query(paper, title or paper.title, ABSENT[1 if short else 0], False, chance))
    chance.shuffle(made)
    return made


def _query(paper: Paper, title: str, kind: str, settled: bool, chance: random.Random) -> Query:
    abstract = paper.abstract
    if chance.random() < _KEPT_ABSTRACT[0]:
        abstract = abstract[: _KEPT_ABSTRACT[1]]
    places = list(abstract)
    for _ in range(len(places) // 150):
        places[chance.randrange(len(places))] = chance.choice("abcdefgh ")
    arxiv = None if kind in ABSENT else paper.arxiv
    names = tuple(author.name for author in paper.authors)
    return Query(title, kind, arxiv, settled, "".join(places), names, paper.year)


def _count_beginning(keys: list[bytes], key: bytes, *, whole: bool = False) -> int:
    """How many keys begin with one, or are it as a whole."""
    return bisect_left(keys, key + (b"\0" if whole else b"\xff")) - bisect_left(keys, key)


def _is_settled(kind: str, original: str, title: str, keys: list[bytes]) -> bool:
    own, query = match_key(original), match_key(title)
    if _count_beginning(keys, own, whole=True) > 1:
        return False
    if kind in ("cut, ellipsis", "cut, no sign", "no subtitle"):
        return _count_beginning(keys, query) == 1
    return not kind.endswith(("typo", "typos")) or not _count_beginning(keys, query, whole=True)


def _settled_by_ending(query: Query, reverse: list[bytes]) -> Query:
    settled = query.settled and _count_beginning(reverse, match_key(query.title)[::-1]) == 1
    return Query(**{**asdict(query), "settled": settled})


def ask(folder: Path, queries: Path) -> dict[str, object]:
    """Answer all queries in this process; returns the figures."""
    begin = time.perf_counter()
    with TitleResolver(folder) as resolver:
        opened = time.perf_counter() - begin
        cold = [_forgetful_look_up(resolver, folder, query) for query in islice(_asked(queries), _COLD)]
        found: dict[str, object] = {"opened": opened, "cold": _spread(cold)}
        for name in ("title", "abstract", "authors and year"):
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            seconds, processor = [], []
            for query in _asked(queries):
                begin, own = time.perf_counter(), time.thread_time()
                answer = resolver.identify(
                    query.title, query.abstract if name == "abstract" else "",
                    query.authors if name[:2] == "au" else (), query.year if name[:2] == "au" else None,
                )  # fmt: skip
                seconds.append(time.perf_counter() - begin)
                processor.append(time.thread_time() - own)
                _count(counts[query.kind], query, answer)
                if os.environ.get("SHOW_WRONG") and answer.found and answer.found.record.arxiv != query.arxiv:
                    print(name, query.kind, repr(query.title), answer.found, file=sys.stderr)
                if os.environ.get("SHOW_MISSED") == query.kind and query.settled and not answer.found:
                    print(name, repr(query.title), query.arxiv, answer, file=sys.stderr)
            found[name] = {"kinds": counts, "seconds": _spread(seconds), "processor": _spread(processor)}
            found["resident"] = _resident()
    return found


def _asked(queries: Path) -> Iterator[Query]:
    """The queries of a file, one at a time: they would count as memory of the resolver."""
    with queries.open(encoding="utf-8") as lines:
        for line in lines:
            yield Query(**json.loads(line))


def _count(counts: Counter[str], query: Query, answer: Answer) -> None:
    right = answer.found is not None and answer.found.record.arxiv == query.arxiv
    counts["all"] += 1
    counts["settled"] += query.settled
    counts["given"] += answer.found is not None
    counts["right"] += right
    counts["right and settled"] += right and query.settled
    counts["one of these"] += answer.status is Status.SEVERAL
    counts["among these"] += answer.status is Status.SEVERAL and any(
        one.record.arxiv == query.arxiv for one in answer.candidates
    )
    if answer.found is not None:
        counts[f"given {answer.found.match}"] += 1
        counts[f"wrong {answer.found.match}"] += not right


def _forgetful_look_up(resolver: TitleResolver, folder: Path, query: Query) -> float:
    for path in folder.glob("*.titles"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    begin = time.perf_counter()
    resolver.identify(query.title)
    return time.perf_counter() - begin


def _spread(seconds: list[float]) -> dict[str, float]:
    return {
        "mean": 1000 * float(np.mean(seconds)), "p99": 1000 * float(np.percentile(seconds, 99)),
        "most": 1000 * max(seconds),
    }  # fmt: skip


def _resident() -> float:
    """Megabytes of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def make(arguments: argparse.Namespace, folder: Path, queries: Path) -> None:
    """Make the index and the queries; prints the figures of the index."""
    supply = Supply(arguments.titles, arguments.queries, arguments.absent, arguments.seed)
    begin = time.process_time()
    audits = make_index(supply.papers(), folder)
    seconds = time.process_time() - begin - supply.seconds
    size = sum(path.stat().st_size for path in folder.glob("*.titles")) / 1e6
    print(f"made in {seconds:.0f} s of CPU, without generating ({supply.seconds:.0f} s); {size:.0f} MB")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"most memory {most:.2f} GB, with the keys kept for queries")
    for audit in audits:
        print(json.dumps(audit.as_facts()))
    with queries.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(query)) + "\n" for query in queries_of(supply, arguments.queries))


def report(found: dict[str, Any]) -> None:
    """Print the figures as tables."""
    print(f"opened in {1000 * found['opened']:.0f} ms, resident {found['resident']:.0f} MB")
    print("cold look-up, ms:", {name: round(value, 2) for name, value in found["cold"].items()})
    for name in ("title", "abstract", "authors and year"):
        kinds, seconds = found[name]["kinds"], found[name]["seconds"]
        print(f"\nby {name}; look-up, ms:", {one: round(value, 2) for one, value in seconds.items()})
        print("of the processor:", {one: round(value, 2) for one, value in found[name]["processor"].items()})
        print(f"{'kind':18}{'queries':>9}{'settled':>9}{'recall':>9}{'asked':>7}{'given':>8}{'wrong':>7}{'these':>8}")
        total: Counter[str] = Counter()
        for kind in (*KINDS, *ABSENT):
            counts = Counter(kinds.get(kind, {}))
            if kind != ABSENT[1]:
                total.update(counts)
            asked = KINDS[kind][2] if kind in KINDS else None
            print(_row(kind, counts, asked))
        print(_row("all", total, 0.965 if name == "abstract" else None))
        here = sum(kinds[kind]["all"] for kind in KINDS)
        print(f"precision {total['right'] / total['given']:.5f}; recall over all {total['right'] / here:.4f}, "
              f"of the settled {total['right and settled'] / total['settled']:.4f}; "
              f"unsettled {1 - total['settled'] / here:.4f}")  # fmt: skip
        matches = [one.removeprefix("given ") for one in sorted(total) if one.startswith("given ")]
        print("wrong of given:", {match: (total[f"wrong {match}"], total[f"given {match}"]) for match in matches})


def _row(kind: str, counts: Counter[str], asked: float | None) -> str:
    recall = counts["right and settled"] / counts["settled"] if counts["settled"] else 0.0
    wrong = counts["given"] - counts["right"]
    return (f"{kind:18}{counts['all']:9}{counts['settled']:9}{recall:9.4f}{asked or '':>7}{counts['given']:8}{wrong:7}"
            f"{counts['one of these']:8}")  # fmt: skip


def main() -> None:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=2_800_000)
    parser.add_argument("--queries", type=int, default=36_000)
    parser.add_argument("--absent", type=int, default=6_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="Keep index and queries here, and use them where they are there.")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        index, queries = folder / "ids", folder / "queries.jsonl"
        if arguments.ask:
            print(json.dumps(ask(index, queries)))
            return
        if not queries.exists():
            make(arguments, index, queries)
        command = [sys.executable, __file__, "--ask", "--folder", folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        report(json.loads(done.stdout))


if __name__ == "__main__":
    main()
