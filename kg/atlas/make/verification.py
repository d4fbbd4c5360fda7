"""A built folder held against what the build wrote, and made whole again.

1. The manifest is checked by the hash in it; where it is damaged, its copy tells what the files are.
2. Every file that it names is hashed, every file of the store too, every entry of the cache, kept versions, and the
   feed of changes.
3. A repair puts back the manifest from its copy, and builds all else again from the records, with the inputs, the base
   IRI and the corrections of the folder: by the same version the same bytes. Records that are damaged cannot be made
   again from anything else in the folder.

``corrections.tsv`` is there to be edited, so it is damaged only where it cannot be read as corrections.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.atlas.atlas import STORE, TRIPLES
from kg.atlas.imported_file import DESCRIBED, IMPORTED
from kg.atlas.input_files import FaultHandler
from kg.atlas.linked_papers import CACHE, RECORDS
from kg.atlas.make.build_files import BuildReport
from kg.atlas.make.pipeline import rebuild
from kg.atlas.manifest import MANIFEST_COPY, Manifest, parse_manifest, read_manifest, remedy_of_records
from kg.atlas.progress import Progress, Silent
from kg.atlas.reading_cache import CACHE_FILE, cache_fault, open_cache
from kg.changes.feed.history_check import history_faults
from kg.graph.correction.corrections import CORRECTIONS, load_corrections
from kg.ground.errors import DamagedError, PaperAtlasError
from kg.ground.files.integrity import MANIFEST, damaged, open_checked, place, sha256
from kg.ground.files.targets import open_target
from kg.rdf.query.store import open_store
from kg.rdf.query.store_seal import check_store, is_sealed, read_through, store_faults

_KEPT = frozenset({RECORDS, IMPORTED, DESCRIBED})  # what was read, of which nothing else in the folder has a copy


@dataclass(frozen=True, slots=True, order=True)
class Damage:
    """A file that is not what the build wrote.

    Attributes:
        file: its path below the folder. problem: what is wrong. remedy: what to do.
        repairable: whether ``repair`` makes it again.
    """

    file: str
    problem: str
    remedy: str
    repairable: bool = True

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found in a folder.

    Attributes:
        damages: sorted by file. checked: how many files were. edited: whether ``corrections.tsv`` is another than the
            one of the build. manifest: of the build; None where it is lost.
    """

    damages: tuple[Damage, ...]
    checked: int = 0
    edited: bool = False
    manifest: Manifest | None = None

    @property
    def whole(self) -> bool:
        return not self.damages


def verify(output: Path, *, progress: Progress | None = None) -> Verification:
    """Check every file of a built folder, its cache included. Nothing is changed.

    Raises:
        OutputError: there is no build in the folder.
    """
    while True:
        found = _verified_output(output, progress)
        # Where another build has taken its place meanwhile, files were held against the manifest of the one before.
        if found.whole or found.manifest is None or _manifest_and_damage(output)[0] == found.manifest:
            return found


def _verified_output(output: Path, progress: Progress | None) -> Verification:
    manifest, damages = _manifest_and_damage(output)
    if manifest is None:
        return Verification(tuple(damages), 1)
    bar = progress or Silent()
    names = [name for name in manifest.files if name != CORRECTIONS]
    bar.start("verify", len(names) + 3)
    for name in names:
        damages += _damage_of_file(output, name, manifest)
        bar.advance()
    damages += _damage_of_store(output, manifest)
    bar.advance()
    damages += _damage_of_cache(output)
    bar.advance()
    damages += _corrections(output, manifest)
    bar.advance()
    damages += [Damage(*fault, repairable=False) for fault in history_faults(output)]
    edited = CORRECTIONS in manifest.files and _corrections_edited(output, manifest)
    return Verification(tuple(sorted(damages)), len(names) + 5, edited, manifest)


