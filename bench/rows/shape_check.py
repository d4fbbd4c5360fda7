"""Validation: a graph read from a file and held against the shapes, beside the reference validator."""

from __future__ import annotations

from functools import partial

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder, count_lines, unpacked
from bench.measurement import Work

_PAPERS = 5  # the reference validator takes a second for some thousand triples


def compiled_shapes(setting: Setting) -> Tasks:
    """The shapes, block by block of sorted triples."""
    return {"": partial(_validated, setting, "compiled")}


def reference_validator(setting: Setting) -> Tasks:
    """pySHACL, on rdflib's graph."""
    return {"": partial(_validated, setting, "pyshacl")}


def _validated(setting: Setting, engine: str, number: int) -> Work:
    from kg.rdf.validate.validation import validate

    graph = unpacked(setting, built_folder(setting, _PAPERS))
    report = validate(graph, engine=engine)
    return Work({"triples": count_lines(graph), "violations": len(report.violations)})


VALIDATION = Contest(
    "validation",
    "A small graph read from a file and checked against all shapes.",
    Side("paperatlas", compiled_shapes),
    (Side("pySHACL", reference_validator, ("pyshacl",)),),
    unit="triples",
    rounds=2,
)
