"""Names as machines write them: providers go, the longest known stem stays, the rest is a chain of terms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold
from kg.linker.mentions.machine_names import (
    ends_of_machine_name,
    find_providers,
    has_variant_form,
    may_open_chunk,
    split_machine_name,
    without_provider,
)
from kg.linker.text.tokens import tokenize

PROVIDERS = find_providers(
    [
        Artifact("heron", "Heron", (ArtifactType.MODEL,), hub_id="BirdLab/heron", organisation="Avian"),
        Artifact("tern", "Tern", (ArtifactType.MODEL,), hub_id="tern", organisation="Two Words"),
    ]
)


def test_providers_are_accounts_of_hubs_and_organisations_of_one_word() -> None:
    assert {"birdlab", "avian", "openai", "meta-llama"} <= PROVIDERS
    assert "tern" not in PROVIDERS, "a hub id without an account has none"
    assert "two words" not in PROVIDERS
    assert all(name == name.lower() for name in PROVIDERS)
    assert find_providers([]) < PROVIDERS


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("BirdLab/heron-7b", "heron-7b"), ("birdlab.heron", "heron"), ("@birdlab/heron", "heron"),
        ("https/BirdLab/heron", "heron"),
        ("heron", "heron"), ("I/O", "I/O"), ("and/or", "and/or"), ("3.5", "3.5"), ("avian/", "avian/"), ("", ""),
        ("finch-ai/finch", "finch"), ("some-org/finch", "finch"), ("Some-Org/finch", "Some-Org/finch"),
        ("codefinch/CodeFinch-7b", "CodeFinch-7b"),  # named after what it publishes
        ("codefinch/codefinch", "codefinch/codefinch"),
        ("ab/abc", "ab/abc"), ("finch.finch2", "finch.finch2"),
    ],
)  # fmt: skip
def test_the_account_before_a_name_goes(name: str, rest: str) -> None:
    assert without_provider(name, PROVIDERS) == rest


@given(st.text("ab/.@-X1", max_size=12))
def test_what_is_left_is_an_ending_of_the_name(name: str) -> None:
    rest = without_provider(name, PROVIDERS)
    assert name.endswith(rest)
    assert rest or not name


@pytest.mark.parametrize(
    ("word", "opens"),
    [("(", True), ("@", True), ("OpenAI", True), ("birdlab", True), ("heron", False), (")", False), ("", False)],
)
def test_what_may_open_a_chunk(word: str, opens: bool) -> None:
    assert may_open_chunk(word, PROVIDERS) is opens


@pytest.mark.parametrize(
    ("word", "has_form"),
    [("LLaMA2-7B", True), ("a_b", True), ("YOLOv8n", True), ("-b", False), ("_b", False), ("GPT", False), ("", False)],
)
def test_words_that_may_have_variant_terms(word: str, has_form: bool) -> None:
    assert has_variant_form(word) is has_form


def splitter(*known: str, plain: tuple[str, ...] = ()) -> Callable[[str], tuple[str, str, str] | None]:
    """Splits names of which those known are models, those of ``plain`` something without variants."""
    keys = set(map(fold, (*known, *plain)))

    def split(name: str) -> tuple[str, str, str] | None:
        return split_machine_name(
            name, lambda stem: fold(stem) if fold(stem) in keys else None, lambda key: key not in set(map(fold, plain))
        )

    return split


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("heron-2", ("heron2", "heron-2", "")),
        ("Heron-2-7B-chat", ("heron2", "Heron-2", "-7B-chat")),
        ("heron_2_7b", ("heron2", "heron_2", "_7b")),
        ("heron-2.5-7b", ("heron2.5", "heron-2.5", "-7b")),
        ("heron-2-5-7b", ("heron2.5", "heron-2-5", "-7b")),  # a hyphen for the point
        ("heron-2p5", ("heron2.5", "heron-2p5", "")),
        ("egret-b-patch16", ("egretb/16", "egret-b-patch16", "")),
        ("heron-2-based", None),
        ("stork-7B", None),
        ("", None),
        ("-7B", None),
    ],
)
def test_the_longest_stem_wins(name: str, expected: tuple[str, str, str] | None) -> None:
    assert splitter("heron-2", "heron-2.5", "egret-b/16")(name) == expected


def test_what_has_no_variants_matches_whole_only() -> None:
    split = splitter("heron", plain=("ternset",))
    assert split("ternset") == ("ternset", "ternset", "")
    assert split("ternset-7B") is None
    assert split("heron-7B") == ("heron", "heron", "-7B")


def test_a_letter_that_a_family_counts_in_is_cut_off() -> None:
    assert splitter("YOLOv8")("YOLOv8n") == ("yolov8", "YOLOv8", "n")
    assert splitter("YOLOv8")("YOLOv8x-seg") == ("yolov8", "YOLOv8", "x-seg")
    assert splitter("Herov8")("Herov8n") is None


@given(st.text("heron-27B./_@ p", max_size=14))
def test_stem_and_tail_make_the_name(name: str) -> None:
    found = splitter("heron", "heron-2")(name)
    if found is not None:
        key, stem, tail = found
        assert stem + tail == name
        assert key in ("heron", "heron2")


def test_of_endless_terms_only_some_are_tried() -> None:
    asked: list[str] = []
    name = "stork" + "-7B" * 5_000
    assert split_machine_name(name, lambda stem: asked.append(stem), lambda _: True) is None
    assert len(asked) < 50


def ends(text: str, first: int = 0, least: int | None = None) -> list[str]:
    tokens = tokenize(text)
    least = first if least is None else least
    return [tokens.span(first, last) for last in ends_of_machine_name(tokens, first, least, PROVIDERS)]


def test_a_chunk_ends_at_a_space_the_longest_first() -> None:
    assert ends("openai/gsm8k wins") == ["openai/gsm8k", "openai"]
    assert ends("Heron-7B wins") == ["Heron-7B"]
    assert ends("avian/heron:latest") == ["avian/heron:latest", "avian/heron", "avian"]
    assert ends("Heron wins / loses") == []
    assert ends("avian / heron") == ["avian"]


def test_a_sentence_ends_a_chunk_and_signs_alone_make_none() -> None:
    assert ends("avian/heron. We") == ["avian/heron", "avian"]
    assert ends("3/4 of it") == []
    assert ends("avian/-heron")[-1] == "avian"


def test_the_middle_of_an_address_is_no_name() -> None:
    tokens = tokenize("see host/openai/gym now")
    place = tokens.words.index("openai")
    assert list(ends_of_machine_name(tokens, place, place, PROVIDERS)) == []


def test_behind_a_known_name_words_apart_may_hold_terms() -> None:
    assert ends("Heron 3.1-8B wins", least=1) == ["Heron 3.1-8B"]
    assert ends("Heron large-scale wins", least=1) == []


def test_an_endless_chunk_is_cut() -> None:
    found = ends("avian/" + "a/" * 500 + "a")
    assert len(found) <= 8
    assert len(found[0].split("/")) <= 8
