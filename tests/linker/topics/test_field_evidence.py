"""Whether a text speaks of machine learning, and the words beside a place."""

from __future__ import annotations

import pytest

from kg.linker.text.tokens import tokenize
from kg.linker.topics import field_evidence
from kg.linker.topics.field_evidence import FieldEvidence, load_field_words


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that can be added up by hand."""
    table = {"prompt": 2.0, "neural": 1.0, "tide": -1.5, "boat": -0.5, "magnet": 0.25}
    monkeypatch.setattr(field_evidence, "load_field_words", lambda: table)


def evidence(*texts: str) -> FieldEvidence:
    return FieldEvidence([tokenize(text) for text in texts])


@pytest.mark.usefixtures("weights")
def test_each_distinct_word_counts_once_in_whatever_form_and_field() -> None:
    assert evidence("Prompts, prompt and neural tides").of_paper == 1.5
    assert evidence("Prompts", "prompting tides").of_paper == evidence("prompting tides. Prompts").of_paper == 0.5
    assert evidence().of_paper == evidence("nothing else").of_paper == 0.0


@pytest.mark.usefixtures("weights")
def test_longer_texts_need_more_evidence_up_to_a_bound() -> None:
    assert evidence("").bar == -1.5
    assert evidence("the cat a b 42").bar == pytest.approx(-1.5), "short words and numbers tell nothing"
    words = [f"k{chr(97 + at)}strelo" for at in range(20)]
    bars = [evidence(" ".join(words[:count])).bar for count in (1, 5, 10, 14, 20)]
    assert bars == pytest.approx([-1.3, -0.5, 0.5, 1.25, 1.25])


@pytest.mark.usefixtures("weights")
def test_reached_foreign_or_neither() -> None:
    ours, theirs, neither = evidence("prompts"), evidence("tides and boats"), evidence("")
    assert (ours.is_reached, ours.is_foreign) == (True, False)
    assert (theirs.is_reached, theirs.is_foreign) == (False, True)
    assert (neither.is_reached, neither.is_foreign) == (True, False)
    # -1.5 of a bar of -1.3 is not reached, but nearly.
    near = evidence("tides")
    assert (near.is_reached, near.is_foreign) == (False, False)


@pytest.mark.usefixtures("weights")
def test_words_may_be_taken_out() -> None:
    text = evidence("prompts of tides")
    assert text.without([]) == text.of_paper == 0.5
    assert text.without({"tide"}) == 2.0
    assert text.without({"boat", "unknown"}) == 0.5, "what the text does not have, it does not lose"


@pytest.mark.usefixtures("weights")
def test_the_words_beside_a_place_count_within_their_sentence() -> None:
    tokens = tokenize("Prompts. The tides of the neural boat in a quiet old magnet. Prompts.")
    text = FieldEvidence([tokens])
    place = tokens.words.index("boat")
    assert text.beside(tokens, place, place + 1) == -0.5, "tides and neural, four words to each side"
    near = tokens.words.index("tides")
    assert text.beside(tokens, near, near + 1) == 0.5, "neural and boat, not the other sentence"
    assert text.beside(tokens, near, place) == -0.5, "of a longer span, what is outside"
    twice = tokenize("tides of tides")
    assert FieldEvidence([twice]).beside(twice, 0, 1) == 0.0, "the word itself says nothing of itself"


def test_the_weights_that_ship_are_bounded() -> None:
    table = load_field_words()
    assert len(table) > 500
    assert max(map(abs, table.values())) <= 2.5
    assert all(name == name.lower().strip() for name in table)


def test_plain_texts_of_machine_learning_and_of_other_fields() -> None:
    plain = "We fine-tune large language models with reinforcement learning and prompts on benchmarks of reasoning; "
    plain += "transformers with attention beat neural baselines on datasets of instructions, tokens and embeddings."
    other = (
        "The concentration of nitrate in soil was measured in spring by chromatography after fertiliser was applied."
    )
    assert evidence(plain).is_plain
    assert evidence(plain).is_reached
    assert not evidence(other).is_plain
    assert evidence(other).is_foreign