def repair(
    output: Path, *, progress: Progress | None = None, on_fault: FaultHandler | None = None
) -> tuple[Verification, BuildReport | None]:
    """Make a folder whole again, as far as what is whole in it allows.

    Returns:
        What is still damaged, and what was built; None where nothing had to be.

    Raises:
        PaperAtlasError: the folder cannot be written, or its corrections have faults.
    """
    found = verify(output, progress=progress)
    names = {damage.file for damage in found.damages if damage.repairable}
    for name, source in ((MANIFEST, MANIFEST_COPY), (MANIFEST_COPY, MANIFEST)):
        if name in names and found.manifest is not None:
            with open_target(output / name) as file:
                file.write(place(output, source).read_bytes())
    cached = f"{CACHE}/{CACHE_FILE}"
    if cached in names:
        with open_cache(output / CACHE, "", on_fault) as cache:
            cache.drop_damaged()
    report = None
    rest = names - {MANIFEST, MANIFEST_COPY, cached}
    if rest and found.manifest is not None and all(damage.file not in _KEPT for damage in found.damages):
        report = rebuild(output, found.manifest, progress=progress, on_fault=on_fault)
    return (verify(output) if names else found), report


def _manifest_and_damage(output: Path) -> tuple[Manifest | None, list[Damage]]:
    """Return the manifest, or what its copy says, and what is wrong with the two."""
    try:
        manifest = read_manifest(output)
    except DamagedError as error:
        try:
            copy = parse_manifest((output / MANIFEST_COPY).read_bytes(), output)
        except (OSError, PaperAtlasError):
            remedy = "without it nothing can be checked: build the folder again from the files of your papers"
            return None, [Damage(MANIFEST, error.problem, remedy, repairable=False)]
        return copy, [Damage(MANIFEST, error.problem, "its copy is put in its place")]
    try:
        same = place(output, MANIFEST_COPY).read_bytes() == place(output, MANIFEST).read_bytes()
    except OSError:
        same = False
    if same or not is_sealed(place(output, STORE)):  # builds of earlier versions left neither a copy nor a list
        return manifest, []
    return manifest, [Damage(MANIFEST_COPY, "it is no copy of manifest.json", "the manifest is copied again")]


def _damage_of_file(output: Path, name: str, manifest: Manifest) -> list[Damage]:
    try:
        open_checked(output, name, manifest.files[name]).close()
    except DamagedError as error:
        if name not in _KEPT:
            return [Damage(name, error.problem, "it is built again from the records")]
        return [Damage(name, error.problem, remedy_of_records(manifest), repairable=False)]
    return []


def _damage_of_store(output: Path, manifest: Manifest) -> list[Damage]:
    folder = place(output, STORE)
    remedy = "it is built again from the records"
    faults: list[PaperAtlasError] = [*store_faults(folder)]
    if not faults:
        try:
            if not is_sealed(folder):  # of an earlier version, or written since: what RocksDB itself can tell
                read_through(open_store(folder), folder)
            elif check_store(folder) != manifest.files.get(TRIPLES):
                faults.append(damaged(output, STORE, "the store is of another build"))
        except PaperAtlasError as error:
            faults.append(error)
    return [Damage(_path_below_output(output, fault.where or STORE), fault.problem, remedy) for fault in faults]


def _path_below_output(output: Path, where: str) -> str:
    path = Path(where)
    return path.relative_to(output).as_posix() if path.is_relative_to(output) else STORE


def _damage_of_cache(output: Path) -> list[Damage]:
    problem = cache_fault(output / CACHE / CACHE_FILE)
    remedy = "what is damaged is dropped, and its papers are linked anew at the next build"
    return [Damage(f"{CACHE}/{CACHE_FILE}", problem, remedy)] if problem else []


def _corrections(output: Path, manifest: Manifest) -> list[Damage]:
    path = place(output, CORRECTIONS)
    if not path.exists() or CORRECTIONS not in manifest.files:
        return []
    try:
        if not path.stat().st_size:
            raise damaged(output, CORRECTIONS, "the file is empty, and was not at the last build")
        load_corrections(path)
    except PaperAtlasError as error:
        problem = error.problem.partition("\n")[0]
        return [Damage(CORRECTIONS, problem, "mend it by hand: nothing else holds what people wrote", repairable=False)]
    return []


def _corrections_edited(output: Path, manifest: Manifest) -> bool:
    path = place(output, CORRECTIONS)
    return not path.exists() or sha256(path) != manifest.files[CORRECTIONS]
