"""Answers that are kept for who asks the same again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from kg.serve.routes.replies import Reply

_OVERHEAD = 1024  # bytes that headers and key take besides, roughly: ASK gives many very small answers
# Of the memory for answers one may take so much; a longer one would push out too many others.
_SHARE = 1 / 16


@dataclass(frozen=True, slots=True)
class _CachedReply:
    """A reply with its body in the pieces that it came in."""

    reply: Reply
    pieces: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return _OVERHEAD + sum(map(len, self.pieces))


class Keeper:
    """Answers by key; those that nobody has asked for the longest go when the memory is full.

    Args:
        most: bytes of memory.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _CachedReply] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Reply | None:
        """Return the reply that is kept under a key."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        # In pieces as at first, so that a slow reader costs no more memory and time than he did then.
        return (
            kept.reply if isinstance(kept.reply.body, bytes) else replace(kept.reply, body=_pieces_again(kept.pieces))
        )

    def keep(self, key: str, reply: Reply) -> Reply:
        """Keep a reply, unless it is long; one that comes in pieces as soon as it has been sent whole.

        Returns:
            the reply to send.
        """
        if isinstance(reply.body, bytes):
            self._add_to_cache(key, _CachedReply(reply, (reply.body,)))
            return reply
        return replace(reply, body=self._watched_pieces(key, reply, reply.body))

    async def _watched_pieces(self, key: str, reply: Reply, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        pieces: list[bytes] = []
        size = 0
        async with aclosing(body):  # type: ignore[type-var]  # every body is a generator
            async for piece in body:
                size += len(piece)
                if self._fits_in_cache(size):
                    pieces.append(piece)
                else:
                    pieces.clear()
                yield piece
        if self._fits_in_cache(size):
            headers = (*reply.headers, ("content-length", str(size)))
            self._add_to_cache(key, _CachedReply(replace(reply, headers=headers), tuple(pieces)))

    def _fits_in_cache(self, size: int) -> bool:
        return _OVERHEAD + size <= self._most * _SHARE

    def _add_to_cache(self, key: str, kept: _CachedReply) -> None:
        if key in self._kept or not self._fits_in_cache(kept.size - _OVERHEAD):
            return
        self._kept[key] = kept
        self._size += kept.size
        while self._size > self._most:
            self._size -= self._kept.popitem(last=False)[1].size


async def _pieces_again(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
