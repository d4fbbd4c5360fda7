"""The forms of a digest, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import orjson

from kg.digest.base.date_period import days_of_date, required_days
from kg.digest.base.digest_records import Digest
from kg.digest.base.feed_address import feed_path, feed_title
from kg.digest.forms.atom_feed import MOST_ENTRIES, Feed, atom_feed
from kg.digest.forms.digest_blocks import blocks_of_digest, digest_title
from kg.digest.forms.html_digest import mail_page
from kg.digest.forms.mail_message import MailHead, mail_message
from kg.digest.forms.plain_digest import markdown, plain_text
from kg.ground.identifiers import digest as short_hash

_JSON = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class DigestForm:
    """A form of a digest: what it is, what writes it, and how many papers it tells of by default."""

    description: str
    write: Callable[[Digest, MailHead, str], bytes]
    papers: int = 50


def mail_head(digest: Digest, today: str | None, sender: str | None, recipients: Sequence[str]) -> MailHead:
    """Say who sends a digest to whom, on ``today``, else on the newest day that it speaks of.

    Raises:
        InputError: ``today`` is no date.
    """
    days = required_days(today, "--today") if today else days_of_date(digest.newest)
    day = days[1] if days else date(1970, 1, 1)  # a mail must have a date, and nothing of this one has
    return MailHead(day, recipients=tuple(recipients)) if sender is None else MailHead(day, sender, tuple(recipients))


def _feed(digest: Digest, _: MailHead, self_link: str) -> bytes:
    scope, base = digest.scope, digest.base
    nodes = (*scope.topics, *scope.artifacts)
    about = nodes[0] if len(nodes) == 1 and not scope.like else None
    iri, page, title = base + "graph", base, feed_title(digest.title, about.name if about else "")
    here = base + feed_path(about.iri.removeprefix(base) if about else "")
    if about is not None:
        iri = page = about.iri
    elif scope:  # of no single node: its id is made of what it is asked for
        asked = (scope.topics, scope.artifacts, scope.like)
        key = short_hash(*("\n".join(sorted(node.iri for node in part)) for part in asked))
        iri, title, here = f"{base}feeds/{key}", digest_title(digest), ""
    return atom_feed(Feed(iri, title, digest.title, self_link or here, page, digest.papers))


def _json(digest: Digest, _: MailHead, __: str) -> bytes:
    return orjson.dumps(digest, option=_JSON)


def _text(digest: Digest, *_: object) -> bytes:
    return plain_text(blocks_of_digest(digest)).encode()


def _markdown(digest: Digest, *_: object) -> bytes:
    return markdown(blocks_of_digest(digest)).encode()


def _page(digest: Digest, *_: object) -> bytes:
    return mail_page(digest_title(digest), blocks_of_digest(digest)).encode()


def _mail(digest: Digest, head: MailHead, _: str) -> bytes:
    return mail_message(digest_title(digest), blocks_of_digest(digest), head, digest.base)


#: Every form by its name: what writes it takes the digest, the head of a mail and the address of a feed, or "".
DIGEST_FORMS: Mapping[str, DigestForm] = MappingProxyType(
    {
        "text": DigestForm("plain text", _text),
        "markdown": DigestForm("Markdown", _markdown),
        "html": DigestForm("one page of HTML, as mail programs show it", _page),
        "json": DigestForm("all of it as JSON", _json),
        "atom": DigestForm("an Atom feed of the new papers", _feed, MOST_ENTRIES),
        "eml": DigestForm("a mail", _mail),
    }
)
