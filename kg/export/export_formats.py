"""Every format that a graph can be exported to: RDF, network files, tables, statements."""

from __future__ import annotations

from kg.export.exporter_registry import EXPORTERS
from kg.rdf.write.rdf_formats import FORMATS

#: Name to the usual suffix of a file's name (empty where a folder is written) and what the format is.
EXPORTS: dict[str, tuple[str, str]] = {
    **{name: (form.suffixes[0], f"RDF, {form.media_type}") for name, form in FORMATS.items()},
    **{name: (exporter.suffix, exporter.description) for name, exporter in EXPORTERS.items()},
}
