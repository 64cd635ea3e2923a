"""A pack that means harm is refused at the door, with file and line, and nothing of it stays behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog.loading.content_files import MAX_FILE_BYTES
from tests.cli.packs.conftest import Shell
from tests.cli.packs.samples import PLAN, ROADMAP, pack_files, write_files


def edited(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text().replace(old, new))


def put(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: write_files(folder, {name: data})


def link(name: str, target: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return make


HARM = {
    "deep": (put("plan.yaml", b"areas: " + b"[" * 5000 + b"]" * 5000), "ovens/plan.yaml:1: column 27: nested deeper"),
    "huge": (put("plan.yaml", PLAN.encode() + b"#" * MAX_FILE_BYTES), "ovens/plan.yaml:1: column 1: larger than 256"),
    "aliases": (put("plan.yaml", b"a: &a [x]\nb: [*a, *a]\n"), "ovens/plan.yaml:1: column 4: anchor &a"),
    "a tag": (put("plan.yaml", b"!!python/object/apply:os.system [id]\n"), "ovens/plan.yaml:1: column 1: tag "),
    "a ping": (
        edited("plan.yaml", "Bake well.", '"<!channel> now"'),
        "ovens/plan.yaml:5: '<!channel> now' would notify",
    ),
    "a link": (
        edited("roadmaps/ovens.yaml", "What holds it.", '"<https://x.example|docs>"'),
        "ovens/roadmaps/ovens.yaml:14",
    ),
    "turned letters": (
        edited("plan.yaml", "Bake well.", '"Bake \u202ewell."'),
        "ovens/plan.yaml:5: a character that nobody sees",
    ),
    "control": (edited("plan.yaml", "Bake well.", '"a\\x1b[2Jb"'), "ovens/plan.yaml:5: column 18: a control"),
    "a file elsewhere": (link("plan.yaml", "/etc/hostname"), "ovens/plan.yaml:1: a symbolic link"),
    "a folder elsewhere": (link("lessons", "/etc"), "ovens/lessons:1: a symbolic link"),
    "an id of another": (edited("plan.yaml", "id: ovens\n", "id: weather\n"), "ovens/plan.yaml:2: area 'weather'"),
    "a circle of renames": (
        put("renames.yaml", b"renamed_from: {ovens.a: [ovens.b], ovens.b: [ovens.a]}\n"),
        "ovens/renames.yaml:1: ",
    ),
    "another's renames": (
        put("renames.yaml", b"renamed_from: {ovens.pans: [marina.knots]}\n"),
        "ovens/renames.yaml:1: ",
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_hostile_pack_is_refused_with_its_place(harm: str, shell: Shell, tmp_path: Path) -> None:
    change, place = HARM[harm]
    folder = write_files(tmp_path / "ovens", pack_files(roadmap=ROADMAP))
    change(folder)
    done = shell("add", "ovens", "--yes")
    assert done.exit_code == 1, done.output
    assert any(each.removeprefix("Error: ").startswith(place) for each in done.stderr.splitlines()), done.stderr
    assert not os.path.lexists("packs/packs.lock")
