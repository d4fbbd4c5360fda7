"""Notes of OpenReview that are submissions, of version 1 of the API (``content.title`` is text) and version 2
(``content.title`` is ``{"value": …}``). Reviews, comments and decisions are no papers.

https://docs.openreview.net/reference/api-v2/entities/note/fields
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.ground.records import Paper
from kg.readers.base.iso_dates import parse_date
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    paper_of_fields,
    text_of,
    texts_of,
)

_MARKS = frozenset((
    "forum", "invitation", "invitations", "signatures", "tcdate", "cdate", "pdate", "replyto", "readers", "odate",
))  # fmt: skip
_REPLIES = re.compile(r"(?:review|comment|decision|rebuttal|revision|withdraw\w*|desk_reject\w*)(?:_\w+)?$", re.I)
_OF_THE_NOTE = frozenset((
    "id", "forum", "invitation", "invitations", "signatures", "readers", "nonreaders", "writers", "tcdate", "cdate",
    "tmdate", "mdate", "ddate", "replyto", "number", "original", "details", "license", "version", "domain", "referent",
    "parentInvitations", "pdate", "odate",
))  # fmt: skip
# Forms that authors fill in for the venue, and what repeats the other fields.
_OF_THE_FORM = frozenset((
    "venueid", "paperhash", "pdf", "supplementary_material", "authorids", "code_of_ethics", "submission_guidelines",
    "no_acknowledgement_section", "anonymous_url", "resubmission", "student_author", "large_language_models",
    "reciprocal_reviewing", "Please_choose_the_closest_area_that_your_submission_falls_into", "submission_number",
    "ethics_review", "preference", "author_agreement", "financial_support", "first-time_reviewers", "LLM_usage",
))  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a note of OpenReview.

    >>> is_record({"forum": "a1", "cdate": 1, "content": {"title": {"value": "A"}}}), is_record({"content": {}})
    (True, False)
    """
    return isinstance(record.get("content"), Mapping) and not _MARKS.isdisjoint(record)


def paper_from_note(record: Record, place: RecordPlace) -> Paper | None:
    """Make a paper of a note; None of a review, a comment or a decision.

    Raises:
        InputError: it has no title.
    """
    note = ServiceFields(record)
    content = ServiceFields({name: _value(value) for name, value in note.inner("content").items()}, "content.")
    forum = text_of(record.get("forum"))
    if _is_reply(record, forum):
        return None
    identifier = forum or text_of(record.get("id"))
    dates = [note.take("pdate"), note.take("odate"), record.get("tcdate"), record.get("cdate")]
    published = next(filter(None, map(parse_date, dates)), "")
    summary = content.text("TL;DR", "TLDR", "one-sentence_summary")
    abstract = content.text("abstract")
    if abstract:  # the summary says less than the abstract, and has no place of its own
        content.taken -= {"TL;DR", "TLDR", "one-sentence_summary"}
    usual = {
        "title": content.text("title"),
        "abstract": abstract or summary,
        "date": published,
        "authors": _authors(content),
        "venue": content.text("venue"),
        "keywords": [*_words(content.take("keywords")), *_words(content.take("primary_area")),
                     *_words(content.take("subject_areas"))],
        "identifiers": [f"openreview:{identifier}"] if identifier else [],
        "url": f"https://openreview.net/forum?id={identifier}" if identifier else "",
        "code": content.text("code", "code_link", "software"),
        "links": [content.text("html"), content.text("data"), content.text("dataset"), content.text("project_page")],
    }  # fmt: skip
    entry = content.text("_bibtex")
    usual["year"] = next(iter(re.findall(r"\byear\s*=\s*[{\"](\d{4})", entry)), "")
    note.note_unread(place, _OF_THE_NOTE)
    content.note_unread(place, _OF_THE_FORM)
    return paper_of_fields(usual, place)


def _value(value: object) -> object:
    return value.get("value") if isinstance(value, Mapping) else value


def _is_reply(record: Record, forum: str) -> bool:
    invitations = [*texts_of(record.get("invitation")), *texts_of(record.get("invitations"))]
    answers = text_of(record.get("replyto"))
    of_reply = any(_REPLIES.search(name) and "/-/" in name for name in invitations[:1])
    return bool(answers and answers != text_of(record.get("id"))) or (of_reply and forum != text_of(record.get("id")))


def _authors(content: ServiceFields) -> list[dict[str, object]]:
    """Return names and ids of profiles, which stand in two lists in the same order; e-mail addresses stay where they
    are.
    """
    found: list[dict[str, object]] = []
    ids = content.items("authorids")
    for index, author in enumerate(content.items("authors")):
        if isinstance(author, Mapping):  # since 2025: {"fullname": …, "username": …}
            profile, name = text_of(author.get("username")), text_of(author.get("fullname") or author.get("name"))
        else:
            profile, name = text_of(ids[index]) if index < len(ids) else "", text_of(author)
        found.append(
            {"name": name, "id": f"https://openreview.net/profile?id={profile}" if profile.startswith("~") else ""}
        )
    return found


def _words(value: object) -> list[str]:
    words = re.split(r"\s*[,;]\s*", value) if isinstance(value, str) else texts_of(value)
    return [word for word in words if word]


OPENREVIEW = Service(
    "openreview", "notes of OpenReview, from version 1 or 2 of its API", is_record, paper_from_note, True
)
