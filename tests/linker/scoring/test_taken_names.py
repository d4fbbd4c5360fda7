"""Known candidates that the paper contradicts become new names with all their mentions."""

from __future__ import annotations

import pytest

from kg.catalogue.catalogue import Catalogue
from kg.ground.records import Paper
from kg.linker.mentions.candidates import Candidate, find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.mentions.mention import Origin
from kg.linker.scoring.taken_names import deny_taken_names
from kg.linker.text.paper_text import read_paper
from tests.linker.catalogues import METHOD, MODEL, entry

ENTRIES = (
    entry("clip", "CLIP", MODEL, aliases=("Contrastive Language-Image Pre-training",), arxiv="2103.00020"),
    entry("tern-1", "Tern-1", MODEL, date="2020-01"),
    entry("newest", "Newest", METHOD, date="2025-01"),
)
INDEX = {name: (each.slug,) for each in ENTRIES for name in each.names()}
MATCHER = AliasMatcher(Catalogue({each.slug: each for each in ENTRIES}, INDEX, "test"))
DENIES = "We propose CLIP, a planner for robots. CLIP plans well."


def candidates_of(abstract: str, title: str = "Plans", **more: str) -> tuple[list[Candidate], dict[str, Candidate]]:
    paper = read_paper(Paper(title, abstract, **more))  # type: ignore[arg-type]
    before = find_candidates(paper, MATCHER)
    return before, {each.key: each for each in deny_taken_names(before, paper.paper)}


def test_a_contradicted_name_becomes_new_with_all_its_mentions() -> None:
    before, after = candidates_of(DENIES, arxiv="2401.00001")
    assert "=clip" in {each.key for each in before}
    assert "=clip" not in after
    new = after["clip"]
    assert new.artifact is None
    assert new.denied is not None
    assert new.denied.slug == "clip"
    assert sum(weight for _, weight in new.conflict) > 0
    assert [mention.surface for mention in new.mentions] == ["CLIP", "CLIP"]
    assert new.mentions == sorted(new.mentions, key=lambda mention: mention.place)
    assert all(Origin.CATALOGUE not in mention.origins for mention in new.mentions)
    assert all(mention.origins for mention in new.mentions), "the rules of new names propose them"


@pytest.mark.parametrize(
    ("abstract", "more"),
    [
        ("We use CLIP, a planner for robots.", {"arxiv": "2401.00001"}),  # it gives no name
        (DENIES, {"arxiv": "2103.00020"}),  # the entry's own paper
        ("We propose CLIP, a model of images.", {"date": "2021-03"}),  # of its time and kind
        ("Nothing is named here.", {}),
    ],
)
def test_what_is_not_contradicted_stays(abstract: str, more: dict[str, str]) -> None:
    before, after = candidates_of(abstract, **more)
    assert list(after.values()) == before
    assert all(each.denied is None for each in after.values())


def test_terms_are_kept_also_where_they_do_not_suffice() -> None:
    _, after = candidates_of("We propose CLIP, a model of images.", date="2021-03")
    assert {"prior", "what: of its kind"} <= {name for name, _ in after["=clip"].conflict}


def test_the_phrase_in_brackets_is_another_name_of_the_new_one() -> None:
    text = "We propose CLIP (Navigation Using Learned Maps), a planner for robots. CLIP plans."
    _, after = candidates_of(text, arxiv="2401.00001")
    new = after["clip"]
    assert new.long_forms == {"navigationusinglearnedmaps"}
    assert {mention.surface for mention in new.mentions} == {"CLIP", "Navigation Using Learned Maps"}
    assert "navigationusinglearnedmaps" not in after
    short, long = (
        next(mention for mention in new.mentions if mention.surface.startswith(start)) for start in ("CLIP", "Navi")
    )
    assert Origin.SHORT_FORM in short.origins
    assert Origin.LONG_FORM in long.origins


def test_derived_variants_of_a_contradicted_entry_go_with_it() -> None:
    _, after = candidates_of(DENIES + " CLIP-7B plans, too.", arxiv="2401.00001")
    assert not any(each.artifact is not None for each in after.values())
    surfaces = {mention.surface for each in after.values() for mention in each.mentions}
    assert {"CLIP", "CLIP-7B"} <= surfaces


def test_others_are_left_alone() -> None:
    before, after = candidates_of(DENIES + " We compare with Tern-1.", arxiv="2401.00001")
    tern = next(each for each in before if each.key == "=tern-1")
    assert after["=tern-1"] is tern
    assert tern.conflict == ()


def test_a_newer_name_tells_when_a_paper_without_a_date_was_written() -> None:
    gives = "We propose Tern-1, a system for robots."
    _, alone = candidates_of(gives)
    _, beside = candidates_of(gives + " It beats Newest.")
    assert "when: names what is newer" not in dict(alone["=tern-1"].conflict)
    found = beside.get("=tern-1") or beside["tern1"]
    assert "when: names what is newer" in dict(found.conflict)


def test_a_denied_mention_has_the_rules_that_propose_it() -> None:
    _, after = candidates_of("We propose a planner called CLIP. CLIP plans.", arxiv="2401.00001")
    named, plain = after["clip"].mentions
    assert named.origins == {Origin.NAMED, Origin.RUN}
    assert Origin.NAMED not in plain.origins


def test_a_mention_that_the_new_name_has_already_counts_once() -> None:
    paper = read_paper(Paper("Plans", DENIES, arxiv="2401.00001"))
    known = next(each for each in find_candidates(paper, MATCHER) if each.key == "=clip")
    new = Candidate("clip", mentions=[known.mentions[0]])
    (found,) = deny_taken_names([known, new], paper.paper)
    assert [mention.first for mention in found.mentions] == [mention.first for mention in known.mentions]


def test_no_candidates_no_names() -> None:
    assert deny_taken_names([], Paper("A", "")) == []
