"""A pack is read from a folder, a copied commit or an installed package: named files of its own, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.packs.lock import LockedPack
from bot.catalog.packs.locked_packs import COPY_NAME, folder_of, read_locked_pack
from bot.catalog.packs.pack_files import PackError, PackLimits, data_hash, read_folder
from bot.catalog.packs.packages import PackPackage, find_packages, read_package

FILES = {"pack.yaml": b"id: rust\n", "roadmaps/rust.yaml": b"id: rust\n"}
HASH = data_hash(FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "rust", FILES)


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def install(site: Path, *, value: str = "rust_pack.data", record: str = "", **metadata: str) -> Path:
    """Lay an installed package out, as a wheel is."""
    write_files(site / "rust_pack/data", FILES)
    listed = "".join(f"rust_pack/data/{name},,\n" for name in FILES)
    texts = {
        "METADATA": "Metadata-Version: 2.1\nName: roadmate-rust\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\n",
        "RECORD": listed + "rust_pack/__init__.py,,\n../../bin/rust,,\n" + record,
        "entry_points.txt": f"[roadmate.packs]\nrust = {value}\n[console_scripts]\nx = y:z\n",
        **metadata,
    }
    (site / "rust_pack/__init__.py").write_text("raise RuntimeError('nobody may import a pack')")
    return write_files(site / "roadmate_rust-1.0.dist-info", {name: text.encode() for name, text in texts.items()})


def package(site: Path, problems: list[ContentProblem] | None = None) -> dict[str, bytes]:
    return read_package("roadmate-rust", "rust", [] if problems is None else problems, [str(site)])


def test_a_folder_is_read_as_it_is(folder: Path) -> None:
    write_files(folder, {"tests/test.yaml": b"", ".pre-commit.yaml": b"", "README.md": b"", "roadmaps/.x.yaml": b""})
    problems: list[ContentProblem] = []
    assert read_folder(folder, problems) == FILES
    assert problems == []


def test_a_package_is_read_and_never_imported(tmp_path: Path) -> None:
    install(tmp_path)
    assert package(tmp_path) == FILES
    assert find_packages([str(tmp_path)]) == (PackPackage("rust", "roadmate-rust", "1.0"),)
    assert "rust_pack" not in sys.modules


def test_the_hash_is_that_of_names_and_bytes() -> None:
    assert data_hash(dict(reversed(FILES.items()))) == HASH
    assert len({data_hash({"a": b"bc"}), data_hash({"ab": b"c"}), data_hash({"a": b"b", "c": b""}), HASH}) == 4


@pytest.mark.parametrize(
    ("value", "metadata", "problem"),
    [
        ("rust_pack.data", {"direct_url.json": json.dumps({"dir_info": {"editable": True}})}, "from a wheel"),
        ("rust_pack.data", {"WHEEL": ""}, "from a wheel"),
        ("rust_pack.data", {"RECORD": ""}, "from a wheel"),
        ("rust_pack:data", {}, "has to name a folder"),
        ("../rust_pack", {}, "has to name a folder"),
        ("rust_pack.data", {"entry_points.txt": ""}, "has no entry point 'rust' in roadmate.packs"),
    ],
)
def test_packages_that_are_refused(tmp_path: Path, value: str, metadata: dict[str, str], problem: str) -> None:
    install(tmp_path, value=value, **metadata)
    with pytest.raises(PackError, match=problem):
        package(tmp_path)


def test_a_package_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="isn't installed here: `pip install "):
        package(tmp_path)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("rust_pack/data/../../../secret.yaml,,\n", "../../../secret.yaml:1: a name that leads out"),
        ("rust_pack/data/roadmaps/..\\x.yaml,,\n", "roadmaps/..\\x.yaml:1: a name that leads out"),
        ("rust_pack/data/roadmaps//x.yaml,,\n", ""),  # read as it is meant
        ("rust_pack/data/levels.yaml,,\n", "levels.yaml:1: a symbolic link"),
        ("rust_pack/data/sayings/a b.yaml,,\n", "sayings/a b.yaml:1: name files"),
    ],
)
def test_names_in_a_package_stay_inside(tmp_path: Path, record: str, problem: str) -> None:
    site = tmp_path / "site"
    install(site, record=record)
    write_files(tmp_path, {"secret.yaml": b"secret"})
    write_files(site / "rust_pack/data", {"sayings/a b.yaml": b"", "roadmaps/x.yaml": b""})
    (site / "rust_pack/data/levels.yaml").symlink_to(tmp_path / "secret.yaml")
    problems: list[ContentProblem] = []
    files = package(site, problems)
    assert b"secret" not in files.values()
    assert " ".join(map(str, problems)).startswith(problem)
    assert bool(problems) == bool(problem)


def test_links_and_strange_things_in_a_folder_are_refused(tmp_path: Path, folder: Path) -> None:
    write_files(tmp_path, {"secret.yaml": b"secret", "outside/x.yaml": b"secret"})
    (folder / "plan.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "lessons").symlink_to(tmp_path / "outside")
    (folder / "roadmaps/gone.yaml").symlink_to("nowhere.yaml")
    (folder / "roadmaps/a\nb.yaml").write_bytes(b"")
    (folder / "roadmaps/a\\b.yaml").write_bytes(b"")
    (folder / "questions/dir.yaml").mkdir(parents=True)
    os.mkfifo(folder / "levels.yaml")
    problems: list[ContentProblem] = []
    assert read_folder(folder, problems) == FILES
    found = {each.file: each.message for each in problems}
    assert sorted(found) == sorted(
        [
            "plan.yaml",
            "lessons",
            "roadmaps/gone.yaml",
            "roadmaps/a\\nb.yaml",
            "roadmaps/a\\b.yaml",
            "questions/dir.yaml",
            "levels.yaml",
        ]
    )
    assert all(found[each].startswith("a symbolic link") for each in ("plan.yaml", "lessons", "roadmaps/gone.yaml"))
    assert all(each.line == 1 for each in problems)


def test_too_many_files_and_too_many_bytes(folder: Path) -> None:
    problems: list[ContentProblem] = []
    assert len(read_folder(folder, problems, PackLimits(files=1))) == 1
    assert str(problems[0]) == "roadmaps/rust.yaml:1: more than 1 files in one pack: make two of it"
    problems.clear()
    read_folder(folder, problems, PackLimits(total_bytes=10))
    assert "MiB in one pack" in str(problems[0])


def test_what_the_lock_says_is_held_to(tmp_path: Path, folder: Path) -> None:
    commit = "0" * 40
    there = LockedPack(id="rust", source="folder", where="rust", version="1.0")
    copied = LockedPack(id="rust", source="git", where="https://x", version="1.0", commit=commit, hash=HASH)
    copy = folder_of(copied, tmp_path)
    assert copy.parent == folder  # of this version alone, so that the lock is all that has to change for another
    assert COPY_NAME.fullmatch(copy.name)
    shutil.copytree(folder, copy)
    assert read_locked_pack(there, tmp_path).files == read_locked_pack(copied, tmp_path).files == FILES
    (copy / "pack.yaml").write_bytes(b"id: other\n")
    (folder / "pack.yaml").write_bytes(b"id: other\n")
    assert read_locked_pack(there, tmp_path).files["pack.yaml"] == b"id: other\n"
    with pytest.raises(PackError, match="roadmate pack upgrade rust"):
        read_locked_pack(copied, tmp_path)


def test_a_package_is_held_to_its_hash(tmp_path: Path) -> None:
    install(tmp_path)
    locked = LockedPack(id="rust", source="package", where="roadmate-rust", version="1.0", hash=HASH)
    assert read_locked_pack(locked, tmp_path, [str(tmp_path)]).files == FILES
    (tmp_path / "rust_pack/data/pack.yaml").write_bytes(b"changed")
    with pytest.raises(PackError, match="roadmate pack upgrade rust"):
        read_locked_pack(locked, tmp_path, [str(tmp_path)])


def test_a_folder_that_is_gone_and_one_that_is_a_link(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(PackError, match="there is no folder"):
        read_locked_pack(LockedPack(id="gone", source="folder", where="gone", version="1"), tmp_path)
    (tmp_path / "linked").symlink_to(folder)
    copied = LockedPack(id="linked", source="git", where="x", version="1", commit="0" * 40, hash=HASH)
    with pytest.raises(PackError, match="symbolic link"):
        read_locked_pack(copied, tmp_path)
