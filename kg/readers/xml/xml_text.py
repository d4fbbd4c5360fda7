"""The text of an element without its markup, and ways to the elements in it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.ground.text import tidy

# Elements that part words, of JATS, HTML and PubMed.
_BLOCKS = frozenset(
    ("p", "sec", "title", "br", "list", "list-item", "disp-formula", "div", "li", "break", "AbstractText")
)


def flat_text(element: Element | None) -> str:
    """Return all text in an element, tidied. A formula that stands there as TeX is written in dollars.

    >>> from xml.etree.ElementTree import fromstring
    >>> flat_text(fromstring("<t>On <b>B</b>ERT<tex-math>_2</tex-math> and <p>more</p></t>"))
    'On BERT$_2$ and more'
    """
    return "" if element is None else tidy("".join(_texts(element)))


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts of an element, with those between its children."""
    if element.tag == "alternatives":  # the same formula several times
        element = next((each for each in element if each.tag == "math"), element[0] if len(element) else element)
    around = " " if element.tag in _BLOCKS else "$" if element.tag == "tex-math" else ""
    yield around + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield around


def text_at(element: Element, *paths: str) -> str:
    """Return the text of the first child, by one of some paths, that has some; empty where none has."""
    return next((text for path in paths for child in element.iterfind(path) if (text := flat_text(child))), "")


def texts_at(element: Element, path: str) -> list[str]:
    """Return the texts of all children by a path that have some."""
    return [text for child in element.iterfind(path) if (text := flat_text(child))]
