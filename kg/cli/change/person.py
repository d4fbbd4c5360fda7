"""Who corrects, and when: what the commands write into the columns ``who`` and ``when``."""

from __future__ import annotations

import datetime
import getpass
import shlex
import shutil
import subprocess
from pathlib import Path

import click

_PATIENCE = 5.0  # seconds for git to answer

who_option = click.option(
    "--who", envvar="PAPERATLAS_WHO", metavar="NAME", help="Your name; by default git's user.name, else the account's."
)


def _checked_day(_: click.Context, __: click.Parameter, given: str | None) -> str:
    if given is None:
        return datetime.date.today().isoformat()
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise click.BadParameter(f"{given!r} is no day; write YYYY-MM-DD.") from error


when_option = click.option(
    "--when", callback=_checked_day, metavar="DAY", help="The day of the correction, YYYY-MM-DD; by default today."
)


def name_of_person(given: str | None) -> str:
    """Return the name of who corrects: as given, or as git or the system calls the person.

    Raises:
        click.UsageError: none of them has a name.
    """
    found = (given or "").strip() or _name_by_git() or _name_of_account()
    if not found:
        raise click.UsageError("who are you? give --who NAME.")
    return found


def _name_by_git() -> str:
    """Return the name that git has for its user; what the folder's own repository says is passed over."""
    program = shutil.which("git")
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "config", "--global", "--get", "user.name"],
            capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def _name_of_account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # the account has no name
        return ""


def way_to_apply(output: Path) -> str:
    """Say how corrections come into the graph of a folder."""
    return f"paperatlas update -o {shlex.quote(str(output))}"
