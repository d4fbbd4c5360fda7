"""How far a graph has been published to a store: a small file beside the folder of the graph.

It says which graph (by its hash) went where and up to which byte, so that a run that was stopped goes on there. It has
no credentials. It takes its place whole (``kg/ground/files/durable_files.py``), once for each part.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kg.ground.errors import OutputError
from kg.ground.files.durable_files import put_in_place
from kg.ground.files.integrity import sealed, unsealed
from kg.publish.store_addresses import StoreAddresses

_FORM = 1
_LARGEST = 1 << 20  # bytes; it has a few hundred


@dataclass(frozen=True, slots=True)
class PublishedState:
    """What is in the store of a graph.

    Attributes:
        graph: SHA-256 of ``graph.nt.gz``. store, named: where it goes, for people.
        parts, triples, bytes: that are in, from the beginning of the unpacked file. done: whether that is all.
        replaced: whether the graph in the store was dropped before.
        part_size: bytes of a part, less than was wanted once the store has refused a part as too large.
    """

    graph: str
    store: str
    named: str
    part_size: int
    parts: int = 0
    triples: int = 0
    bytes: int = 0
    done: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class StateFile:
    """The file of a state.

    Attributes:
        path: of the file.
    """

    path: Path

    def read(self) -> PublishedState | None:
        """Read the state; None where there is none.

        Raises:
            OutputError: it is not what was written, or cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                data = unsealed(file.read(_LARGEST))
            if data["form"] != _FORM:
                raise ValueError
            return msgspec.convert(data["state"], PublishedState)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OutputError(
                f"cannot be read: {error.strerror or error}", where=self.path, remedy="allow it"
            ) from error
        except (ValueError, KeyError, msgspec.ValidationError) as error:
            remedy = "delete it; the whole graph is then published again"
            raise OutputError("the state is not what publish wrote", where=self.path, remedy=remedy) from error

    def keep(self, state: PublishedState) -> None:
        """Write the state.

        Raises:
            OutputError: it cannot be written.
        """
        part = self.path.with_name(f"{self.path.name}-{secrets.token_hex(4)}.part")
        try:
            try:
                self.path.parent.mkdir(exist_ok=True)
                part.write_bytes(sealed({"form": _FORM, "state": msgspec.to_builtins(state)}))
                put_in_place(part, self.path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            problem = f"the state cannot be written: {error.strerror or error}"
            raise OutputError(problem, where=self.path.parent, remedy="free space or allow it") from error

    def forget(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)


def state_beside(folder: Path, store: StoreAddresses) -> StateFile:
    """Return the file of the state for a graph's folder and a store.

    >>> state_beside(Path("a/out"), StoreAddresses("", "", "http://h/g")).path.parent.as_posix()
    'a/.out.publish'
    """
    folder = folder.resolve() if folder.name in ("", "..") else folder
    key = hashlib.sha256(f"{store.graphs}\n{store.update}\n{store.graph}".encode()).hexdigest()[:10]
    return StateFile(folder.with_name(f".{folder.name}.publish") / f"{key}.json")
