"""A digest as a mail (RFC 5322): one page of HTML, and the same in plain text for who reads no HTML.

The same digest is the same file, to the byte: its date is the digest's own, its id and the lines between its parts are
made of what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from kg.digest.forms.digest_blocks import Block, printable
from kg.digest.forms.html_digest import mail_page
from kg.digest.forms.plain_digest import plain_text
from kg.ground.errors import InputError

_NOBODY = "paperatlas@localhost.invalid"  # RFC 6761: a name that is nobody's
_HOST = "localhost.invalid"


@dataclass(frozen=True, slots=True)
class MailHead:
    """Who sends a mail to whom, and when. Without a recipient it is a draft.

    Attributes:
        sender, recipients: addresses, as ``ada@example.org``. day: whose midnight, UTC, is the mail's date.
    """

    day: date
    sender: str = _NOBODY
    recipients: tuple[str, ...] = ()


def mail_message(title: str, blocks: Sequence[Block], head: MailHead, base: str) -> bytes:
    """Write a digest as a mail, with line ends as mail has them.

    Args:
        title: its subject. base: of the graph, whose host the mail's id is of.

    Raises:
        InputError: an address is none.
    """
    text, page = plain_text(blocks), mail_page(title, blocks)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address("PaperAtlas", addr_spec=_checked_address(head.sender))
    if head.recipients:
        message["To"] = [Address(addr_spec=_checked_address(each)) for each in head.recipients]
    else:
        message["X-Unsent"] = "1"
    message["Subject"] = printable(title)
    message["Date"] = format_datetime(datetime.combine(head.day, time(), UTC))
    said = hashlib.sha256("\0".join((title, page, str(head))).encode()).hexdigest()
    message["Message-ID"] = f"<digest.{said[:32]}@{_host_of_base(base)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(f"=_{said[32:56]}")
    return message.as_bytes()


def _checked_address(text: str) -> str:
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        address = None
    if address is None or not address.username or not address.domain or text != printable(text):
        raise InputError(f"{text[:80]!r} is no mail address", remedy="write it as ada@example.org")
    return text


def _host_of_base(base: str) -> str:
    try:
        host = urlsplit(base).hostname
    except ValueError:
        host = None
    return host if host and host.isascii() and all(char.isalnum() or char in ".-" for char in host) else _HOST
