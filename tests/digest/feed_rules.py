"""The rules of RFC 4287 that the W3C's validator holds a feed to, as a list of what is wrong with one."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

_ATOM, _XHTML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")  # RFC 3339
# Section 4.1: what must stand once, and what may stand once, in a feed and in an entry.
_REQUIRED = ("id", "title", "updated")
_ONCE = {
    "feed": (*_REQUIRED, "subtitle", "rights", "generator", "icon", "logo"),
    "entry": (*_REQUIRED, "published", "summary", "content", "rights", "source"),
}
_MANY = {"feed": {"author", "contributor", "category", "link", "entry"},
         "entry": {"author", "contributor", "category", "link"}}  # fmt: skip
# What a feed's HTML may not hold (the validator's "security risk"): the rest is text, lists and links.
_SAFE = {"div", "p", "blockquote", "a", "b", "h3"}


def feed_faults(data: bytes) -> list[str]:
    """List what is wrong with a feed; empty where it is valid."""
    return list(_faults(ET.fromstring(data)))


def _faults(feed: ET.Element) -> Iterator[str]:
    if feed.tag != f"{_ATOM}feed":
        yield f"the root is {feed.tag}"
        return
    yield from _faults_of_parts(feed, "feed")
    entries = feed.findall(f"{_ATOM}entry")
    if not [each for each in feed.findall(f"{_ATOM}link") if each.get("rel") == "self"]:
        yield "the feed has no link to itself"
    if feed.find(f"{_ATOM}author") is None and any(each.find(f"{_ATOM}author") is None for each in entries):
        yield "neither the feed nor each entry has an author"
    ids = Counter(_text(each, "id") for each in [feed, *entries])
    yield from (f"the id {name} stands {count} times" for name, count in ids.items() if count > 1)
    newest = max((_text(each, "updated") for each in entries), default="")
    if _text(feed, "updated") < newest:
        yield "the feed is older than an entry of it"
    for entry in entries:
        yield from _faults_of_parts(entry, "entry")
        yield from _faults_of_content(entry)


def _faults_of_parts(parent: ET.Element, kind: str) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(_ATOM) for child in parent)
    yield from (f"the {kind} has {counts[name]} {name}" for name in _REQUIRED if counts[name] != 1)
    yield from (f"the {kind} has {counts[name]} {name}" for name in _ONCE[kind] if counts[name] > 1)
    yield from (f"no {kind} has {name}" for name in counts if name not in (*_ONCE[kind], *_MANY[kind]))
    parts = urlsplit(_text(parent, "id"))
    if not parts.scheme or not (parts.netloc or parts.path):
        yield f"the id {_text(parent, 'id')!r} is no whole IRI"
    for name in ("updated", "published"):
        for child in parent.findall(_ATOM + name):
            yield from _faults_of_moment(child.text or "")
    for author in parent.findall(f"{_ATOM}author"):
        if len(author.findall(f"{_ATOM}name")) != 1 or not _text(author, "name").strip():
            yield "an author has no name"
    yield from _faults_of_links(parent, kind)
    if not _text(parent, "title").strip():
        yield f"the {kind} has an empty title"


def _faults_of_moment(text: str) -> Iterator[str]:
    if _MOMENT.fullmatch(text) is None:
        yield f"{text!r} is no moment"
        return
    try:
        datetime.fromisoformat(text)
    except ValueError:
        yield f"{text!r} is no day"


def _faults_of_links(parent: ET.Element, kind: str) -> Iterator[str]:
    seen = Counter()  # type: Counter[tuple[str, ...]]
    for link in parent.findall(f"{_ATOM}link"):
        if urlsplit(link.get("href", "")).scheme not in ("http", "https"):
            yield f"a link of the {kind} leads to {link.get('href')!r}"
        if link.get("rel", "alternate") == "alternate":
            seen[link.get("type", ""), link.get("hreflang", "")] += 1
    yield from (f"the {kind} has {count} alternates of one type" for count in seen.values() if count > 1)


def _faults_of_content(entry: ET.Element) -> Iterator[str]:
    content = entry.find(f"{_ATOM}content")
    if content is None:
        yield "an entry has no content"
        return
    if content.get("type") != "xhtml" or [child.tag for child in content] != [f"{_XHTML}div"]:
        yield "a content is not one div of XHTML"
    for each in content.iter():
        if each is content:
            continue
        if each.tag.removeprefix(_XHTML) not in _SAFE:
            yield f"a content holds {each.tag}"
        if set(each.attrib) - {"href", "dir"} or urlsplit(each.get("href", "http:")).scheme not in ("http", "https"):
            yield f"a content holds {each.attrib}"


def _text(parent: ET.Element, name: str) -> str:
    return parent.findtext(_ATOM + name) or ""
