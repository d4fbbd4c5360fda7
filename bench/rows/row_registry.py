"""All contests, in the order in which they are run and shown; and what was meant to be one and is not."""

from __future__ import annotations

from bench.harness.contest import Contest
from bench.harness.figures import LeftOut
from bench.rows.endpoint_load import ENDPOINT, ENDPOINT_UNCACHED
from bench.rows.full_link import FULL_LINK, LINK_PROCESSES
from bench.rows.map_layout import LAYOUT
from bench.rows.names import NAME_PATTERNS, NAMES
from bench.rows.page_paint import PAGE
from bench.rows.rdf_writers import RDF_CONVERSION, RDF_WRITERS
from bench.rows.saved_queries import SAVED_QUERIES
from bench.rows.shape_check import VALIDATION
from bench.rows.snapshot_lines import SNAPSHOT
from bench.rows.start_up import START_UP
from bench.rows.store_load import STORE_LOAD
from bench.rows.topics import TOPICS
from bench.rows.whole_build import BUILD, CHANGE

CONTESTS: dict[str, Contest] = {
    one.name: one
    for one in (
        START_UP,
        NAMES,
        NAME_PATTERNS,
        TOPICS,
        FULL_LINK,
        LINK_PROCESSES,
        SNAPSHOT,
        BUILD,
        CHANGE,
        RDF_WRITERS,
        RDF_CONVERSION,
        VALIDATION,
        STORE_LOAD,
        SAVED_QUERIES,
        ENDPOINT,
        ENDPOINT_UNCACHED,
        LAYOUT,
        PAGE,
    )
}

NOT_ROWS = (
    LeftOut("names", "FlashText", "its last release is of February 2018"),
    LeftOut("topics", "CSO Classifier", "installs, but downloads ontology, model and pipeline when it first runs"),
)
