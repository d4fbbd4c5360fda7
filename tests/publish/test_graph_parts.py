"""Parts of a graph: whole subjects, bounded, and the file again when put together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.publish.graph_parts import GraphPart, graph_parts


def subjects_of(part: GraphPart) -> list[bytes]:
    return [line.partition(b" ")[0] for line in part.data.splitlines()]


GRAPHS = st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=6), max_size=12).map(
    lambda subjects: [
        b'<s:%d> <p:%d> "%b" .\n' % (number, place, b"x" * size)
        for number, sizes in enumerate(subjects)
        for place, size in enumerate(sizes)
    ]
)


@given(GRAPHS, st.integers(1, 400), st.integers(0, 1000))
def test_parts_are_the_file_and_whole_subjects(lines: list[bytes], largest: int, begin: int) -> None:
    parts = list(graph_parts(lines, largest, begin=begin))
    assert b"".join(part.data for part in parts) == b"".join(lines)
    assert [part.triples for part in parts] == [part.data.count(b"\n") for part in parts]
    assert [part.begin for part in parts] == [begin, *(part.end for part in parts)][: len(parts)]
    sizes = {subject: sum(len(line) for line in lines if line.startswith(subject + b" "))
             for line in lines for subject in [line.partition(b" ")[0]]}  # fmt: skip
    for part in parts:
        assert len(part.data) <= largest or part.triples == 1
        assert part.last_triple + b"\n" == part.data.splitlines(keepends=True)[-1]
    for part, following in pairwise(parts):
        subject, first = subjects_of(part)[-1], subjects_of(following)[0]
        assert subject != first or sizes[subject] > largest, "a subject that fits is in one part"
        assert first == subject or sizes[first] > largest - len(part.data), "no part is smaller than it needs to be"


def test_blank_nodes_are_refused_and_texts_that_look_like_them_are_not() -> None:
    for line in (b"_:b <p:p> <o:o> .\n", b"<s:s> <p:p> _:b .\n"):
        with pytest.raises(InputError, match="blank node"):
            list(graph_parts([line], 100))
    assert len(list(graph_parts([b'<s:s> <p:p> "> _:b" .\n'], 100))) == 1
