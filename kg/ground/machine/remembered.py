"""What a function makes of each argument, kept in bounded memory and looked up as fast as in a dict.

``functools.lru_cache`` moves what is asked for to the end of its list, which touches four places of memory each time:
for words, which a text asks by the hundred, that costs several times the look-up. Here nothing moves; what is kept is
thrown away as a whole when there is too much of it, and made again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Remembered(dict[_Key, _Value]):
    """The values of a function, made when they are first asked for.

    Use ``remembered[key]`` for one, ``map(remembered.__getitem__, keys)`` for many.

    >>> lengths = Remembered(len, most=1000)
    >>> lengths["word"], list(map(lengths.__getitem__, ("a", "word"))), len(lengths)
    (4, [1, 4], 2)
    """

    def __init__(self, make: Callable[[_Key], _Value], *, most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._make(key)
        return value
