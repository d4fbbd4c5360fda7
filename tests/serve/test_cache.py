"""Answers that are kept: which, how many, and what is sent of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import httpx
import pytest

from kg.serve.process.spool import Broken
from kg.serve.routes.cache import Keeper
from kg.serve.routes.replies import Reply


def test_many_small_answers_stay_within_the_memory_for_answers() -> None:
    keeper = Keeper(1 << 20)
    for number in range(3000):
        keeper.keep(str(number), Reply(200, (), b"true"))
    assert len(keeper) < 1100
    assert keeper.get("0") is None
    assert keeper.get("2999") == Reply(200, (), b"true")


def _read(reply: Reply, pieces: int | None = None) -> bytes:
    """The body of a reply, or its first pieces, after which the client goes."""

    async def read() -> bytes:
        assert not isinstance(reply.body, bytes)
        found = []
        async with aclosing(reply.body) as body:  # type: ignore[type-var]
            async for piece in body:
                found.append(piece)
                if len(found) == pieces:
                    break
        return b"".join(found)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, read()).result()


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        if piece == b"!":
            raise Broken
        yield piece


def test_an_answer_in_pieces_is_kept_when_it_was_sent_whole() -> None:
    keeper = Keeper(1 << 20)
    sent = keeper.keep("one", Reply(200, (), _pieces(b"ab", b"c"), (1, 2)))
    assert keeper.get("one") is None
    assert _read(sent) == b"abc"
    for _ in range(2):
        kept = keeper.get("one")
        assert kept is not None
        assert kept.headers == (("content-length", "3"),)
        assert kept.pace == (1, 2)
        assert _read(kept) == b"abc"


def test_neither_half_an_answer_nor_a_long_one_is_kept() -> None:
    keeper = Keeper(1 << 20)
    assert _read(keeper.keep("gone", Reply(200, (), _pieces(b"ab", b"c"))), 1) == b"ab"
    with pytest.raises(Broken):
        _read(keeper.keep("broken", Reply(200, (), _pieces(b"ab", b"!"))))
    long = keeper.keep("long", Reply(200, (), _pieces(b"x" * 60_000, b"y" * 60_000)))
    assert _read(long) == b"x" * 60_000 + b"y" * 60_000
    assert len(keeper) == 0
    nothing = Keeper(0)
    nothing.keep("small", Reply(200, (), b""))
    assert len(nothing) == 0


def test_a_long_answer_is_the_same_when_it_is_sent_again(client: httpx.Client) -> None:
    asked = {"query": "SELECT * { ?kept ?b ?c . ?d ?e ?f } LIMIT 3000"}
    first, again = client.get("/sparql", params=asked), client.get("/sparql", params=asked)
    assert first.headers["transfer-encoding"] == "chunked"
    assert "transfer-encoding" not in again.headers
    assert again.headers["content-length"] == str(again.num_bytes_downloaded)
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["content-encoding"] == first.headers["content-encoding"] == "gzip"
