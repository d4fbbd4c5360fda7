"""How a paper is cited, as one of the facts that a page has of it; apart, since a server needs it and draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.export.citations.bibtex_citations import bibtex_entry
from kg.export.citations.citation_records import citation_of_paper


def facts_with_citation(label: object, year: object, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Add to the facts of a paper how it is cited: its entry of BibTeX without the abstract, which a page has itself.

    Pages only put the abstract in, so that they and ``paperatlas export bibtex`` give the same.
    """
    citation = citation_of_paper({"year": year, **facts, "label": label, "abstract": None})
    return {**facts, "citation": bibtex_entry(citation, with_abstract=False)}
