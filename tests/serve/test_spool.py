"""Answers that wait for their readers: in order, within bounds, and gone when nobody wants them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kg.serve.http.faults import too_slow
from kg.serve.process.spool import Broken, Spools

KIB = 1024


class Source:
    """Pieces as a worker gives them, and how far it has come."""

    def __init__(self, pieces: list[bytes], *, breaks: bool = False) -> None:
        self._pieces, self._breaks, self.given, self.closed = pieces, breaks, 0, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for piece in self._pieces:
                self.given += 1
                yield piece
            if self._breaks:
                raise Broken
        finally:
            self.closed = True


async def settled() -> None:
    """Until every task has done what it can."""
    for _ in range(1000):
        await asyncio.sleep(0)


async def for_ever(work: Awaitable[Any]) -> Any:
    return await work


async def not_long(work: Awaitable[Any]) -> Any:
    try:
        async with asyncio.timeout(0.05):
            return await work
    except TimeoutError:
        raise too_slow(0.05) from None


def run(work: Any) -> Any:
    with ThreadPoolExecutor(1) as thread:  # this one may have an event loop already, that of a browser's tests
        return thread.submit(asyncio.run, work).result()


def pieces_of(number: int, size: int) -> list[bytes]:
    chance = random.Random(number)
    return [chance.randbytes(chance.randint(1, size)) for _ in range(number)]


@pytest.mark.parametrize("pause_every", [1, 7, 1000])
@pytest.mark.parametrize("size", [10, 100 * KIB, 700 * KIB])
def test_what_comes_in_goes_out_in_order(size: int, pause_every: int) -> None:
    """Through memory, through the file, and back to memory where the reader has caught up."""
    given = pieces_of(40, size)

    async def read() -> bytes:
        spools, got = Spools(1 << 30, 1 << 30), []
        async for piece in spools.through(aiter(Source(given)), for_ever):
            got.append(piece)
            if len(got) % pause_every == 0:
                await settled()
        assert spools.waiting == 0
        return b"".join(got)

    assert run(read()) == b"".join(given)


def test_the_worker_is_free_when_nothing_was_read_yet() -> None:
    source = Source(pieces_of(100, 100 * KIB))

    async def read() -> int:
        spools = Spools(1 << 30, 1 << 30)
        body = spools.through(aiter(source), for_ever)
        first = await anext(body)
        await settled()
        assert source.closed
        waiting = spools.waiting
        await body.aclose()  # type: ignore[attr-defined]
        assert spools.waiting == 0
        return len(first) + waiting

    assert run(read()) == sum(map(len, pieces_of(100, 100 * KIB)))


@pytest.mark.parametrize("bounds", [(600 * KIB, 1 << 30), (1 << 30, 600 * KIB)])
def test_at_the_bound_the_worker_waits_for_the_reader_on_the_clock_of_its_query(bounds: tuple[int, int]) -> None:
    source = Source([b"x" * 64 * KIB] * 100)

    async def read() -> int:
        spools = Spools(*bounds)
        body = spools.through(aiter(source), not_long)
        count = 0
        with pytest.raises(Broken):
            async for _ in body:
                count += 1
                assert spools.waiting <= 600 * KIB
                if count == 20:
                    await asyncio.sleep(0.5)
                    assert source.closed
        return count

    assert 20 < run(read()) < 40  # what was there is given out before the break
    whole = Source([b"x" * 64 * KIB] * 100)

    async def read_on() -> int:
        return len([piece async for piece in Spools(*bounds).through(aiter(whole), not_long)])

    assert run(read_on()) == 100  # who reads on gets all


def test_a_reader_gets_on_where_all_others_wait() -> None:
    async def read() -> int:
        spools = Spools(1 << 30, 100 * KIB)
        idle = spools.through(aiter(Source([b"x" * 50 * KIB] * 3)), for_ever)
        await anext(idle)
        await settled()
        good = [piece async for piece in spools.through(aiter(Source([b"y" * 64 * KIB] * 20)), for_ever)]
        await idle.aclose()  # type: ignore[attr-defined]
        return len(good)

    assert run(read()) == 20


def test_an_answer_that_breaks_off_is_broken_off_after_what_came() -> None:
    async def read() -> int:
        count = 0
        with pytest.raises(Broken):
            async for _ in Spools(1 << 30, 1 << 30).through(aiter(Source([b"x"] * 5, breaks=True)), for_ever):
                count += 1
        return count

    assert run(read()) == 5


def test_a_full_disk_makes_the_worker_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    given = [b"x" * 64 * KIB] * 20

    async def read() -> bytes:
        body, got = Spools(1 << 30, 1 << 30).through(aiter(Source(given)), for_ever), []
        async for piece in body:
            got.append(piece)
            await settled()
        return b"".join(got)

    assert run(read()) == b"".join(given)


def test_who_goes_ends_the_work() -> None:
    source = Source([b"x" * 64 * KIB] * 1000)

    async def read() -> None:
        body = Spools(300 * KIB, 1 << 30).through(aiter(source), for_ever)
        await anext(body)
        await settled()
        assert not source.closed
        await body.aclose()  # type: ignore[attr-defined]

    run(read())
    assert source.closed
    assert source.given < 20
