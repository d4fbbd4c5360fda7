"""The corrections that a build applies: those that it is given, or those that its folder keeps."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.atlas.linked_papers import AtlasBuildJob
from kg.atlas.manifest import read_manifest
from kg.graph.correction.corrections import CORRECTIONS, Correction, load_corrections, read_corrections
from kg.ground.errors import CorrectionError, OutputError
from kg.ground.files.integrity import MANIFEST, sha256
from kg.ground.files.standard_streams import STANDARD

_HASH_LENGTH = 16  # hexadecimal digits, as the versions of catalogue and topic scheme have


def given_corrections(corrections: Path | None, output: Path) -> Path | None:
    """Return the corrections that were given.

    None where these are the folder's own, which are never copied to themselves.
    """
    if corrections is None or corrections == STANDARD:
        return corrections
    own = output / CORRECTIONS
    return None if corrections.exists() and own.exists() and corrections.samefile(own) else corrections


def corrections_in_use(job: AtlasBuildJob, before: str | None) -> tuple[tuple[Correction, ...], str | None]:
    """Return the corrections to apply and their version; the output folder keeps a copy of those that were given.

    Args:
        before: the version of those of the last build.

    A copy that somebody has edited since the last build is not overwritten with other corrections.
    """
    kept = job.output / CORRECTIONS
    if job.corrections is None and not kept.exists():
        if before and job.on_fault is not None:
            remedy = "the graph is built without them; to have them again, put the file back and build again"
            job.on_fault(CorrectionError("the corrections of the last build are gone", where=kept, remedy=remedy))
        return (), None
    given = job.corrections or kept
    content = read_corrections(given)
    loaded = load_corrections(content)
    version = hashlib.sha256(content.data).hexdigest()[:_HASH_LENGTH]
    if given == kept and before and not content.data:
        remedy = "put back what it held, or delete it to build without corrections"
        raise CorrectionError("the file is empty, and was not at the last build", where=kept, remedy=remedy)
    if kept.exists() and (job.output / MANIFEST).exists() and sha256(kept)[:_HASH_LENGTH] not in (version, before):
        raise CorrectionError(
            "has changed since the last build and is not the file given now", where=kept,
            remedy=f"move its lines into {content.name} or build without --corrections",
        )  # fmt: skip
    (job.folder / CORRECTIONS).write_bytes(content.data)
    return loaded, version


def last_corrections(output: Path) -> str | None:
    """Return the version of the corrections of the last build; None where it had none, or its manifest is lost."""
    try:
        return read_manifest(output).versions.get("corrections")
    except OutputError:
        return None
