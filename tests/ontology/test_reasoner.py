"""The ontology is OWL 2 DL, and HermiT finds it, and data together with it, consistent.

Both checks come with ``owlready2`` (LGPL; ``pip install -e .[reason]``): HermiT's archive holds the OWL API with its
check of the profile. They run in one Java machine, once for all files here, and need a JDK of Java 11 or newer. Each
test is skipped, with a warning, where the one or the other is missing.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph.assembly.graph_of_readings import graph_records
from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.terms.namespaces import prefixes
from kg.rdf.write.provenance import Build
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.turtle import turtle
from kg.rdf.write.void import describe
from tests import samples

CHECK = Path(__file__).with_name("OntologyCheck.java")
KG = ontology_path("kg.ttl")
Findings = dict[str, list[str]]
BUILD = Build("0.1.0", "c" * 16, "t" * 16, "l" * 16)


def data() -> str:
    """Turtle of a small graph with its description, every kind of node in it."""
    records = graph_records(samples.readings(), samples.catalogue(), samples.scheme())
    with SortedTriples(graph_triples(records, build=BUILD)) as graph:
        describe(graph, build=BUILD, files=["graph.ttl"])
        return "".join(turtle(graph.blocks()))


def ontology(more: str = "") -> str:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())
    return KG.read_text("utf-8") + head + more


#: What is checked, by the name of its file.
FILES: dict[str, Callable[[], str]] = {
    "kg": ontology,
    "kg with data": lambda: ontology(data()),
    "kg with a range of titles": lambda: ontology(
        "dcterms:title a owl:DatatypeProperty ; rdfs:range xsd:string ."
        "<https://w3id.org/paperatlas/ontology> dcterms:title \"The PaperAtlas ontology\"@en ."
    ).replace("dcterms:title\n    a owl:AnnotationProperty ;", "dcterms:title"),
    "kg with a range of years": lambda: ontology("kg:authorCount rdfs:range xsd:gYear ."),
    "kg with a statement": lambda: ontology("kg:Link rdfs:subClassOf rdf:Statement ."),
    "kg with an undeclared class": lambda: ontology("kg:Link rdfs:subClassOf schema:Thing ."),
    "kg with a class of two kinds": lambda: ontology("kg:Odd a owl:Class ; rdfs:subClassOf kg:Link, kg:Evidence ."),
    "kg with an artifact that is a paper": lambda: ontology(
        data() + "artifact:mmlu a schema:ScholarlyArticle ."
    ),
    "kg with a paper that is mentioned": lambda: ontology(
        data() + "paper:2405.00001 kg:mentions paper:2501.00002 ."
    ),
}  # fmt: skip


def archive() -> Path:
    """HermiT's archive; the test is skipped where it cannot run."""
    found = importlib.util.find_spec("owlready2")
    missing = [name for name in ("java", "javac") if shutil.which(name) is None]
    if found is None or found.origin is None:
        missing.append("owlready2 (pip install -e '.[reason]')")
    if missing:
        text = f"no reasoner checks the ontology: there is no {', no '.join(missing)}"
        warnings.warn(text, stacklevel=1)
        pytest.skip(text)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "hermit" / "HermiT.jar"


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Findings]:
    """What the two say of each file, by kind."""
    jar, folder = archive(), tmp_path_factory.mktemp("reasoner")
    paths = {name: folder / f"{name}.ttl" for name in FILES}
    for name, path in paths.items():
        path.write_text(FILES[name](), encoding="utf-8")
    done = subprocess.run(
        ["java", "-cp", jar, CHECK, *paths.values()], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Findings] = {name: defaultdict(list) for name in FILES}
    for line in done.stdout.splitlines():
        file, kind, text = line.split("\t", 2)
        found[Path(file).stem][kind].append(text)
    return found


def test_the_ontology_is_owl_2_dl(findings: dict[str, Findings]) -> None:
    assert findings["kg"]["violation"] == []


@pytest.mark.parametrize("name", ["kg", "kg with data"])
def test_hermit_finds_it_consistent_and_every_class_possible(findings: dict[str, Findings], name: str) -> None:
    assert "consistent" in findings[name]
    assert findings[name]["unsatisfiable"] == []


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("kg with a range of titles", "inconsistent", ""),
        ("kg with a range of years", "refused", "gYear"),
        ("kg with a statement", "violation", "rdf:Statement"),
        ("kg with an undeclared class", "violation", "https://schema.org/Thing"),
        ("kg with a class of two kinds", "unsatisfiable", "ontology#Odd"),
        ("kg with an artifact that is a paper", "inconsistent", ""),
        ("kg with a paper that is mentioned", "inconsistent", ""),
    ],
)
def test_what_is_wrong_is_noticed(findings: dict[str, Findings], name: str, kind: str, text: str) -> None:
    assert any(text in found for found in findings[name][kind]), findings[name]
