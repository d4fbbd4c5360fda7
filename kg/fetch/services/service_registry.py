"""The services that can be fetched from. A new one is a module with ``SERVICE``, and a row here."""

from __future__ import annotations

from kg.fetch.page_series import Service
from kg.fetch.services import anthology_files, arxiv_query, hub_papers, openalex_works, scholar_graph

SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        arxiv_query.SERVICE,
        hub_papers.SERVICE,
        openalex_works.SERVICE,
        scholar_graph.SERVICE,
        anthology_files.SERVICE,
    )
}
