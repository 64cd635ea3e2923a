"""The lock of packs says which are in force, in lines that are easy to compare."""

from __future__ import annotations

import pytest

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.packs.lock import MAX_PACKS, LockedPack, PackLock, parse_lock, write_lock

HASH = f"sha256:{'0' * 64}"
COMMIT = f"{'1' * 39}e"
PACKS = PackLock(
    packs=(
        LockedPack(id="rust", source="folder", where="../rust pack", version="1.0"),
        LockedPack(id="go", source="package", where="roadmate-go", version="2", hash=HASH),
        LockedPack(
            id="teeth", source="git", where='https://example.org/"teeth"', version="0.1", commit=COMMIT, hash=HASH
        ),
    )
)


def problems_of(text: str) -> list[str]:
    problems: list[ContentProblem] = []
    parse_lock(text.encode(), problems)
    return [str(each) for each in problems]


def test_what_is_written_is_read() -> None:
    problems: list[ContentProblem] = []
    assert parse_lock(write_lock(PACKS), problems).model == PACKS
    assert parse_lock(write_lock(PackLock()), problems).model == PackLock()
    assert parse_lock(None, problems).model is None
    assert problems == []


def test_a_pack_takes_a_few_lines() -> None:
    assert write_lock(PackLock(packs=PACKS.packs[:1])).decode() == (
        'packs:\n  - id: "rust"\n    source: "folder"\n    where: "../rust pack"\n    version: "1.0"\n'
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id: "go"', 'id: "rust"', "packs.lock:6: pack 'rust' is listed twice"),
        ('id: "go"', 'id: "../go"', "packs.lock:6: packs[2].id: "),
        (f'    hash: "{HASH}"\n', "", "packs.lock:6: packs[2]: a package has hash"),
        ('source: "folder"', 'source: "git"', "packs.lock:2: packs[1]: a git has commit and hash"),
        ('source: "folder"', 'source: "svn"', "packs.lock:3: packs[1].source: "),
        ('version: "2"', "version: 2", "packs.lock:9: packs[2].version: "),
        ("packs:", "pack:", "packs.lock:1: pack: unknown key, did you mean packs?"),
    ],
)
def test_what_is_wrong_has_its_line(old: str, new: str, problem: str) -> None:
    text = write_lock(PACKS).decode().replace(old, new, 1)
    assert any(each.startswith(problem) for each in problems_of(text)), problems_of(text)


def test_there_is_a_most() -> None:
    one = write_lock(PackLock(packs=PACKS.packs[:1])).decode().partition("\n")[2]
    text = "packs:\n" + "".join(one.replace("rust", f"rust{at}") for at in range(MAX_PACKS + 1))
    assert "at most 200" in problems_of(text)[0]
