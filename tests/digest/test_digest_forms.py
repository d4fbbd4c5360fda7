"""The forms of a digest: what people are sent. Where a change of the kept ones is meant:
``PAPERATLAS_RENEW_GOLDEN=1 pytest tests/digest``, and read the diff before it is committed."""

from __future__ import annotations

import email
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.digest.base.digest_records import Digest, DigestScope, NamedNode, QuotedSentence, Statement, ToldPaper
from kg.digest.forms.atom_feed import MOST_ENTRIES, Feed, atom_feed
from kg.digest.forms.digest_blocks import blocks_of_digest, digest_title
from kg.digest.forms.digest_formats import DIGEST_FORMS, mail_head
from kg.digest.forms.html_digest import mail_page
from kg.digest.forms.mail_message import MailHead, mail_message
from kg.digest.forms.plain_digest import markdown, plain_text
from kg.ground.errors import InputError
from kg.ground.identifiers import DEFAULT_BASE
from tests import samples
from tests.digest.feed_rules import feed_faults
from tests.digest.news import HOSTILE, MARCH, digest_of, node, readings

GOLDEN = Path(__file__).parent / "golden"
HEAD = MailHead(date(2026, 3, 28), "atlas@example.org", ("ada@example.org", "b.reader@example.org"))


@pytest.fixture(scope="module")
def march() -> Digest:
    return digest_of(readings(), watched=(node(samples.GPT_4),), most=4)


def with_title(digest: Digest, title: str) -> Digest:
    """The same digest with another title of its first paper, and of what it introduces."""
    named = NamedNode("https://e.org/artifact/a", title)
    quote = QuotedSentence(f"We present {title}.", ((11, 11 + len(title)),), "abstract", 0)
    told = replace(digest.papers[0], title=title, statements=(Statement("introduces", (named,), quote),))
    return replace(digest, papers=(told, *digest.papers[1:]))


@pytest.mark.parametrize("name", ["text", "markdown", "eml", "atom"])
def test_the_same_digest_is_the_same_file(march: Digest, name: str) -> None:
    made = DIGEST_FORMS[name].write(march, HEAD, "")
    kept = GOLDEN / f"march.{name}"
    if os.environ.get("PAPERATLAS_RENEW_GOLDEN"):
        kept.write_bytes(made)
    assert made == kept.read_bytes()


def test_all_of_it_is_json(march: Digest) -> None:
    data = orjson.loads(DIGEST_FORMS["json"].write(march, HEAD, ""))
    assert data["counts"]["new"] == 18
    assert data["period"] == {"first": "2026-03-01", "last": "2026-03-28"}
    assert data["papers"][0]["statements"][0]["quote"]["text"] == "We present Heron-7B, a model."


# --- the mail


