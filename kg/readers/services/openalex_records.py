"""Works of OpenAlex: one, a list response, or a part of the snapshot, in any vintage since 2022.

The abstract is rebuilt from its inverted index, which says at which places each word stands. The index is hostile input
like any other: it is rebuilt only as far as its words could be a text. https://docs.openalex.org/api-entities/works
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper
from kg.ground.service_ids import service_id
from kg.readers.base.markup_text import plain_text
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
    "abstract_inverted_index", "authorships", "referenced_works", "primary_location", "host_venue", "cited_by_api_url",
))  # fmt: skip
_ADDRESS = ("https://openalex.org/W", "http://openalex.org/W", "https://api.openalex.org/works/W")
# Places in a text: the longest abstract of the snapshot has some 20,000 words; a work without one is cut off there.
_LAST_PLACE = 100_000
# What the record says of itself (updates, versions, prices, ranks, addresses of queries), what repeats other fields,
# and what a program guesses of the work's use (goals of the United Nations).
_BOOKKEEPING = frozenset((
    "updated_date", "created_date", "type", "type_crossref", "language", "indexed_in", "open_access", "biblio",
    "institutions", "apc_list", "apc_paid", "best_oa_location", "alternate_host_venues", "corresponding_author_ids",
    "corresponding_institution_ids", "related_works", "counts_by_year", "cited_by_api_url", "ngrams_url", "has_content",
    "content_urls", "sustainable_development_goals", "cited_by_percentile_year", "citation_normalized_percentile",
    "primary_topic", "abstract_inverted_index_v3", "datasets", "versions", "relevance_score", "is_authors_truncated",
    "fulltext_origin", "countries_distinct_count", "summary_stats",
))  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a work of OpenAlex.

    >>> is_record({"id": "https://openalex.org/W123", "display_name": "A"}), is_record({"id": "W123", "title": "A"})
    (True, False)
    """
    name = record.get("id")
    return not _MARKS.isdisjoint(record) or (isinstance(name, str) and name.startswith(_ADDRESS))


def paper_from_work(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of a work.

    Raises:
        InputError: it has no title.
    """
    fields = ServiceFields(record)
    location, host = fields.inner("primary_location"), fields.inner("host_venue")
    source = location.get("source")
    venue = text_of(source.get("display_name")) if isinstance(source, Mapping) else ""
    pages = [location, *fields.objects("locations")]
    addresses = [url for each in pages for name in ("landing_page_url", "pdf_url") if (url := text_of(each.get(name)))]
    own_pages = [text_of(each.get(name)) for each in pages[:1] for name in ("landing_page_url", "pdf_url")]
    usual = {
        "title": plain_text(fields.text("display_name", "title")),
        "abstract": plain_text(fields.text("abstract") or _abstract(fields.take("abstract_inverted_index"), place)),
        "date": fields.text("publication_date"),
        "year": fields.take("publication_year"),
        "authors": [author for each in fields.objects("authorships") if (author := _author(each))],
        "venue": venue or text_of(host.get("display_name")) or text_of(location.get("raw_source_name")),
        "keywords": list(_keywords(fields)),
        "arxiv": next(filter(None, map(arxiv_id, addresses)), ""),
        "doi": fields.text("doi"),
        "identifiers": list(_ids(fields)),
        "references": fields.items("referenced_works"),
        "url": [url for url in (*own_pages, text_of(host.get("url"))) if url],
        "links": text_of(fields.inner("best_oa_location").get("pdf_url")),
    }
    fields.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def abstract_of_index(index: Mapping[str, object]) -> str:
    """Rebuild a text from its inverted index.

    Raises:
        InputError: a word stands at no place that a text has.

    >>> abstract_of_index({"We": [0], "count": [1, 3], "and": [2]})
    'We count and count'
    """
    words: dict[int, str] = {}
    for word, places in index.items():
        for each in places if isinstance(places, list) else [places]:
            if isinstance(each, bool) or not isinstance(each, int) or not 0 <= each <= _LAST_PLACE:
                raise InputError(f"the inverted index has {word!r:.40} at {each!r:.40}, no place in an abstract")
            words[each] = word
    return " ".join(words[place] for place in sorted(words))


def _abstract(value: object, place: RecordPlace) -> str:
    """Return the abstract, of an index, of the text of one, or of one in the wrapping of Microsoft Academic Graph."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return str(value)
    if isinstance(value, Mapping) and isinstance(value.get("InvertedIndex"), Mapping):
        value = value["InvertedIndex"]
    try:
        return abstract_of_index(value) if isinstance(value, Mapping) else ""
    except InputError as error:
        place.fault(InputError(f"{error.problem}; it is left out", where=place.where, remedy="mend the field"))
        return ""


def _author(authorship: Record) -> dict[str, object] | None:
    author = authorship.get("author")
    author = author if isinstance(author, Mapping) else {}
    name = text_of(author.get("display_name")) or text_of(authorship.get("raw_author_name"))
    if not name:
        return None
    places = texts_of(authorship.get("institutions"), "display_name")
    places = places or texts_of(authorship.get("raw_affiliation_strings") or authorship.get("raw_affiliation_string"))
    found: dict[str, object] = {"name": name, "id": author.get("id"), "affiliations": places}
    return found | {"orcid": author.get("orcid") or authorship.get("raw_orcid")}


def _keywords(fields: ServiceFields) -> Iterator[str]:
    """Keywords, topics and concepts; a concept of score 0 is only broader than another one."""
    for name in ("keywords", "topics", "concepts", "x_concepts"):
        for each in fields.objects(name):
            if each.get("score") != 0:
                yield text_of(each.get("display_name")) or text_of(each.get("keyword"))
    yield from texts_of(fields.take("mesh"), "descriptor_name")


def _ids(fields: ServiceFields) -> Iterator[str]:
    yield service_id(fields.text("id"))
    for kind, value in fields.inner("ids").items():
        if kind not in ("openalex", "doi") and isinstance(value, str | int):
            yield f"{kind}:{str(value).rstrip('/').rpartition('/')[2]}"


OPENALEX = Service("openalex", "works of OpenAlex, from its API or its snapshot", is_record, paper_from_work)
