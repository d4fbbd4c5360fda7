"""``catalogue coverage``, ``catalogue mappings`` and ``catalogue align``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.console import print_json, print_table, say, standing_aside
from kg.cli.options import FOLDER, TARGET, catalogue_option, example
from kg.ground.files.standard_streams import output_name


@click.command(epilog=example("paperatlas catalogue coverage", "paperatlas catalogue coverage --registry facts/"))
@click.option("--registry", type=FOLDER, help="Folder of tables of facts: how many benchmarks of each are known.")
@click.option("--missing", is_flag=True, help="With --registry: the names that the catalogue lacks.")
@click.option("--json", "as_json", is_flag=True, help="The counts, and the names that are missing, as JSON.")
@catalogue_option
def coverage(registry: Path | None, missing: bool, as_json: bool) -> None:
    """Count how much the catalogue covers.

    By default: how many entries have an id elsewhere: a paper on arXiv, an id on the hub, a DOI, a repository, an id in
    a registry. With --registry: how many of the datasets and benchmarks that registries name are in the catalogue, by
    their own name, or as a part of one.
    """
    from kg.catalogue.care.coverage import id_coverage, registry_coverage
    from kg.catalogue.importers.facts import read_facts
    from kg.catalogue.layer.layered_catalogue import layered_catalogue

    catalogue = layered_catalogue()
    if registry is None:
        ids = id_coverage(catalogue)
        if as_json:
            counts = ({kind.value: count for kind, count in one.kinds.items()} for one in ids)
            rows = zip(ids, counts, strict=True)
            print_json([{**asdict(one), "kinds": kinds, "share": round(one.share, 4)} for one, kinds in rows])
            return
        names = list(map(str, ids[0].kinds))
        lines = [(one.type, one.entries, *one.kinds.values(), one.any, f"{one.share:.1%}") for one in ids]
        print_table(("type", "entries", *names, "any", "share"), lines)
        return
    found = registry_coverage(catalogue, read_facts(registry))
    if as_json:
        print_json([{**asdict(one), "share": round(one.share, 4)} for one in found])
    elif missing:
        print_table(("registry", "missing"), [(one.registry, name) for one in found for name in one.missing])
    else:
        table = [(one.registry, one.named, one.by_name, one.as_part, f"{one.share:.1%}") for one in found]
        print_table(("registry", "named", "by name", "as a part", "share by name"), table)


@click.command(epilog=example("paperatlas catalogue mappings --to catalogue.sssom.tsv"))
@click.option("--to", "out", type=TARGET, default="-", show_default=True, help="The file to write.")
@catalogue_option
def mappings(out: Path) -> None:
    """Write what the catalogue's entries are elsewhere, as SSSOM/TSV, each id with the source that states it."""
    from kg.catalogue.care.mapping_file import catalogue_ids, write_mapping_file
    from kg.catalogue.layer.layered_catalogue import layered_catalogue

    count = write_mapping_file(catalogue_ids(layered_catalogue()), out)
    say(f"{count} mappings written: {output_name(out)}")


@click.command(epilog=example("paperatlas catalogue align --from facts/ --to alignments.sssom.tsv"))
@click.option("--from", "folders", type=FOLDER, multiple=True, required=True, help="Folder of tables of facts.")
@click.option("--to", "out", type=TARGET, required=True, help="The file to write; - for standard output.")
def align(folders: tuple[Path, ...], out: Path) -> None:
    """Make the alignments that ship: ids of the catalogue's entries in registries, where name and type agree.

    Only registries under permissive licences are used; what stands in the catalogue's rows is left out.
    """
    from kg.catalogue.care.mapping_file import write_mapping_file
    from kg.catalogue.catalogue import load_catalogue
    from kg.catalogue.importers.facts import read_facts
    from kg.catalogue.importers.registry_alignment import align_facts

    found, unused = align_facts((fact for folder in folders for fact in read_facts(folder)), load_catalogue())
    count = write_mapping_file(found, out)
    with standing_aside(out):
        print_table(("not used because", "facts"), sorted(unused.items()))
    say(f"{count} mappings written: {output_name(out)}")
