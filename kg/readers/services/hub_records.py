"""Papers of the Hugging Face hub as its API gives them, and as people keep what they fetched or scraped.

- ``/api/daily_papers``: a list of ``{"paper": {…}, "publishedAt": …}``. The outer ``publishedAt`` is the time at which
  the paper came onto the list, the inner one that of the paper itself.
- ``/api/papers/ID`` and ``/api/papers/search``: the inner object alone, or around it as above.
- Archives that keep some of the fields, and pages that were read with a scraper: those say ``publishedAt`` for the
  time of the scraping, which is the same as their ``fetchedAt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.identifiers import arxiv_id
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
    "submittedOnDailyAt", "submittedOnDailyBy", "discussionId", "ai_keywords", "ai_summary", "githubRepo",
    "githubStars", "isAuthorParticipating",
))  # fmt: skip
# What archives and digests add to the hub's own fields.
_ADDED = frozenset(("doi", "venue", "journal", "journalref", "categories", "arxivcategories", "primarycategory"))
_PAGE = re.compile(r"https?://(?:huggingface\.co|hf\.co)/papers/([\w./-]+)")
# Times of the record, pictures, counts of other things, and who looks at it: nothing that the paper says of itself.
_BOOKKEEPING = frozenset((
    "fetchedAt", "thumbnail", "thumbnailUrl", "mediaUrls", "discussionId", "githubStars", "isAuthorParticipating",
    "upvoters", "hasVoted", "type", "html_url", "images", "crawled_at", "scraped_at", "numTotalModels",
    "numTotalDatasets", "numTotalSpaces", "updatedAt", "rank", "source",
    "discussion_url", "withdrawnAt", "ai_summary_model", "githubRepoAddedBy", "projectPageAddedBy",
))  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a paper of the hub.

    >>> is_record({"paper": {"id": "2401.00001"}}), is_record({"id": "2401.00001", "title": "A"})
    (True, False)
    """
    inner = record.get("paper")
    if isinstance(inner, Mapping):
        return isinstance(inner.get("id"), str) and arxiv_id(inner["id"]) is not None
    named = isinstance(record.get("title"), str) or isinstance(record.get("summary"), str)
    url = record.get("url")
    return named and (not _MARKS.isdisjoint(record) or (isinstance(url, str) and _PAGE.match(url) is not None))


def paper_from_hub_record(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of one record of the hub.

    Raises:
        InputError: it has no title.
    """
    inner = record.get("paper")
    outer = ServiceFields(record if isinstance(inner, Mapping) else {})
    outer.taken.add("paper")
    paper = ServiceFields(inner if isinstance(inner, Mapping) else record)
    published, listed = _dates(outer, paper)
    organisation = paper.take("organization") or paper.take("organisation") or outer.take("organization")
    urls = [url for name in ("url", "pdfUrl", "pdf_url", "arxivUrl", "arxiv_url") if (url := paper.text(name))]
    identifier = paper.text("id", "arxivId", "arxiv_id", "paper_id")
    page = next((match[1] for url in urls if (match := _PAGE.match(url))), "")
    usual = {
        "title": paper.text("title") or outer.text("title"),
        "abstract": paper.text("abstract", "summary") or outer.text("summary"),
        "date": published,
        "listed": listed,
        "authors": [_without_comma(each) for each in paper.items("authors")],
        "organisation": organisation,
        "comments": outer.take("numComments") if isinstance(inner, Mapping) else paper.take("numComments"),
        "upvotes": paper.take("upvotes"),
        "submitter": outer.take("submittedBy") or paper.take("submittedOnDailyBy") or paper.take("submittedBy"),
        "keywords": [*paper.items("ai_keywords"), *paper.items("tags"), *paper.items("keywords")],
        "id": identifier or page,
        "url": urls,
        "links": [paper.text("projectPage", "project_page"), *_pages_on_hub(paper)],
        "code": paper.take("githubRepo") or paper.take("github_repo") or paper.take("github"),
    }
    outer.taken |= {"title", "summary", "organization", "numComments", "submittedBy", "publishedAt"}
    paper.taken |= {"organisation", "submittedBy", "submittedOnDailyBy", "github_repo", "github"}
    usual |= paper.take_plain(_ADDED)
    for fields in (outer, paper):
        fields.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def _dates(outer: ServiceFields, paper: ServiceFields) -> tuple[str, str]:
    """Say when the paper was published, and when it came onto the list."""
    on_list = paper.text("submittedOnDailyAt") or outer.text("publishedAt")
    published = paper.text("publishedAt", "published_at", "published")
    day = paper.text("date")
    if published and published == text_of(paper.record.get("fetchedAt")):  # a scraper's clock
        return day, on_list or published
    if (parse_date(on_list) or "") < (parse_date(published) or ""):  # a clock of another zone, and no listing
        on_list = ""
    return published or (day if not on_list else ""), on_list or (day if published else "")


def _pages_on_hub(paper: ServiceFields) -> Iterator[str]:
    """Yield the pages of models, datasets and spaces that the hub links to the paper."""
    for name, folder in (("linkedModels", ""), ("linkedDatasets", "datasets/"), ("linkedSpaces", "spaces/")):
        for each in texts_of(paper.take(name), "id"):
            yield f"https://huggingface.co/{folder}{each}"


def _without_comma(author: object) -> object:
    return author.rstrip(" ,;") if isinstance(author, str) else author


HUB = Service("hub", "papers of the Hugging Face hub, from its API or kept", is_record, paper_from_hub_record)
