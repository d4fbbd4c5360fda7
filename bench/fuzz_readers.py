"""Feeds broken files to one reader: whatever a file holds, only our own errors may come of it.

1. The seeds are the files of the tests that the reader knows, and those of the folders given with --seeds.
2. Each round breaks one of them in one to six ways: bytes changed, cut out, doubled, put behind another file, lines
   shuffled, signs of the format strewn in; of JSON also the values, each put in another's place or made hostile.
3. Every reader is asked whether the file is its own, and the one in question reads it. Anything but an ``InputError``
   is a fault and is printed with the file; so are texts that are not tidy, and files that take long.

The last file stands in the folder that the first line names, should the process itself end. Run from the root of a
checkout:

    PYTHONPATH=. python bench/fuzz_readers.py bibtex --minutes 10
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import orjson

from kg.ground.errors import InputError
from kg.ground.imported_result import DescribedArtifact, InputRecord
from kg.ground.records import Paper
from kg.ground.text import tidy
from kg.readers.base.open_files import open_page
from kg.readers.listing.title_look import looks_like_title
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS, Reader

_ROOT = Path(__file__).resolve().parents[1] / "tests" / "readers"
_ALL: dict[str, Reader[InputRecord]] = {**READERS, **SCORE_READERS, **CARD_READERS}
_OF_JSON = frozenset(
    (
        "json", "jsonl", "openalex", "arxiv-kaggle", "hub", "semantic-scholar", "zotero", "openreview", "dblp-json",
        "datacite", "crossref", "csl-json", "every-eval-ever", "croissant", "hub-artifact",
    )
)  # fmt: skip
_STREWN = {
    "text": [
        b"[", b"]", b"](", b"](/papers/2501.00011)", b"[[", b"![](", b"<", b"<a href='", b"<b a=1>", b"<!--", b"</",
        b"|",
        b"\n\n", b"\r", b"# ", b"```", b"**", b"\xc2\xb7\n", b"\\", b"[12]", b"\n---\n", b"\xff", b"\x00",
        b"&#x110000;", "·\nMay 30\n".encode(), "位作者".encode(), "\u202e".encode(), b"1" * 30, b"-\n",
        b"  12. https://huggingface.co/papers/", b"arXiv:2401.00001", b"Title:", b"Authors:", b"Abstract:",
    ],
    "json": [
        b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud800", b"null", b"1e999", b"-0", b"NaN",
        b"9" * 400, b'"title":', b'{"a":', b"[[", b"\n", b"\xef\xbb\xbf", b"\xff", b"true", b'"\\', b"/*", b"//",
    ],
    "xml": [
        b"<", b">", b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
        b"&amp;", b"&#0;", b"&#x110000;", b"&", b"<?xml version='1.0'?>", b"<?a?>", b"<title>", b"</title>", b"<a:b>",
        b" xmlns='x'", b" xmlns:a='b'", b"'", b'"', b"\xff", b"\x00", b"<i>" * 50, "\u202e".encode(),
    ],
    "bibtex": [
        b"@", b"{", b"}", b'"', b"#", b",", b"=", b"@string{a = b}", b"@string{a = a # a}", b"@comment{", b"@preamble{",
        b"@article{x,", b"crossref = {x},", b"title = ", b"author = ", b" and ", b"\\", b"\\'", b"{\\'", b"\\url{",
        b"\\href{a}{b}", b"$", b"$$", b"~", b"%", b"\\char", b"\xff", b"\r", b"\n", b"\\begin{a}", b"\\verb|",
        b"{" * 40, b"month = ", b"date = {2024-", b"\\input{/etc/passwd}",
    ],
    "ris": [
        b"TY  - JOUR\n", b"ER  - \n", b"AU  - ", b"TI  - ", b"\nA1  - ,", b"PY  - //", b"DA  - ", b"UR  - ", b"  - ",
        b"\n", b"\r", b"  -", b"\xff", b"%T ", b"%0 ", b"\xef\xbb\xbf", b"-", b"DO  - ", b"N2  - ", b"KW  - ",
        b"Y1  - 9",
    ],
    "card": [
        b"---\n", b"\n---\n", b"&a ", b"*a", b"<<: *a\n", b"!!python/name:os ", b"!", b"? ", b": ", b"- ", b"[" * 30,
        b"{" * 30, b"|\n", b">\n", b'"\\U00110000"', b'"\\ud800"', b"'", b"\t", b"%YAML 1.1\n", b"...\n", b"\xff",
        b"base_model: ", b"datasets:\n", b"model-index:\n", b"- metrics: [{value: 1e999}]\n", b"# ",
        b"arxiv:2401.00001", b"\x07", b"@misc{a, eprint={", b"from_pretrained('a/b')", b"](", b"\r",
        "\u202e".encode(), b"9" * 400,
    ],
    "csv": [
        b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b"sep=,\n", b"\xff", b"\x00", b"title", b"authors",
        b"[", b"{", b"['a', 'b']", b"{'a': ", b"\\", b"'", b"9" * 400, b"1e999", b"nan", b"1970-", b"2024-13-45",
    ],
}  # fmt: skip
_KINDS = {
    "bibtex": "bibtex", "ris": "ris", "csv": "csv", "parquet": "csv", "hub-card": "card",
    **dict.fromkeys(_OF_JSON, "json"),
    **dict.fromkeys(("arxiv-feed", "arxiv-oai", "dblp", "acl-anthology", "jats"), "xml"),
}  # fmt: skip
_HOSTILE: list[object] = [
    None, True, False, 0, -1, 2**63, -(2**63), 1e308, 0.1, "", " ", "\0", "\u202e", "\ud7ff", "a" * 5000, [], {}, [[]],
    [None], {"": None}, {"name": None}, [{"name": 7}], "2024-13-45", "9999999999", "https://arxiv.org/abs/2401.00001",
    "<b>a</b>", "&#x110000;", "\\", "{", "10.1000/" + "x" * 300, [2024, 13, 45], [["2024"]], {"date-parts": [[None]]},
    {"a": {"b": {"c": [1, {"d": "e"}]}}},
]  # fmt: skip
_SLOW = 2.0  # seconds for a file of up to a megabyte
_MOST = 1 << 20  # bytes
_HEAD = 64 << 10  # bytes that sniffing looks at
_DEEP = 400  # arrays one in another


def seeds_of_format(name: str, folders: Sequence[Path]) -> list[bytes]:
    """The files of the tests, and of the folders, that are of a format; of Parquet, scores and cards, made ones."""
    if name == "parquet":
        return list(_parquet_files())
    from tests.readers.test_artifact_cards import FILES
    from tests.readers.test_eval_records import RECORD

    files = [*(_ROOT / "data" / "listing").iterdir(), *(_ROOT / "fixtures").iterdir()]
    files += [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    texts = [path.read_bytes()[:_MOST] for path in sorted(files)]
    texts += [orjson.dumps(RECORD), orjson.dumps([RECORD] * 3), *FILES.values()]
    return [text for text in texts if _name_of_format(text[:_HEAD]) == name]


def _name_of_format(head: bytes) -> str | None:
    readers = (*SCORE_READERS.values(), *CARD_READERS.values(), *READERS.values())
    return next((each.name for each in readers if each.sniff(head)), None)


def _parquet_files() -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import parquet

    rows = {"title": ["A Title", None, "x" * 300], "authors": [["Ada", None], None, []], "year": [2024, -1, 10**6],
            "abstract": ["Some text.", "", "é" * 90]}  # fmt: skip
    odd = {"title": [b"\xff\xfe", b"A"], "date": [0, 2**40], "doi": ["10.1000/x", "\0"], "authors": ["[", "{'a': 1}"]}
    nested = {"title": ["A", "B"], "authors": [[{"name": "Ada", "orcid": 7}], [{"name": None}]], "year": [1e308, 0.5]}
    for table in (rows, odd, nested):
        for compression in ("none", "snappy", "zstd"):
            file = io.BytesIO()
            parquet.write_table(pa.table(table), file, compression=compression, row_group_size=2)
            yield file.getvalue()


def broken_file(files: Sequence[bytes], chance: random.Random, strewn: Sequence[bytes], json: bool) -> bytes:
    """One of the files, broken in one to six ways."""
    chosen = chance.choice(files)
    raw = bytearray(changed_values(chosen, chance) if json and chance.random() < 0.5 else chosen)
    if json and chance.random() < 0.6:
        return bytes(raw[:_MOST])
    for _ in range(chance.randint(1, 6)):
        raw = _broken_once(raw, files, chance, strewn)
    return bytes(raw[:_MOST])


def _broken_once(raw: bytearray, files: Sequence[bytes], chance: random.Random, strewn: Sequence[bytes]) -> bytearray:
    place, other = chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)
    low, high = min(place, other), max(place, other)
    way = chance.randrange(7)
    if way == 0 and raw:
        raw[place % len(raw)] = chance.randrange(256)
    elif way == 1:
        del raw[low : min(high, low + 400)]
    elif way == 2:
        raw[place:place] = raw[low : min(high, low + 2000)] * chance.randint(1, 5)
    elif way == 3:
        raw[place:place] = chance.choice(strewn) * chance.choice([1, 1, 1, 3, 50, 2000])
    elif way == 4:
        raw += chance.choice(files)
    elif way == 5:
        lines = bytes(raw).split(b"\n")
        chance.shuffle(lines)
        raw = bytearray(b"\n".join(lines))
    else:
        raw = raw[low:high]
    return raw


def changed_values(raw: bytes, chance: random.Random) -> bytes:
    """A JSON document, or lines of JSON, with some values changed; as it is where it is no JSON or nested too deep."""
    try:
        values = [orjson.loads(raw)]
    except ValueError:
        try:
            values = [orjson.loads(line) for line in raw.splitlines() if line.strip()]
        except ValueError:
            return raw
    try:
        for _ in range(chance.randint(1, 5)):
            values = [_changed_once(value, chance) for value in values]
        if chance.random() < 0.02:
            return b"[" * _DEEP + orjson.dumps(values) + b"]" * _DEEP
        return b"\n".join(map(orjson.dumps, values))
    except TypeError:  # orjson's word for what is nested too deep to be written
        return raw


def _changed_once(value: object, chance: random.Random) -> object:
    """The value with one of those inside changed: hostile, doubled, under another key, or another one of the file."""
    places: list[tuple[dict[str, object] | list[object], str | int]] = []
    _gather_places(value, places)
    if not places:
        return value
    (holder, key), (other, other_key) = chance.choice(places), chance.choice(places)
    way = chance.randrange(4)
    new = orjson.loads(orjson.dumps(chance.choice(_HOSTILE) if way else _at(other, other_key)))  # a copy of its own
    if way == 3 and isinstance(holder, dict) and isinstance(other_key, str):
        holder[other_key] = holder.pop(str(key))
    elif way == 2 and isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), new)
    elif isinstance(holder, dict):
        holder[str(key)] = new
    else:
        holder[int(key)] = new
    return value


def _at(holder: dict[str, object] | list[object], key: str | int) -> object:
    return holder[str(key)] if isinstance(holder, dict) else holder[int(key)]


def _gather_places(value: object, places: list[tuple[dict[str, object] | list[object], str | int]]) -> None:
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            places += [(holder, key) for key in holder]
            waiting += holder.values()
        elif isinstance(holder, list):
            places += [(holder, place) for place in range(len(holder))]
            waiting += holder


def outcome_of_file(path: Path, reader: Reader[InputRecord]) -> str:
    """What came of a file: "read", "refused", "failed", or "odd" where a text of it is none that is kept."""
    try:
        with open_page(path) as page:
            for each in _ALL.values():
                each.sniff(page.head)
            records: list[InputRecord] = list(reader.read(page, lambda _: None))
            page.unread.report(str(path))
    except InputError:
        return "refused"
    except Exception:  # printed, with the file: that is what this script is for
        traceback.print_exc()
        print(repr(path.read_bytes()[:2000]), file=sys.stderr)
        return "failed"
    odd = [text for record in records for text in _texts(record) if text != tidy(text)]
    if reader.name == "listing":
        odd += [paper.title for paper in records if isinstance(paper, Paper) and not looks_like_title(paper.title)]
    if odd:
        print("odd:", repr(odd[0][:200]), file=sys.stderr)
    return "odd" if odd else "read" if records else "nothing"


def _texts(record: InputRecord) -> Iterator[str]:
    if isinstance(record, Paper):
        yield from (record.title, record.abstract, record.venue or "", record.organisation or "", *record.keywords)
        for author in record.authors:
            yield from (author.name, *author.organisations)
    elif isinstance(record, DescribedArtifact):
        yield from (record.name, record.description, *record.aliases, *record.licences, *record.bases, *record.datasets)
    else:
        yield from (record.model, record.data, record.metric)


def main() -> int:
    """Break files for some minutes; returns 1 where something other than an ``InputError`` came of one."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("format", choices=_ALL)
    arguments.add_argument("--minutes", type=float, default=1.0)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--seeds", type=Path, action="append", default=[], help="folder of more files to break")
    arguments.add_argument("--memory", type=int, default=2048, help="MiB of address space that the process may take")
    given = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (given.memory << 20,) * 2)
    files, chance = seeds_of_format(given.format, given.seeds), random.Random(given.seed)
    counts = _break_files(files, chance, _ALL[given.format], given.minutes * 60.0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    told = ", ".join(f"{count:,} {what}" for what, count in counts.most_common() if count)
    print(f"{given.format}: {given.minutes:g} min, {len(files)} seeds: {told}; at most {peak} MiB")
    return int(counts["failed"] > 0)


def _break_files(files: Sequence[bytes], chance: random.Random, reader: Reader[InputRecord],
                 seconds: float) -> Counter[str]:  # fmt: skip
    counts: Counter[str] = Counter()
    strewn, json = _STREWN[_KINDS.get(reader.name, "text")], reader.name in _OF_JSON
    clock: Callable[[], float] = time.monotonic
    end = clock() + seconds
    with tempfile.TemporaryDirectory(prefix="fuzz-readers-") as folder:
        print(folder, file=sys.stderr)
        path = Path(folder) / "page"
        while clock() < end:
            path.write_bytes(broken_file(files, chance, strewn, json))
            begin = clock()
            counts[outcome_of_file(path, reader)] += 1
            if clock() - begin > _SLOW:
                counts["slow"] += 1
                print(f"slow: {clock() - begin:.1f} s, {path.stat().st_size} bytes", file=sys.stderr)
                (Path(folder).parent / f"slow-{reader.name}").write_bytes(path.read_bytes())
    return counts


if __name__ == "__main__":
    sys.exit(main())
