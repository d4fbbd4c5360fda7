"""A release described for machines: DCAT 3 with VoID, Croissant 1.0 and RO-Crate 1.1.

- DCAT (https://www.w3.org/TR/vocab-dcat-3/): the graph's own description, with a distribution for each file, its size
  and its checksum (``spdx:checksum``). Files are named relative to the description, wherever it is put.
- Croissant (https://docs.mlcommons.org/croissant/docs/croissant-spec.html): the tables as record sets.
- RO-Crate (https://www.researchobject.org/ro-crate/specification/1.1/): the folder, how it was made, and of what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from kg.ground.version import __version__
from kg.rdf.terms import ntriples
from kg.rdf.terms.namespaces import VOCABULARIES
from kg.rdf.terms.ntriples import Triple
from kg.release.parquet_tables import TABLES, Column, GraphTable
from kg.release.release_files import DESCRIPTION, TITLE, Release, ReleaseFile

_SPDX = "http://spdx.org/rdf/terms#"
_IANA = "https://www.iana.org/assignments/media-types/"
_TYPE = f"<{VOCABULARIES['rdf']}type>"
_CROISSANT_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileObject": "cr:fileObject", "fileProperty": "cr:fileProperty", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source",
    "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
_DATA_TYPES = {
    "text": "sc:Text", "texts": "sc:Text", "whole": "sc:Integer", "number": "sc:Float", "truth": "sc:Boolean",
}  # fmt: skip


def distribution_triples(release: Release) -> Iterator[Triple]:
    """Yield the files of a release as distributions of its graph, with sizes and checksums."""
    dcat, terms = VOCABULARIES["dcat"], VOCABULARIES["dcterms"]
    graph = ntriples.iri(release.home)
    for each in release.files:
        me, sum_of_file = f"<#{each.name}>", f"<#{each.name}-sha256>"
        yield graph, f"<{dcat}distribution>", me
        yield me, _TYPE, f"<{dcat}Distribution>"
        yield me, f"<{terms}title>", ntriples.literal(each.name)
        yield me, f"<{terms}description>", ntriples.in_english(each.meaning)
        yield me, f"<{terms}license>", ntriples.iri(release.licence)
        yield me, f"<{dcat}downloadURL>", f"<{each.name}>"
        yield me, f"<{dcat}byteSize>", ntriples.typed(str(each.size), "nonNegativeInteger")
        yield me, f"<{dcat}mediaType>", f"<{_IANA}{each.media_type}>"
        if each.name.endswith(".gz"):
            yield me, f"<{dcat}compressFormat>", f"<{_IANA}application/gzip>"
        yield me, f"<{_SPDX}checksum>", sum_of_file
        yield sum_of_file, _TYPE, f"<{_SPDX}Checksum>"
        yield sum_of_file, f"<{_SPDX}algorithm>", f"<{_SPDX}checksumAlgorithm_sha256>"
        yield sum_of_file, f"<{_SPDX}checksumValue>", ntriples.typed(each.sha256, "hexBinary")


def croissant(release: Release) -> bytes:
    """Write the description of a release for those who train and test models."""
    return _json({
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": TITLE,
        "description": f"{DESCRIPTION} {release.rights}",
        "license": release.licence,
        "url": release.home,
        "version": release.version,
        **({"datePublished": release.date} if release.date else {}),
        "creator": {"@type": "sc:Organization", "name": "The PaperAtlas authors"},
        "citeAs": f"@misc{{paperatlas, title={{{TITLE}}}, version={{{release.version}}}, url={{{release.home}}}}}",
        "keywords": ["machine learning", "scholarly knowledge graph", "entity linking"],
        "isLiveDataset": False,
        "distribution": [_file_object(each) for each in release.files],
        "recordSet": [_record_set(table) for table in TABLES],
    })  # fmt: skip


def _file_object(file: ReleaseFile) -> dict[str, Any]:
    packed = file.name.endswith(".gz")
    return {
        "@type": "cr:FileObject", "@id": file.name, "name": file.name, "description": file.meaning,
        "contentUrl": file.name, "contentSize": f"{file.size} B", "sha256": file.sha256,
        "encodingFormat": "application/gzip" if packed else
        "application/x-parquet" if file.name.endswith(".parquet") else file.media_type,
    }  # fmt: skip


def _record_set(table: GraphTable) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": f"Each row is {table.meaning}.",
        "field": [_field(table.name, column) for column in table.columns],
    }  # fmt: skip


def _field(table: str, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field", "@id": f"{table}/{column.name}", "name": column.name, "description": column.meaning,
        "dataType": _DATA_TYPES[column.kind], **({"repeated": True} if column.kind == "texts" else {}),
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column.name}},
    }  # fmt: skip


def ro_crate(release: Release, files: Iterable[ReleaseFile]) -> bytes:
    """Write the description of the folder as a research object.

    Args:
        files: all that are in it but this description.
    """
    files, inputs = tuple(files), [f"#input-{place}" for place, _ in enumerate(release.manifest.inputs, 1)]
    root = {
        "@id": "./", "@type": "Dataset", "name": TITLE, "description": f"{DESCRIPTION} {release.rights}",
        **({"datePublished": release.date} if release.date else {}),
        "license": {"@id": release.licence}, "version": release.version, "identifier": release.home,
        "author": {"@id": "#authors"}, "publisher": {"@id": "#authors"},
        "hasPart": [{"@id": file.name} for file in files],
    }  # fmt: skip
    references = [{"@id": name} for name in inputs]
    inputs_of_build = references[0] if len(references) == 1 else references  # a list of one is none, says the crate
    made = {
        "@id": "#build", "@type": "CreateAction", "name": "Building the graph", "instrument": {"@id": "#software"},
        "object": inputs_of_build, "result": {"@id": "./"},
    }  # fmt: skip
    about = {"@id": "https://w3id.org/ro/crate/1.1"}
    return _json({
        "@context": ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}],
        "@graph": [
            {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": about},
            root,
            *(_crate_file(file) for file in files),
            {"@id": release.licence, "@type": "CreativeWork", "name": "CC0 1.0 Universal",
             "description": "Of the facts; titles and texts are their authors' or publishers'."},
            {"@id": "#authors", "@type": "Organization", "name": "The PaperAtlas authors",
             "url": "https://w3id.org/paperatlas/"},
            {"@id": "#software", "@type": "SoftwareApplication", "name": "PaperAtlas", "version": __version__,
             "url": "https://w3id.org/paperatlas/"},
            made,
            *({"@id": name, "@type": "CreativeWork", "name": each.name, "sha256": each.sha256,
               "description": "A file that papers were read from; it is not in this folder."}
              for name, each in zip(inputs, release.manifest.inputs, strict=True)),
        ],
    })  # fmt: skip


def _crate_file(file: ReleaseFile) -> dict[str, Any]:
    return {
        "@id": file.name, "@type": "File", "name": file.name, "description": file.meaning,
        "contentSize": str(file.size), "encodingFormat": file.media_type, "sha256": file.sha256,
    }  # fmt: skip


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
