"""A graph in a store brought up to the last version of a feed of changes, which lies in a folder or is served.

1. The index of the feed says which versions there are; the store says which one it has.
2. The patches from there on are taken (from a server each one is fetched) and applied in their order
   (``kg.publish.patched_store``). Each must have the size and the hash that the index names.

A store whose version the feed does not know is never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.changes.feed.change_feed import CHANGES, INDEX, LARGEST_INDEX, ChangeFeed, FeedEntry, parse_feed
from kg.fetch.base_address import checked_base, host_of
from kg.fetch.http_exchange import USER_AGENT, fault_to_raise, http_faults, open_http_client
from kg.fetch.service_faults import Repetition
from kg.ground.errors import FetchError, InputError, OutputError
from kg.ground.files.integrity import place, sha256
from kg.ground.text import one_line
from kg.publish.patched_store import StorePatchReport, open_store_client, patch_store, version_in_store
from kg.publish.publication import PublishSettings
from kg.publish.store_addresses import StoreAddresses

if TYPE_CHECKING:
    from kg.atlas.progress import Progress

_PIECE = 1 << 16  # bytes
_OPTION = "--follow"
_SHOWN = 100  # characters of a version's name in a message


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Where a feed is.

    Attributes:
        place: the address of a server's ``changes``, or the folder that holds the index.
        settings: how a server is asked.
    """

    place: str | Path
    settings: PublishSettings

    def feed(self, held: Path) -> ChangeFeed:
        """Read the index.

        Raises:
            InputError: there is none, or it is none. FetchError: the server cannot be asked.
        """
        path = self.file(INDEX, held, LARGEST_INDEX)
        try:
            with path.open("rb") as file:
                return parse_feed(file.read(LARGEST_INDEX), f"{self.place}/{INDEX}")
        except OSError as error:
            remedy = "name the folder of a graph that is built with --changes, or its address at a server"
            raise InputError(f"there is no feed here: {error.strerror}", where=path, remedy=remedy) from error

    def patch(self, entry: FeedEntry, held: Path) -> Path:
        """Return the file of a patch, which is the one that the index names.

        Raises:
            InputError: it is another, or missing. FetchError: the server cannot be asked.
        """
        path = self.file(entry.file, held, entry.bytes)
        try:
            same = path.stat().st_size == entry.bytes and sha256(path) == entry.sha256
        except OSError:
            same = False
        if not same:
            problem = "the patch is not the one that the index names"
            remedy = "run the same command again; where that does not help, the feed is damaged: publish the graph anew"
            raise InputError(problem, where=f"{self.place}/{entry.file}", remedy=remedy)
        return path

    def file(self, name: str, held: Path, most: int) -> Path:
        """Return a file of the feed, fetched into a folder where the feed is served."""
        if isinstance(self.place, Path):
            return self.place / name
        address, target, settings = f"{self.place}/{name}", held / name, self.settings
        repetition = Repetition(settings.clock, settings.jitter, settings.notify)
        repetition.repeat(lambda: _fetch_file(address, target, most, settings))
        return target


def feed_source(name: str, settings: PublishSettings) -> FeedSource:
    """Find where a feed is by the name that a user gives it: the folder of a graph or of its feed, or an address.

    Raises:
        InputError: the address is none.
    """
    if "://" in name:
        base = checked_base(name.removesuffix(INDEX))
        return FeedSource(base if base.endswith(f"/{CHANGES}") else f"{base}/{CHANGES}", settings)
    folder = Path(name)
    below = place(folder, CHANGES)
    return FeedSource(below if below.is_dir() else folder, settings)


def follow_feed(
    source: FeedSource, store: StoreAddresses, settings: PublishSettings, progress: Progress
) -> StorePatchReport | None:
    """Bring the graph in a store to the last version of a feed.

    Returns:
        What was done; None where the store has that version already.

    Raises:
        InputError: the feed cannot be read, or does not know the version that is there. FetchError: a server cannot be
            asked or refuses. OutputError: the disk is full.
    """
    with TemporaryDirectory(prefix="paperatlas-") as held:
        feed = source.feed(Path(held))
        with open_store_client(settings) as client:
            version = version_in_store(client, store, feed.dataset)
        left = feed.entries_after(version.name)
        if left is None:
            names = (one_line(name, _SHOWN) for name in (version.name, feed.last))
            problem = "the graph there has version {}, from which no patches of the feed lead to {}".format(*names)
            remedy = "publish the graph there anew (paperatlas publish --replace --graph IRI), then follow"
            raise InputError(problem, where=host_of(store.query), remedy=remedy)
        if not left:
            return None
        return patch_store(_patches(source, left, Path(held)), store, settings, progress)


def _patches(source: FeedSource, entries: Sequence[FeedEntry], held: Path) -> list[Path]:
    return [source.patch(entry, held) for entry in entries]


def _fetch_file(address: str, target: Path, most: int, settings: PublishSettings) -> None:
    host = host_of(address)
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    with (
        open_http_client(headers, settings.silence, "following a feed") as client,
        http_faults(host, _OPTION),
        client.stream("GET", address) as response,
    ):
        if response.status_code != 200:
            remedy = "name the address of a graph that is served and is built with --changes"
            error = FetchError(f"{host} answers {response.status_code} for {address}", remedy=remedy)
            raise fault_to_raise(error, response, settings.clock)
        try:
            _write_pieces(response.iter_raw(_PIECE), target, most, address)
        except OSError as fault:
            problem = f"cannot be written: {fault.strerror or fault}"
            raise OutputError(problem, where=target, remedy="free space on the disk") from fault


def _write_pieces(pieces: Iterable[bytes], target: Path, most: int, address: str) -> None:
    size = 0
    with target.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > most:
                remedy = "its index may be of another moment: run the same command again"
                raise FetchError(f"{address} is larger than its index says", remedy=remedy)
            file.write(piece)
