"""The ontology folder: inside the installed package, or beside ``kg/`` in a checkout."""

from __future__ import annotations

from pathlib import Path

from kg.ground.errors import OntologyError

_PACKAGE = Path(__file__).resolve().parents[2]


def ontology_path(name: str = "") -> Path:
    """Return the path of a file or folder of ``ontology/``, e.g. ``ontology_path("topics.ttl")``.

    Raises:
        OntologyError: the file is missing from the installation.
    """
    for root in (_PACKAGE / "_ontology", _PACKAGE.parent / "ontology"):
        if (root / name).exists():
            return root / name
    raise OntologyError(f"the installation lacks ontology/{name}", remedy="install paperatlas again")
