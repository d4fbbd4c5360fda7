"""The folder of an index: ``index.json`` names its files, in the order in which they were made."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kg.ground.errors import DamagedError, InputError
from kg.ground.files.integrity import unsealed

INDEX = "index.json"
_REMEDY = "make it again: paperatlas identify make SNAPSHOT -o FOLDER"


def index_files(folder: Path) -> list[str]:
    """Return the names of the files of an index.

    Raises:
        InputError: the folder holds none. DamagedError: its list is not what was written.
    """
    path = folder / INDEX
    try:
        data = unsealed(path.read_bytes())
        names = msgspec.convert(data["files"], list[str])
    except (FileNotFoundError, NotADirectoryError):
        remedy = "make one: paperatlas identify make SNAPSHOT -o FOLDER"
        raise InputError("the folder holds no index of titles", where=folder, remedy=remedy) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=path, remedy=_REMEDY) from error
    except (ValueError, TypeError, KeyError, msgspec.ValidationError) as error:
        raise DamagedError("the list of files is not what was written", where=path, remedy=_REMEDY) from error
    if any(Path(name).name != name or name in ("", "..") for name in names):
        raise DamagedError("the list of files leads out of the folder", where=path, remedy=_REMEDY)
    return names
