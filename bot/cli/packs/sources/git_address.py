"""Read where a pack in git is: `git+https://host/repository@REVISION#subdirectory=FOLDER`, or a path and a revision."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

SCHEMES: Final = ("https", "ssh", "file")
PREFIX: Final = "git+"

_REVISION: Final = lazy_pattern(r"[0-9A-Za-z_][0-9A-Za-z_./+~^-]{0,199}")
_FOLDER: Final = lazy_pattern(r"[0-9A-Za-z_][0-9A-Za-z_. -]*(?:/[0-9A-Za-z_][0-9A-Za-z_. -]*)*")


class SourceError(Exception):
    """A pack can't be had from where somebody said it is; the text says why, and what to do."""


class HeldCommitError(SourceError):
    """A pack is held at one commit, so that nothing newer can be looked for by itself."""


@frozen
class GitAddress:
    """A repository, a revision in it (empty: its default branch) and a folder (empty: its top)."""

    repository: str
    """An address, or the path of a repository on this machine."""
    revision: str = ""
    folder: str = ""


def parse_git_address(source: str) -> GitAddress:
    """Return what an address that begins with `git+` says. Raises SourceError."""
    address = source.removeprefix(PREFIX)
    try:
        parts = urlsplit(address)
        options = parse_qs(parts.fragment, strict_parsing=bool(parts.fragment))
        password = parts.password
    except ValueError as error:
        raise SourceError(f"can't read the address: {error}") from error
    if parts.scheme not in SCHEMES:
        named = ", ".join(f"{PREFIX}{each}://" for each in SCHEMES)
        raise SourceError(
            f"write an address that begins with one of {named}; {parts.scheme or 'this'} isn't safe to use"
        )
    if password is not None or (parts.username is not None and parts.scheme != "ssh"):
        raise SourceError(
            "leave the password out of the address: packs.lock would keep it. Use git's credential helper"
        )
    if (parts.hostname or "").startswith("-") or (parts.username or "").startswith("-"):
        raise SourceError("an address can't have a name that begins with a hyphen")
    if parts.query or set(options) - {"subdirectory"}:
        raise SourceError("after # an address can only have subdirectory=FOLDER")
    path, at, revision = parts.path.rpartition("@")
    repository = f"{parts.scheme}://{parts.netloc}{path if at else parts.path}"
    return GitAddress(
        repository, check_revision(revision if at else ""), check_folder(*options.get("subdirectory", [""]))
    )


def local_repository(path: Path, revision: str, folder: str = "") -> GitAddress:
    """Return the address of a repository on this machine, without `..` in it."""
    return GitAddress(str(path.resolve()), check_revision(revision), check_folder(folder))


def check_revision(revision: str) -> str:
    """Return a revision that git can't take for an option or for a range. Raises SourceError."""
    if revision and (not _REVISION.fullmatch(revision) or ".." in revision or "@{" in revision):
        raise SourceError(f"{revision[:60]!r} is no commit, tag or branch")
    return revision


def check_folder(folder: str) -> str:
    """Return a folder inside a repository, without a slash around it. Raises SourceError."""
    bare = folder.strip("/")
    if folder.startswith("/") or (bare and not _FOLDER.fullmatch(bare)) or ".." in bare.split("/"):
        raise SourceError(f"subdirectory={folder[:60]}: name a folder inside the repository")
    return bare


def write_git_address(address: GitAddress) -> str:
    """Return an address as `parse_git_address` reads it."""
    repository = address.repository if "://" in address.repository else Path(address.repository).as_uri()
    revision = f"@{address.revision}" if address.revision else ""
    return f"{PREFIX}{repository}{revision}" + (f"#subdirectory={address.folder}" if address.folder else "")
