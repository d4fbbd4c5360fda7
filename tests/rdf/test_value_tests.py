"""Values that keep a constraint, and those that do not."""

from __future__ import annotations

import pytest

from kg.ground.errors import OntologyError
from kg.rdf.terms.ntriples import XSD, boolean, decimal, integer, literal, typed
from kg.rdf.validate.shapes import Constraint
from kg.rdf.validate.value_tests import is_less, value_test

LEGAL = {
    "integer": (["0", "-12", "+7", "007"], ["", "1.0", "1e3", "x", " 1", "٣"]),
    "decimal": (["0", "-0.5", "+.5", "5.", "12.25"], ["", ".", "1e3", "INF", "1,5", "NaN"]),
    "double": (["1e3", "-.5E-2", "INF", "-INF", "NaN", "5."], ["", "inf", "1e", "e3"]),
    "boolean": (["true", "false", "1", "0"], ["True", "yes", "", "2"]),
    "gYear": (["2024", "-0044", "12024", "2024Z", "2024+05:30"], ["24", "02024", "2024-05", "2024+15:00"]),
    "gYearMonth": (["2024-05", "2024-12Z"], ["2024", "2024-13", "2024-00", "2024-5"]),
    "date": (
        ["2024-02-29", "2023-12-31Z", "-0044-03-15", "12000-02-29", "2024-05-01-14:00"],
        ["2023-02-29", "1900-02-29", "2024-04-31", "2024-00-10", "2024-1-1", "2024-05-01T00:00:00", "soon"],
    ),
    "dateTime": (
        ["2024-05-01T10:00:00", "2024-05-01T24:00:00", "2024-05-01T23:59:59.5Z"],
        ["2024-05-01", "2024-05-01T24:00:01", "2024-05-01T10:60:00", "2024-02-30T10:00:00"],
    ),
}


@pytest.mark.parametrize("name", LEGAL)
def test_literals_have_a_legal_form_of_their_datatype(name: str) -> None:
    keeps = value_test([Constraint("datatype", (f"<{XSD}{name}>",))])
    legal, illegal = LEGAL[name]
    assert [text for text in legal if not keeps(typed(text, name))] == []
    assert [text for text in illegal if keeps(typed(text, name))] == []
    for other in (literal(legal[0]), f"<{legal[0]}>", typed(legal[0], "token"), literal(legal[0]) + "@en", "_:b"):
        assert not keeps(other)


def test_strings_and_strings_with_a_language() -> None:
    plain = value_test([Constraint("datatype", (f"<{XSD}string>",))])
    with_language = value_test([Constraint("datatype", ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",))])
    assert [bool(plain(term)) for term in (literal("a"), literal("a") + "@en", integer(1), "<a>", "_:b")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert [bool(with_language(term)) for term in (literal("a"), literal("a") + "@en", integer(1), "<a>", "_:b")] == [
        False, True, False, False, False,
    ]  # fmt: skip


def test_bounds_take_numbers_of_any_datatype() -> None:
    within = value_test([Constraint("minInclusive", (decimal("0"),)), Constraint("maxInclusive", (decimal("1.0"),))])
    kept = [decimal("0"), decimal("1"), integer(1), typed("0.5", "double"), typed("1.000", "decimal")]
    broken = [
        decimal("-0.001"), decimal("1.001"), literal("0.5"), typed("NaN", "double"), typed("INF", "double"),
        typed("x", "decimal"), boolean(True), "<https://x.org/0>", "_:b",
    ]  # fmt: skip
    assert all(within(term) for term in kept)
    assert not any(within(term) for term in broken)
    with pytest.raises(OntologyError, match="for numbers"):
        value_test([Constraint("minInclusive", (typed("2024-01-01", "date"),))])


def test_patterns_end_where_the_text_ends() -> None:
    keeps = value_test([Constraint("pattern", (literal("^[0-9]+$"),))])
    assert keeps(literal("12"))
    assert not keeps(literal("12\n"))
    assert not keeps("_:12")
    assert value_test([Constraint("pattern", (literal("^https://x[.]org/"),))])("<https://x.org/a>")
    assert value_test([Constraint("pattern", (literal(r"^\$[0-9]$"),))])(literal("$5"))


def test_lengths_are_those_of_the_text() -> None:
    one, three = (value_test([Constraint("minLength", (integer(number),))]) for number in (1, 3))
    assert [bool(one(term)) for term in (literal("a"), literal(""), literal("") + "@en", "<a>", "_:b")] == [
        True, False, False, True, False,
    ]  # fmt: skip
    assert [bool(three(term)) for term in (literal("a\n\t"), literal("ab"), "<abc>", "<ab>")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_what_is_less_than_what() -> None:
    assert is_less(integer(2), integer(10))
    assert is_less(integer(2), decimal("2.5"))
    assert is_less(literal("a"), literal("b"))
    assert is_less(typed("2023-12-31", "date"), typed("2024-01-01", "date"))
    assert is_less(boolean(False), boolean(True))
    assert not is_less(integer(2), integer(2))
    for one, other in ((literal("1"), integer(2)), (typed("x", "integer"), integer(2)), ("<a>", "<b>"), ("_:a", "_:b")):
        assert not is_less(one, other)
        assert not is_less(other, one)
