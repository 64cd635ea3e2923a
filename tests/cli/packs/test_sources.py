"""Where packs come from, and the folder that keeps which are in force: whole changes only, one at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from errno import ENOSPC
from pathlib import Path

import pytest

from bot.catalog.loading.content_files import ContentError
from bot.catalog.packs.lock import LockedPack
from bot.catalog.packs.locked_packs import folder_of, read_locked_pack
from bot.catalog.packs.pack_files import PackError, data_hash
from bot.cli.packs.sources.candidates import Candidate, PackFinder
from bot.cli.packs.sources.git_address import SourceError
from bot.cli.packs.sources.packs_folder import PacksFolder
from tests.cli.packs.samples import MANIFEST, Repository, install_package, pack_files, plain_files, write_files

FILES = pack_files()
NEWER = pack_files(manifest=MANIFEST.replace("1.0.0", "1.1.0"))


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackFinder:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "packs").mkdir()
    return PackFinder(tmp_path / "packs", [str(tmp_path / "site")])


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit(("main", plain_files(FILES)), ("main", plain_files(NEWER)), tags=[("v1", "main")])
    return made


def test_a_folder_is_read_as_it_is(finder: PackFinder, tmp_path: Path) -> None:
    write_files(tmp_path / "mine", FILES)
    found = finder.find("mine")
    assert (found.locked.source, found.locked.where, found.locked.hash) == ("folder", "../mine", None)
    assert found.files == FILES
    write_files(tmp_path / "mine", NEWER)
    assert finder.renew(found.locked).locked.version == "1.1.0"
    outside = write_files(tmp_path.parent / f"{tmp_path.name}-elsewhere", FILES)
    assert finder.find(str(outside)).locked.where == str(outside)


@pytest.mark.parametrize("name", ["roadmate-pack-ovens", "Roadmate_Pack.Ovens", "ovens"])
def test_a_package_is_found_by_its_name_or_its_packs(name: str, finder: PackFinder, tmp_path: Path) -> None:
    install_package(tmp_path / "site", FILES)
    found = finder.find(name)
    assert (found.locked.source, found.locked.where) == ("package", "roadmate-pack-ovens")
    assert found.locked.hash == data_hash(FILES)
    assert finder.renew(found.locked) == found


def test_a_package_that_is_not_a_wheel_is_refused(finder: PackFinder, tmp_path: Path) -> None:
    editable = '{"url": "file:///src/ovens", "dir_info": {"editable": true}}'
    install_package(tmp_path / "site", FILES, direct_url=editable)
    with pytest.raises(PackError, match="isn't installed from a wheel"):
        finder.find("ovens")


def test_a_commit_is_held_and_a_branch_moves_on(finder: PackFinder, repository: Repository) -> None:
    first = repository.git("rev-parse", "v1")
    found = finder.find("repository", "v1")
    assert found.locked.commit == repository.git("rev-parse", "v1^{commit}")
    assert (found.locked.version, found.locked.hash) == ("1.0.0", data_hash(FILES))
    assert found.locked.where == f"git+file://{repository.folder}@v1"
    assert first != found.locked.commit  # a tag of its own is no commit
    assert finder.renew(found.locked) == found
    assert finder.renew(found.locked, "main").locked.version == "1.1.0"
    held = finder.find(f"git+file://{repository.folder}@{found.locked.commit}").locked
    with pytest.raises(SourceError, match=r"ovens is held at commit [0-9a-f]{10}: name another one with --to"):
        finder.renew(held)
    assert finder.renew(held, "main").locked.where.endswith("@main")


def test_what_is_no_pack_is_said(finder: PackFinder, repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_files(tmp_path / "broken", {"pack.yaml": b"id: X\n"})
    (repository.folder / "roadmaps").mkdir()
    refusals: list[tuple[type[Exception], str, Callable[[], Candidate]]] = [
        (PackError, r"/empty has no pack\.yaml, so it isn't a pack$", lambda: finder.find("empty")),
        (
            PackError,
            "say #subdirectory=FOLDER or --subdirectory$",
            lambda: finder.find("repository", "main", "roadmaps"),
        ),
        (
            SourceError,
            "add .*/repository with --subdirectory roadmaps$",
            lambda: finder.find("repository/roadmaps", "v1"),
        ),
        (SourceError, "there's no folder without a name", lambda: finder.find("")),
        (SourceError, r"write git\+ssh://git@g\.example/a/b\.git for", lambda: finder.find("git@g.example:a/b.git")),
        (ContentError, r"broken/pack\.yaml:1: id: .*\n.*", lambda: finder.find("broken")),
        (SourceError, "no installed package of that name", lambda: finder.find("nothing")),
        (SourceError, "there's no folder a/b", lambda: finder.find("a/b")),
        (SourceError, r"write git\+https://g.example/a", lambda: finder.find("https://g.example/a")),
        (SourceError, "begin with a hyphen", lambda: finder.find("--upload-pack=x")),
    ]
    for kind, why, look in refusals:
        with pytest.raises(kind, match=why):
            look()
    locked = finder.find(str(write_files(tmp_path / "mine", FILES))).locked
    with pytest.raises(SourceError, match="--to goes with a pack from git"):
        finder.renew(locked, "main")


def test_an_entry_point_of_another_name_than_its_pack(finder: PackFinder, tmp_path: Path) -> None:
    install_package(tmp_path / "site", pack_files(manifest=MANIFEST.replace("id: ovens", "id: stoves")))
    with pytest.raises(PackError, match="its entry point is called ovens, and the pack in it stoves"):
        finder.find("ovens")


def copied(files: Mapping[str, bytes], version: str) -> LockedPack:
    held = data_hash(files)
    return LockedPack(id="ovens", source="git", where="git+file:///x", version=version, commit="0" * 40, hash=held)


OLD_PACK, NEW_PACK = copied(FILES, "1.0.0"), copied(NEWER, "1.1.0")


def test_what_is_put_in_force_is_read_again(tmp_path: Path) -> None:
    folder = PacksFolder(tmp_path / "packs")
    for locked, files in ((OLD_PACK, FILES), (NEW_PACK, NEWER)):
        with folder.change():
            folder.put(locked, files)
        assert folder.read_lock().packs == (locked,)
        assert read_locked_pack(locked, folder.path).files == files
    assert not folder_of(OLD_PACK, folder.path).exists()  # nobody needs it any more
    with folder.change():
        folder.take_out("ovens")
    assert folder.read_lock().packs == ()
    assert {each.name for each in folder.path.iterdir()} == {"packs.lock"}


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    folder = PacksFolder(tmp_path / "packs")
    notes = write_files(folder.path / "ovens", {"notes.txt": b"mine", "drafts/a.txt": b"mine"})
    with folder.change():
        folder.put(OLD_PACK, FILES)
        folder.take_out("ovens")
    assert {str(each.relative_to(notes)) for each in notes.rglob("*")} == {"notes.txt", "drafts", "drafts/a.txt"}


class Stopped(BaseException):
    """What ends a process in the middle."""


def stop_at(step: int, patch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let the call of this number that changes something on the disk be the last one; the rest counts on."""
    calls = iter(range(10_000))

    def stop_here(really: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if next(calls) == step:
                raise Stopped
            return really(*args, **kwargs)

        return call

    for where, name in ((os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree")):
        patch.setattr(where, name, stop_here(getattr(where, name)))
    return calls


def test_what_a_full_disk_cut_short_takes_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    folder = PacksFolder(tmp_path / "packs")
    with folder.change(), monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fill)
        with pytest.raises(SourceError, match=r"^nothing is changed: .*/packs can't be written: No space left"):
            folder.put(copied(FILES, "1.0.0"), FILES)
    assert list(folder.path.iterdir()) == []


def test_a_stop_at_any_step_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """Each call that changes something may be the last one: what is read afterwards is one of the two, whole."""
    steps = 0
    for step in range(100):
        folder = PacksFolder(tmp_path / f"packs{step}")
        folder.path.mkdir()
        folder.put(OLD_PACK, FILES)
        is_stopped = False
        with pytest.MonkeyPatch.context() as patch:
            stop_at(step, patch)
            try:
                folder.put(NEW_PACK, NEWER)
            except Stopped:
                is_stopped = True
        [locked] = folder.read_lock().packs
        assert read_locked_pack(locked, folder.path).files == (NEWER if locked == NEW_PACK else FILES)
        folder.put(NEW_PACK, NEWER)  # and it can be done again, which sweeps what was left
        assert [each.name for each in (folder.path / "ovens").iterdir()] == [folder_of(NEW_PACK, folder.path).name]
        if not is_stopped:
            break
        steps += 1
    assert steps > len(FILES) + 4


def test_two_commands_do_not_change_the_folder_at_once(tmp_path: Path) -> None:
    folder = PacksFolder(tmp_path / "packs")
    with folder.change(), pytest.raises(SourceError, match="another command is changing"), folder.change():
        raise AssertionError("both are in")
    with folder.change():
        pass


def test_a_broken_lock_is_told_with_its_line(tmp_path: Path) -> None:
    write_files(tmp_path, {"packs.lock": b"packs:\n  - id: ovens\n"})
    with pytest.raises(ContentError, match=r"packs\.lock:2: "):
        PacksFolder(tmp_path).read_lock()
