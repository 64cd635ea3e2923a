"""Read the files of a pack out of git, at one commit, without checking anything out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.catalog.loading.content_files import FOLDERS, MAX_FILE_BYTES
from bot.catalog.packs.pack_files import LIMITS, check_name, is_content_name
from bot.cli.packs.sources.git_address import GitAddress, SourceError, local_repository
from bot.cli.packs.sources.git_commands import TIMEOUT_SECONDS, Git
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import format_count

SYMLINK, SUBMODULE = "120000", "160000"

_COMMIT: Final = lazy_pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@frozen
class GitPack:
    """The files of a pack at a commit, by their names in the pack."""

    commit: str
    files: dict[str, bytes]


@frozen
class _Entry:
    """A line of `git ls-tree`."""

    mode: str
    kind: str
    object_id: str
    size: int
    name: str


def fetch_pack(address: GitAddress, *, timeout: float = TIMEOUT_SECONDS) -> GitPack:
    """Return the files at a revision of a repository, fetched into a folder that is gone afterwards.

    Raises:
        SourceError: there is no such repository, revision or folder, or something in it is no plain file.
    """
    with tempfile.TemporaryDirectory(prefix="roadmate-pack-") as folder:
        git = Git(Path(folder) / "repository", timeout=timeout)
        git.run("init", "--quiet", "--bare", "--template=", str(git.repository))
        commit = _fetch_commit(git, address)
        return GitPack(commit, read_commit(git, commit, address.folder))


def read_revision(directory: Path, revision: str) -> dict[str, bytes]:
    """Return the files of a pack as they were at a revision of the repository that its folder is in.

    Raises:
        SourceError: the folder isn't in a repository, or has no such revision.
    """
    address = local_repository(directory, revision)
    found = Git(directory, is_inside=True).run("rev-parse", "--absolute-git-dir", "--show-prefix").decode()
    top, folder = found.split("\n")[:2]
    git = Git(Path(top))
    return read_commit(git, _resolve(git, f"{address.revision}^{{commit}}", address), folder.rstrip("/"))


def _fetch_commit(git: Git, address: GitAddress) -> str:
    """Fetch a revision alone; where the server doesn't give it out by that name, everything, and look for it there."""
    fetch = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc")
    wanted = address.revision or "HEAD"
    try:
        git.run(*fetch, "--depth=1", "--", address.repository, wanted)
    except SourceError:
        if not address.revision:
            raise
        git.run(*fetch, "--", address.repository, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        return _resolve(git, f"{wanted}^{{commit}}", address)
    return _resolve(git, "FETCH_HEAD^{commit}", address)


def _resolve(git: Git, revision: str, address: GitAddress) -> str:
    try:
        found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision).decode().strip()
    except SourceError:
        found = ""
    if not _COMMIT.fullmatch(found):
        raise SourceError(f"{address.repository} has no commit, tag or branch {address.revision!r}")
    return found


def read_commit(git: Git, commit: str, folder: str = "") -> dict[str, bytes]:
    """Return the YAML files of a pack at a commit: those at the folder's top, and those in the folders of content."""
    entries = dict(_list_files(git, f"{commit}:{folder}", folder))
    total = sum(each.size for each in entries.values())
    if len(entries) > LIMITS.files or total > LIMITS.total_bytes:
        bounds = f"a pack has up to {LIMITS.files} files and {LIMITS.total_bytes >> 20} MB"
        raise SourceError(f"{format_count(len(entries), 'file')} with {total // 1024} kB: {bounds}")
    asked = "".join(f"{each.object_id}\n" for each in entries.values()).encode()
    output = git.run("cat-file", "--batch", given=asked, limit=LIMITS.total_bytes + 200 * len(entries) + 1)
    return dict(zip(entries, _blobs(output), strict=True))


def _list_files(git: Git, tree: str, folder: str) -> Iterator[tuple[str, _Entry]]:
    """Yield the YAML files by name. Raises SourceError for a link, a submodule or a name that leads elsewhere."""
    for entry in _list_tree(git, tree, folder):
        if entry.name in FOLDERS:
            if entry.kind != "tree":
                raise SourceError(f"{entry.name}: {_kind_of(entry)} where a folder should be")
            for inner in _list_tree(git, entry.object_id, folder):
                yield from _named_file(inner, f"{entry.name}/{inner.name}")
        else:
            yield from _named_file(entry, entry.name)


def _named_file(entry: _Entry, name: str) -> Iterator[tuple[str, _Entry]]:
    if not is_content_name(name):
        return
    if reason := check_name(name):
        raise SourceError(f"{name[:100]!r}: {reason}")
    if entry.kind != "blob" or entry.mode == SYMLINK:
        raise SourceError(f"{name}: {_kind_of(entry)}, and a pack may only have plain files")
    if entry.size > MAX_FILE_BYTES:
        raise SourceError(f"{name}: larger than {MAX_FILE_BYTES // 1024} kB")
    yield name, entry


def _kind_of(entry: _Entry) -> str:
    kinds = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule"}
    return kinds.get(entry.mode, "a folder" if entry.kind == "tree" else "a file")


def _list_tree(git: Git, tree: str, folder: str) -> list[_Entry]:
    try:
        output = git.run("ls-tree", "-z", "-l", "--full-tree", "--end-of-options", tree)
    except SourceError as error:
        raise SourceError(f"there's no folder {folder!r} at that commit" if folder else str(error)) from error
    return [_parse_entry(line) for line in output.split(b"\0") if line]


def _parse_entry(line: bytes) -> _Entry:
    facts, _, name = line.partition(b"\t")
    mode, kind, object_id, size = facts.decode("ascii").split()
    return _Entry(mode, kind, object_id, int(size) if size.isdigit() else 0, name.decode("utf-8", "backslashreplace"))


def _blobs(output: bytes) -> Iterator[bytes]:
    """Yield the contents that `git cat-file --batch` wrote one after the other."""
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        size = int(output[at:end].rsplit(b" ", 1)[-1])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
