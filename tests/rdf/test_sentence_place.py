"""Where the words of evidence stand in their sentence, found again from what the graph keeps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.query.sentence_place import place_in_sentence
from kg.rdf.write.triples import CONTEXT_LENGTH

# No longer than what is kept in front of the words, so that this tells all places from one another.
SENTENCES = st.lists(st.sampled_from(("owl", "owls", "an", "owl.")), min_size=1, max_size=6).map(" ".join)
EARLIER = st.lists(st.sampled_from(("It rests.", "Elk run.")), max_size=8).map(" ".join)


@given(EARLIER, SENTENCES, st.data())
def test_the_place_is_the_one_that_the_words_were_read_from(earlier: str, sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    before = f"{earlier} {sentence[:start]}"[-CONTEXT_LENGTH:] if earlier else sentence[:start]
    assert place_in_sentence(sentence, sentence[start:end], before) == start


def test_words_that_are_not_there_have_no_place() -> None:
    assert place_in_sentence("An owl.", "elk", "An ") is None
    assert place_in_sentence("An owl.", "owl", "The ") is None
    assert place_in_sentence("An owl.", "", "") is None
