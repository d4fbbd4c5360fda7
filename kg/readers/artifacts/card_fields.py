"""Fields that cards and Croissant metadata have alike: texts, ids of the hub, arXiv ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.ground.identifiers import arxiv_id
from kg.ground.text import tidy
from kg.readers.base.input_stream import Page

LONGEST_NAME = 300  # characters; the longest id of the hub's 2 million has 96, and a name is no text
_LONGEST_TEXT = 5_000  # characters of a description; papers have abstracts of 1,500
_MOST = 200  # values of one field; more are no bases, data or papers of one thing
_NUMBER = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
_ARXIV = re.compile(rf"(?:arxiv:\s*|arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/){_NUMBER}", re.I)
_EPRINT = re.compile(rf"\beprint\s*=\s*[\"{{]\s*{_NUMBER}", re.I)
_CITATION = re.compile(r"@[a-z]+\s{0,9}\{(?:(?!\n[ \t]{0,9}\}|```)[^@]){0,3000}", re.I)  # an entry of BibTeX
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_HUB_PAGE = re.compile(
    r"^https?://(?:huggingface\.co|hf\.co)/(datasets/)?([\w.-]+/[\w.-]+)(?:/(?:tree|blob|resolve)/.*)?/?$"
)
_NO_ACCOUNT = frozenset(("papers", "spaces", "docs", "blog", "collections", "models", "datasets", "api"))
_COMMON_NAME = re.compile(r"(?:readme|croissant|metadata|card|modelcard|datacard)\.", re.I)
#: The paper on the emissions of training that the hub's template of a model card links to.
_OF_TEMPLATE = frozenset(("1910.09700",))


def text_of(value: object) -> str:
    """Return a text of JSON or YAML, tidied; empty where there is none.

    >>> text_of(["A  text"]), text_of({"@value": "B"}), text_of(7), text_of("null")
    ('A text', 'B', '7', '')
    """
    if isinstance(value, list):
        return next(filter(None, map(text_of, value[:_MOST])), "")
    if isinstance(value, Mapping):
        return text_of(value.get("@value") or value.get("name") or value.get("url") or value.get("@id") or "")
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = tidy(str(value))
        return "" if text.lower() in ("null", "none", "~") else text
    return ""


def texts_of(value: object, most: int = _MOST) -> tuple[str, ...]:
    """Return the texts of a value or of the first of a list of them, each once."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(filter(None, map(text_of, values[:most]))))


def short_text(text: str) -> str:
    """Cut a description that is longer than any that says what a thing is."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"


def hub_ids(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of some names that may be ids on the hub, with an account or, as old ones are, without."""
    plain = (hub_id_of_page(name) or name for name in names)
    return tuple(dict.fromkeys(name for name in plain if len(name) <= LONGEST_NAME))


def is_hub_id(name: str) -> bool:
    """Say whether a name has the form ``account/name`` of the hub's ids.

    >>> is_hub_id("acme/tide-7b"), is_hub_id("tide"), is_hub_id("a/b/c")
    (True, False, False)
    """
    return _HUB_ID.fullmatch(name) is not None


def hub_id_of_page(url: str) -> str:
    """Return the id of the model or dataset whose page on the hub an address is; empty where it is none.

    >>> hub_id_of_page("https://huggingface.co/datasets/acme/tideqa"), hub_id_of_page("https://huggingface.co/papers/2401.1")
    ('acme/tideqa', '')
    """
    match = _HUB_PAGE.match(url)
    if match is None or (not match[1] and match[2].partition("/")[0] in _NO_ACCOUNT):
        return ""
    return match[2] if is_hub_id(match[2]) else ""


def arxiv_ids(*texts: str) -> tuple[str, ...]:
    """Find the arXiv ids in some texts, in their order, each once.

    >>> arxiv_ids("See arXiv:2405.00001v2.", "@misc{a, eprint={2405.00002}}")
    ('2405.00001', '2405.00002')
    """
    found = (match[1] for text in texts for pattern in (_ARXIV, _EPRINT) for match in pattern.finditer(text))
    return tuple(dict.fromkeys(arxiv_id(each) or each for each in found))[:_MOST]


def name_of_file(page: Page) -> str:
    """Return how the graph names the file of a card: many have one name, and their folders tell them apart."""
    folder = page.path.absolute().parent.name
    return f"{folder}/{page.name}" if "/" not in page.name and _COMMON_NAME.match(page.name) and folder else page.name


def own_page(text: str) -> str:
    """Return the arXiv id of the paper that a thing is from, where its text plainly names one; else empty.

    Where the text says how to cite, that one id, and otherwise the only id in it.

    >>> own_page("Built on arXiv:2401.00001. @misc{tide, eprint={2405.00002}}")
    '2405.00002'
    >>> own_page("See arXiv:2401.00001."), own_page("arXiv:2401.00001 and arXiv:2401.00002")
    ('2401.00001', '')
    """
    for found in (arxiv_ids(*_CITATION.findall(text)), arxiv_ids(text)):
        own = [each for each in found if each not in _OF_TEMPLATE]
        if own:
            return own[0] if len(own) == 1 else ""
    return ""
