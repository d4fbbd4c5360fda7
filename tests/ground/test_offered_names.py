"""What messages offer instead of a name that there is not."""

from __future__ import annotations

from kg.ground.errors import MOST_LISTED, nearest_names, offer_of_names, shown_names

MANY = [f"form-{letter}" for letter in "abcdefghij"]


def test_a_few_names_are_all_offered() -> None:
    few = MANY[:MOST_LISTED]
    assert offer_of_names("x", few, listing="the help") == f"take one of {', '.join(few)}"


def test_of_many_names_the_nearest_three_are_offered_and_what_lists_all() -> None:
    offer = offer_of_names("FORM-C", MANY, listing="paperatlas x")
    assert offer.startswith("did you mean form-c or ")
    assert offer.endswith("? paperatlas x lists all")
    assert offer.count("form-") == 3


def test_where_nothing_is_near_the_usual_ones_are_offered() -> None:
    offer = offer_of_names("zzz", MANY, listing="paperatlas x")
    assert offer == "take one of form-a, form-b, form-c, …; paperatlas x lists all"


def test_case_does_not_matter_and_names_come_as_they_are_spelt() -> None:
    assert nearest_names("bibtex", ["BibTeX", "RIS"]) == ["BibTeX"]


def test_what_something_has_is_shown_up_to_six() -> None:
    assert shown_names(MANY) == "'form-a', 'form-b', 'form-c', 'form-d', 'form-e', 'form-f' and 4 more"
    assert shown_names(MANY[:2]) == "'form-a', 'form-b'"
