"""A file of N-Triples in parts of bounded size, each of whole subjects.

1. Lines are read one after the other; those of a subject stand together in a built graph, since it is sorted.
2. A part ends before the subject that would make it larger than allowed. Of a subject that is larger than a part, lines
   are taken as they come; a single line is never divided.
3. The parts, one after the other, are the bytes of the file.

Blank nodes are refused: one that stands in two parts would become two nodes. A built graph has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.ground.errors import InputError


@dataclass(frozen=True, slots=True)
class GraphPart:
    """A part of a graph.

    Attributes:
        begin: the byte of the unpacked file that it begins with, from 0. data: its lines. triples: their number.
    """

    begin: int
    data: bytes = field(repr=False)
    triples: int

    @property
    def end(self) -> int:
        """The byte behind its last one."""
        return self.begin + len(self.data)

    @property
    def last_triple(self) -> bytes:
        """Its last line, without the line end."""
        return self.data[self.data.rfind(b"\n", 0, len(self.data) - 1) + 1 :].rstrip()


def graph_parts(lines: Iterable[bytes], largest: int, *, begin: int = 0) -> Iterator[GraphPart]:
    """Divide the lines of N-Triples, each with its line end, into parts.

    Args:
        largest: bytes of a part, at most; a longer line is a part of its own. begin: the byte of the first line.

    Raises:
        InputError: a line has a blank node.

    >>> [part.data for part in graph_parts([b"<a> <p> 1 .\\n", b"<b> <p> 1 .\\n", b"<b> <p> 2 .\\n"], 30)]
    [b'<a> <p> 1 .\\n', b'<b> <p> 1 .\\n<b> <p> 2 .\\n']
    """
    waiting, triples = bytearray(), 0
    subject, border, before_border = b"", 0, 0  # of the last subject: where its lines begin, and how many stand before
    for line in lines:
        found, _, rest = line.partition(b" ")
        if found.startswith(b"_:") or rest.partition(b" ")[2].startswith(b"_:"):
            raise InputError("the graph has a blank node, which cannot stand in two parts", remedy="build it again")
        if found != subject:
            subject, border, before_border = found, len(waiting), triples
        if waiting and len(waiting) + len(line) > largest:
            cut, count = (border, before_border) if border else (len(waiting), triples)
            with memoryview(waiting) as view:
                part = GraphPart(begin, bytes(view[:cut]), count)
            yield part
            begin += cut
            del waiting[:cut]
            triples -= count
            border = before_border = 0
            if waiting and len(waiting) + len(line) > largest:  # a subject that is larger than a part
                yield GraphPart(begin, bytes(waiting), triples)
                begin += len(waiting)
                waiting.clear()
                triples = 0
        waiting += line
        triples += 1
    if waiting:
        yield GraphPart(begin, bytes(waiting), triples)