def mail_of(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_has_text_and_html_of_the_same_digest(march: Digest) -> None:
    blocks = blocks_of_digest(march)
    message = mail_of(mail_message("News", blocks, HEAD, DEFAULT_BASE))
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n") == plain_text(blocks)
    assert page.get_content_type() == "text/html"
    assert page.get_content().replace("\r\n", "\n") == mail_page("News", blocks)
    assert not message.defects


def test_a_mail_is_the_same_each_time_and_another_for_another_digest(march: Digest) -> None:
    blocks = blocks_of_digest(march)
    one, other = (mail_message("News", some, HEAD, DEFAULT_BASE) for some in (blocks, blocks[:-1]))
    assert one == mail_message("News", blocks, HEAD, DEFAULT_BASE)
    assert mail_of(one)["Message-ID"] != mail_of(other)["Message-ID"]
    assert mail_of(one)["Message-ID"].endswith("@w3id.org>")
    assert mail_of(one)["Date"].datetime == datetime(2026, 3, 28, tzinfo=UTC)


def test_lines_of_a_mail_are_short_and_end_as_mail_does(march: Digest) -> None:
    data = mail_message("News", blocks_of_digest(with_title(march, "x" * 5_000)), HEAD, DEFAULT_BASE)
    assert all(line.endswith(b"\r") and len(line) <= 999 for line in data.split(b"\n")[:-1])


def test_a_mail_to_nobody_is_a_draft(march: Digest) -> None:
    message = mail_of(mail_message("News", blocks_of_digest(march), MailHead(date(2026, 3, 28)), DEFAULT_BASE))
    assert message["To"] is None
    assert message["X-Unsent"] == "1"


@pytest.mark.parametrize(
    "address", ["", "ada", "@example.org", "ada@", "a@b\r\nBcc: eve@example.org", "a b@example.org", "Ada <a@b.org>"]
)
def test_what_is_no_address_gets_no_mail(march: Digest, address: str) -> None:
    with pytest.raises(InputError, match="no mail address"):
        mail_message("News", blocks_of_digest(march), MailHead(date(2026, 3, 28), recipients=(address,)), DEFAULT_BASE)


def test_nothing_of_others_gets_into_the_head_of_a_mail(march: Digest) -> None:
    scope = DigestScope(topics=(NamedNode("https://e.org/topic/t", "a\r\nBcc: eve@example.org"),))
    title = digest_title(replace(march, scope=scope))
    message = mail_of(mail_message(title, [], HEAD, "no base"))
    assert message["Bcc"] is None
    assert message["Subject"] == title.replace("\r\n", "  ")


def test_the_day_of_a_mail_is_today_or_that_of_the_digest(march: Digest) -> None:
    assert mail_head(march, None, None, ()).day == date(2026, 3, 28)
    assert mail_head(march, "2026-04", None, ()).day == date(2026, 4, 30)
    with pytest.raises(InputError, match="no date"):
        mail_head(march, "tomorrow", None, ())


class Tags(HTMLParser):
    """What a page is made of: its tags, their attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_page_needs_nothing_from_elsewhere_and_its_styles_stand_in_its_elements(march: Digest) -> None:
    page = Tags(mail_page("News", blocks_of_digest(march)))
    names = {name for name, _ in page.tags}
    assert names == {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "h1",
        "h2",
        "h3",
        "p",
        "blockquote",
        "a",
        "b",
    }
    assert not [one for _, one in page.tags if {"src", "srcset", "background", "onclick", "onload"} & set(one)]
    assert not [
        name for name, one in page.tags if name in ("p", "h1", "h2", "h3", "blockquote", "a") and "style" not in one
    ]
    assert "url(" not in page.words
    assert all(one["href"].startswith("https://") for name, one in page.tags if name == "a" and one["href"])


NASTY = st.text(
    st.one_of(st.sampled_from("<>&\"'`*_[]()#!|\\\r\n\t\x00\x1b\u202e\u2028\ufffe\U0001f5fa"), st.characters()),
    min_size=1, max_size=60,
)  # fmt: skip


@given(NASTY)
def test_titles_stay_text_in_every_form(march: Digest, title: str) -> None:
    digest = with_title(march, f"a{title}b")
    plain = "".join(char if char.isprintable() else " " for char in f"a{title}b")
    page = Tags(mail_page("News", blocks_of_digest(digest)))
    assert plain in page.words
    assert {"script", "img"}.isdisjoint(name for name, _ in page.tags)
    feed = DIGEST_FORMS["atom"].write(digest, HEAD, "")
    assert feed_faults(feed) == []
    titles = [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in ET.fromstring(feed)[7:]]
    assert plain in titles
    text = plain_text(blocks_of_digest(digest))
    assert " ".join(plain.split()) in " ".join(text.split())
    assert all(char == "\n" or char.isprintable() for char in text)
    lines = markdown(blocks_of_digest(digest)).splitlines()
    assert all(re.match(r"#|$|- |  |[A-Za-z\d]", line) for line in lines)
    assert not re.search(r"(?<!\\)<(?!https?://)", "\n".join(lines))


def test_markdown_reads_nothing_in_a_title_as_markup(march: Digest) -> None:
    escaped = r'\<script\>alert("1")\</script\> \& \[x\](javascript:alert(1)) \*\*b\*\* \`c\` \]\]\> @ada'
    assert f"- **[{escaped}](<https://arxiv.org/abs/2603.00044>)**" in markdown(blocks_of_digest(march))


def test_an_address_that_is_none_is_not_linked(march: Digest) -> None:
    told = replace(march.papers[0], link="javascript:alert(1)")
    page = Tags(mail_page("News", blocks_of_digest(replace(march, papers=(told,)))))
    assert not [one for name, one in page.tags if name == "a" and "javascript" in str(one["href"])]


def test_a_long_sentence_is_cut_around_its_words(march: Digest) -> None:
    text = "very " * 1_000 + "Heron-7B is here " + "very " * 1_000
    begin = text.index("Heron")
    quote = QuotedSentence(text, ((begin, begin + 8),), "abstract", 0)
    told = replace(march.papers[0], statements=(Statement("introduces", march.introduced, quote),))
    shown = plain_text(blocks_of_digest(replace(march, papers=(told,), watched=(), rises=())))
    assert "[Heron-7B] is here" in " ".join(shown.split())
    assert len(shown) < 3_000


# --- the feed


def entry(number: int, dated: str | None = "2026-03-05") -> ToldPaper:
    return ToldPaper(f"https://e.org/paper/{number}", f"Part {number}", dated, (), None, "https://e.org/")


def feed_of(*papers: ToldPaper, self_link: str = "https://e.org/a.atom") -> bytes:
    return atom_feed(Feed("https://e.org/graph", "All", "Atlas", self_link, "https://e.org/", papers))


def test_a_feed_is_valid(march: Digest) -> None:
    data = DIGEST_FORMS["atom"].write(march, HEAD, "")
    assert feed_faults(data) == []
    read = feedparser.parse(data)
    assert read.bozo is False
    assert read.version == "atom10"
    assert [one.id for one in read.entries] == sorted(
        (paper.iri for paper in march.papers), key=lambda iri: iri, reverse=True
    )
    assert read.entries[0].title == HOSTILE
    assert read.entries[0].link == "https://arxiv.org/abs/2603.00044"
    assert [one.name for one in read.entries[0].authors] == ["Ada Mapper", "B. Reader", "C. Writer"]
    assert "We present <b>Heron-7B</b>, a model." in read.entries[0].content[0].value
    assert read.feed.id == f"{DEFAULT_BASE}graph"
    assert [one.href for one in read.feed.links if one.rel == "self"] == [f"{DEFAULT_BASE}feeds/atlas.atom"]


@pytest.mark.parametrize(
    ("scope", "iri", "path"),
    [
        (DigestScope(topics=(NamedNode(DEFAULT_BASE + "topic/evaluation", "evaluation"),)), "topic/evaluation",
         "feeds/topic/evaluation.atom"),
        (DigestScope(artifacts=(node(samples.MMLU),)), "artifact/mmlu", "feeds/artifact/mmlu.atom"),
    ],
)  # fmt: skip
def test_the_feed_of_a_node_has_its_iri(march: Digest, scope: DigestScope, iri: str, path: str) -> None:
    read = feedparser.parse(DIGEST_FORMS["atom"].write(replace(march, scope=scope), HEAD, ""))
    assert read.feed.id == DEFAULT_BASE + iri
    assert [one.href for one in read.feed.links if one.rel == "self"] == [DEFAULT_BASE + path]


def test_feeds_of_other_scopes_have_ids_of_their_own_and_the_address_that_is_given(march: Digest) -> None:
    like = (NamedNode("https://e.org/paper/1", "One"), NamedNode("https://e.org/paper/2", "Two"))
    ids = set()
    for some in (like, like[:1]):
        data = DIGEST_FORMS["atom"].write(replace(march, scope=DigestScope(like=some)), HEAD, "https://e.org/x.atom")
        assert feed_faults(data) == []
        ids.add(feedparser.parse(data).feed.id)
    assert len(ids) == 2


def test_papers_without_a_date_are_not_in_a_feed_and_inexact_dates_are_their_first_day() -> None:
    data = feed_of(entry(1, None), entry(2, "2026"), entry(3, "2026-03"), entry(4, "2026-03-05"))
    assert feed_faults(data) == []
    moments = [(one.id[-1], one.updated) for one in feedparser.parse(data).entries]
    assert moments == [("4", "2026-03-05T00:00:00Z"), ("3", "2026-03-01T00:00:00Z"), ("2", "2026-01-01T00:00:00Z")]


def test_a_feed_is_bounded_and_keeps_the_newest() -> None:
    papers = [entry(number, f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}") for number in range(300)]
    read = feedparser.parse(feed_of(*papers))
    assert len(read.entries) == MOST_ENTRIES
    assert min(one.updated for one in read.entries) >= sorted(paper.date or "" for paper in papers)[-MOST_ENTRIES]


def test_a_feed_without_entries_is_valid() -> None:
    assert feed_faults(feed_of()) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"<title>Part 1</title>", b"", "has 0 title"),
        (b'rel="self"', b'rel="next"', "no link to itself"),
        (b"https://e.org/paper/1", b"https://e.org/paper/2", "stands 2 times"),
        (b"<author><name>Atlas</name></author>", b"", "author"),
        (b"2026-03-05T00:00:00Z", b"2026-03-05", "no moment"),
        (b"<p dir", b"<script/><p dir", "holds"),
    ],
)
def test_the_rules_find_what_is_wrong(old: bytes, new: bytes, fault: str) -> None:
    data = feed_of(entry(1), entry(2))
    assert old in data
    assert any(fault in one for one in feed_faults(data.replace(old, new)))


def test_nothing_depends_on_the_clock() -> None:
    told = digest_of(readings(), MARCH)
    for form in DIGEST_FORMS.values():
        head = mail_head(told, None, None, ())
        assert form.write(told, head, "") == form.write(digest_of(reversed(readings()), MARCH), head, "")
