"""What corrections did in the partitions of a build, brought together: people write few of them.

Which slugs lead on to others (``Corrector.replaced``) depends on the claims on new names without corrections: those of
the few names that people united are picked out of all.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.graph.corrector import UnitedLink, check_applied, replaced_slugs
from kg.graph.identity import NewNames, names_of_link
from kg.spark.cluster.frames import Row, collected, mapped
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.link_stage import FINDINGS, UNCORRECTED, joined_claims, with_first_claims

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def unused_and_replaced(linked: DataFrame, settings: BuildSettings) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the places of corrections that changed nothing, and the slugs that lead on to others.

    Args:
        linked: as ``link_papers`` returns it.

    Raises:
        CorrectionError: some cannot be applied.
    """
    corrector = settings.corrector()
    if not corrector.corrections:
        return (), {}
    united: list[UnitedLink] = []
    faults: set[str] = set()
    for _, _, data in collected(linked.where(linked.kind == FINDINGS)):
        used, wrong, links = pickle.loads(data)
        corrector.used |= used
        faults.update(wrong)
        united += links
    check_applied(sorted(faults))
    names = _claims_on_names({name for one in united for name in names_of_link(one.link)}, linked, settings)
    return tuple(corrector.unused()), replaced_slugs(united, names)


def _claims_on_names(wanted: Iterable[str], linked: DataFrame, settings: BuildSettings) -> NewNames:
    """Return the claims without corrections on some names."""
    held = frozenset(name.encode() for name in wanted)
    names = NewNames(settings.linker().catalogue)
    if not held:
        return names

    def pick(rows: Iterator[Row]) -> Iterator[Row]:
        return (row for row in rows if row[1] in held)

    claims = joined_claims(linked.where(linked.kind == UNCORRECTED))
    for _, name, data in collected(mapped(with_first_claims(claims), pick)):
        claim, first = pickle.loads(data)
        names.take(name.decode(), claim)
        names.take(claim.name, first)
    return names
