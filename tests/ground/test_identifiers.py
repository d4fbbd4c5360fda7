"""Identifiers: what is recognised, what is not, and that slugs lose nothing that tells two names apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import IdentifierError
from kg.ground.identifiers import (
    SLUG,
    artifact_id,
    arxiv_id,
    digest,
    doi,
    evidence_id,
    link_id,
    organisation_id,
    paper_id,
    slug,
    topic_id,
)
from kg.ground.text import fold

_ANY_TEXT = st.text(alphabet=st.characters(), max_size=30)


@given(_ANY_TEXT)
def test_a_slug_matches_its_pattern_and_is_deterministic(name: str) -> None:
    assert SLUG.fullmatch(slug(name))
    assert slug(name) == slug(name)


@given(st.text(alphabet="abzABZ0189 -+*#.&!^$@é模τ", min_size=1, max_size=8).filter(str.strip))
def test_case_and_outer_spaces_do_not_change_a_slug(name: str) -> None:
    assert slug(name.upper().lower()) == slug(name.lower()) == slug(f" {name.lower()} ")


def test_names_that_differ_in_a_sign_have_different_slugs() -> None:
    names = ["YOLOv7", "YOLOv7+", "YOLOv7*", "YOLOv7#", "YOLOv7!", "YOLOv7@", "YOLOv7^", "YOLOv7$", "C", "C++", "C#"]
    assert len({slug(name) for name in names}) == len(names)


def test_a_slug_of_a_foreign_script_is_a_hash() -> None:
    assert slug("模型") != slug("模式")
    assert slug("∞Bench") not in ("bench", slug("∝Bench"))


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762",
        "1706.03762v5",
        "arXiv:1706.03762",
        "https://arxiv.org/abs/1706.03762v2",
        "http://export.arxiv.org/pdf/1706.03762.pdf",
        "10.48550/arXiv.1706.03762",
        "https://doi.org/10.48550/arxiv.1706.03762",
    ],
)
def test_arxiv_ids_are_recognised(text: str) -> None:
    assert arxiv_id(text) == "1706.03762"


@pytest.mark.parametrize(
    "text", ["", "GPT-4", "1706", "1713.03762", "1706.037", "https://example.org/1706.03762", "1e5"]
)
def test_other_text_is_no_arxiv_id(text: str) -> None:
    assert arxiv_id(text) is None


@pytest.mark.parametrize("text", ["10.1000/ABC", "doi:10.1000/abc", "https://doi.org/10.1000/Abc", " 10.1000/abc. "])
def test_dois_are_recognised(text: str) -> None:
    assert doi(text) == "10.1000/abc"


def test_other_text_is_no_doi() -> None:
    assert doi("10.1000") is None
    assert doi("see 10.1000/abc") is None


@given(st.lists(st.text(max_size=5), min_size=1, max_size=4))
def test_a_digest_is_16_hexadecimal_digits(parts: list[str]) -> None:
    assert len(digest(*parts)) == 16
    assert set(digest(*parts)) <= set("0123456789abcdef")


def test_a_digest_knows_where_its_parts_end() -> None:
    assert digest("a", "bc") != digest("ab", "c") != digest("abc")


def test_a_paper_is_its_arxiv_id_else_its_doi_else_its_title() -> None:
    assert paper_id(title="T", arxiv="1706.03762", doi_name="10.1/x") == "paper/1706.03762"
    assert paper_id(title="T", arxiv="hep-th/9901001") == "paper/hep-th-9901001"
    assert paper_id(title="T", doi_name="10.1000/x").startswith("paper/doi-10.1000-x-")
    assert paper_id(title="Densing Law!") != paper_id(title="Denting Law!")


def test_spellings_of_one_title_make_one_paper() -> None:
    assert paper_id(title="Densing Law of LLMs")[-8:] == paper_id(title="DENSING LAW OF LLMs!")[-8:]


def test_a_paper_without_title_and_identifier_is_an_error() -> None:
    with pytest.raises(IdentifierError, match="give it a title"):
        paper_id(title="")


@given(_ANY_TEXT.filter(lambda text: bool(text.strip())))
def test_a_paper_id_is_safe_in_an_iri(title: str) -> None:
    local = paper_id(title=title)
    assert local.startswith("paper/")
    assert set(local[6:]) <= set("abcdefghijklmnopqrstuvwxyz0123456789.+-_~")


def test_local_ids_have_one_folder_each() -> None:
    assert artifact_id("gpt-4o") == "artifact/gpt-4o"
    assert topic_id("scaling-law") == "topic/scaling-law"
    assert organisation_id("Hugging Face") == "org/hugging-face"
    link = link_id("paper/1", "uses", "artifact/bert")
    assert link == link_id("paper/1", "uses", "artifact/bert") != link_id("paper/1", "mentions", "artifact/bert")
    assert evidence_id(link, "title", 0, 4) != evidence_id(link, "abstract", 0, 4)


def test_slug_and_fold_agree_on_case_and_dashes() -> None:
    for left, right in (("GPT 4o", "gpt-4o"), ("Llama—2", "llama 2")):
        assert fold(left) == fold(right)
        assert slug(left) == slug(right)
