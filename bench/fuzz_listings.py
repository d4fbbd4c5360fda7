"""Feeds broken listing pages to their reader: whatever a file holds, only our own errors may come of it.

Each round takes one of the pages of the tests, breaks it (bytes changed, cut out, doubled, put together with another
page, lines shuffled, brackets and tags strewn in) and reads it. Anything but an ``InputError`` is told, with the page
that did it, and so are papers that look like none and pages that take long. Run from the root of a checkout:

    PYTHONPATH=. python bench/fuzz_listings.py --seconds 600
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path

from kg.ground.errors import InputError
from kg.readers.base.input_stream import open_page
from kg.readers.listing.listing_page import is_listing, read_listing
from kg.readers.listing.title_look import looks_like_title

_ROOT = Path(__file__).resolve().parents[1] / "tests" / "readers"
_STREWN = [
    b"[", b"]", b"](", b"](/papers/2501.00011)", b"[[", b"![](", b"<", b"<a href='", b"<b a=1>", b"<!--", b"</", b"|",
    b"\n\n", b"\r", b"# ", b"```", b"**", b"\xc2\xb7\n", b"\\", b"[12]", b"\n---\n", b"\xff", b"\x00", b"&#x110000;",
    "·\nMay 30\n".encode(), "位作者".encode(), "\u202e".encode(), b"1" * 30, b"-\n", b"  12. https://huggingface.co/papers/",
]  # fmt: skip
_SLOW = 2.0  # seconds for a page of up to a megabyte
_MOST = 1 << 20  # bytes


def broken_page(pages: list[bytes], chance: random.Random) -> bytes:
    """One of the pages, broken in one to six ways."""
    raw = bytearray(chance.choice(pages))
    for _ in range(chance.randint(1, 6)):
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
            raw[place:place] = chance.choice(_STREWN) * chance.choice([1, 1, 1, 3, 50, 2000])
        elif way == 4:
            raw += chance.choice(pages)
        elif way == 5:
            lines = bytes(raw).split(b"\n")
            chance.shuffle(lines)
            raw = bytearray(b"\n".join(lines))
        else:
            raw = raw[low:high]
    return bytes(raw[:_MOST])


def main() -> int:
    """Break pages for some seconds; returns 1 where something other than an ``InputError`` came of one."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--seed", type=int, default=0)
    given = arguments.parse_args()
    files = sorted([*(_ROOT / "data" / "listing").iterdir(), *(_ROOT / "fixtures").glob("listing*")])
    pages, chance = [path.read_bytes() for path in files], random.Random(given.seed)
    counts: Counter[str] = Counter()
    end = time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        while time.monotonic() < end:
            path.write_bytes(broken_page(pages, chance))
            begin = time.monotonic()
            counts[read_broken_page(path)] += 1
            counts["slow"] += time.monotonic() - begin > _SLOW
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(", ".join(f"{count} {what}" for what, count in counts.most_common() if count), f"; at most {peak} MiB")
    return int(counts["failed"] > 0)


def read_broken_page(path: Path) -> str:
    """What came of a page: "read", "refused", "failed", or "odd" where a title does not look like one."""
    try:
        with suppress(InputError), open_page(path) as page:
            is_listing(page.head)
            papers = list(read_listing(page, lambda _: None))
            return "read" if all(looks_like_title(paper.title) for paper in papers) else "odd"
    except Exception:  # told, with the page: that is what this script is for
        traceback.print_exc()
        print(repr(path.read_bytes()[:2000]), file=sys.stderr)
        return "failed"
    return "refused"


if __name__ == "__main__":
    sys.exit(main())
