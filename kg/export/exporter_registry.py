"""The table of exporters over NetworkX graphs. RDF is written from the triples; see ``kg.rdf.write.rdf_formats``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.export.csv_tables import write_tables
from kg.export.cypher import write_cypher
from kg.export.every_eval_ever import write_eval_records
from kg.export.node_link import write_node_link
from kg.export.sssom_mappings import write_mappings
from kg.export.xml_forms import write_gexf, write_graphml


@dataclass(frozen=True, slots=True)
class Exporter:
    """A way to write a graph.

    Attributes:
        name: what the command line calls it. suffix: of the file's name; empty where it writes a folder.
        description: one clause, what it is for.
        write: writes the graph to a file of any kind (``kg.ground.files.targets``) or into a folder.
        takes_base: whether ``write`` takes the base IRI of the graph's nodes, as ``base``.
    """

    name: str
    suffix: str
    description: str
    write: Callable[..., None]
    takes_base: bool = False


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter("graphml", ".graphml", "GraphML, for Gephi, Cytoscape, yEd and igraph", write_graphml),
        Exporter("gexf", ".gexf", "GEXF 1.2, for Gephi", write_gexf),
        Exporter("json", ".json", "node-link JSON, for NetworkX and D3", write_node_link),
        Exporter("csv", "", "a folder with nodes.csv and edges.csv, for spreadsheets and data frames", write_tables),
        Exporter(
            "every-eval-ever",
            ".eee.jsonl",
            "the results that may be compared, records of Every Eval Ever 0.3.0",
            write_eval_records,
        ),
        Exporter(
            "sssom",
            ".sssom.tsv",
            "links to ids of elsewhere (arXiv, DOI, hub, ORCID, ROR, Wikidata, …), SSSOM",
            write_mappings,
            takes_base=True,
        ),
        *(Exporter(each.name, each.suffix, each.description, each.write) for each in CITATION_FORMATS.values()),
        Exporter("cypher", ".cypher", "a Cypher script, for Neo4j and Memgraph", write_cypher),
    )
}
