"""A small pack for tests, and the ways it can lie around: a folder, a package that is installed, git."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

MANIFEST = """\
id: ovens
name: Ovens
version: "1.0.0"
licence: MIT
maintainers: ["Ana <ana@example.com>"]
language: en
requires: ">=0.1"
summary: All about heat.
"""
ROADMAP = """\
id: ovens
name: Ovens
summary: From cold to hot.
about: How heat gets into food.
area: ovens
categories:
  core_competencies:
    - id: ovens.heat
      name: Heat
      text: What heat is.
      level: beginner
      areas: [ovens]
      subtopics: [{id: ovens.heat.gas, name: Gas}]
    - {id: ovens.pans, name: Pans, text: What holds it., level: advanced, areas: [ovens]}
"""
PLAN = """\
areas:
  - id: ovens
    priority: 90
    name: Ovens
    description: Bake well.
    hours: 4-8
    roadmaps: [ovens]
    assignments:
      - {id: ovens.bread, name: Bread, text: Bake a loaf.}
"""
PACK = {"pack.yaml": MANIFEST, "roadmaps/ovens.yaml": ROADMAP, "plan.yaml": PLAN}


def pack_files(**changed: str) -> dict[str, bytes]:
    """Return the pack's files; `roadmap`, `plan`, `manifest` and `renames` are texts in the place of its own."""
    names = {"roadmap": "roadmaps/ovens.yaml", "plan": "plan.yaml", "manifest": "pack.yaml", "renames": "renames.yaml"}
    files = PACK | {names[each]: text for each, text in changed.items()}
    return {name: text.encode() for name, text in files.items()}


def pack_named(pack_id: str, **changed: str) -> dict[str, bytes]:
    """Return the pack's files with another id and name."""
    old = (("ovens", pack_id), ("Ovens", pack_id.capitalize()))
    files = pack_files(**changed)
    for before, after in old:
        files = {
            name.replace(before, after): data.replace(before.encode(), after.encode()) for name, data in files.items()
        }
    return files


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, in which nothing else of theirs stays."""
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def install_package(
    site: Path, files: Mapping[str, bytes], *, version: str = "1.0.0", direct_url: str = "", name: str = "ovens"
) -> None:
    """Lay a package into a folder as an installer does with a wheel; its code would fail if anybody imported it."""
    code = {f"{name}_pack/__init__.py": b"raise SystemExit('a pack was imported')\n"}
    inside = code | {f"{name}_pack/{each}": data for each, data in files.items()}
    for old in site.glob(f"roadmate_pack_{name}-*"):
        shutil.rmtree(old)
    info = f"roadmate_pack_{name}-{version}.dist-info"
    about = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: roadmate-pack-{name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[roadmate.packs]\n{name} = {name}_pack\n".encode(),
    }
    if direct_url:
        about[f"{info}/direct_url.json"] = direct_url.encode()
    names = [*inside, *about, f"{info}/RECORD"]
    record = "".join(f"{each},,\n" for each in names).encode()
    write_files(site, inside | about | {f"{info}/RECORD": record})


def plain_files(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return files with the mode that they have in git."""
    return {name: ("100644", data) for name, data in files.items()}


class Repository:
    """A repository whose commits one process makes, without the machine's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, given: bytes = b"") -> str:
        """Return what git says."""
        env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *words], cwd=self.folder, input=given, env=env, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def commit(
        self, *branches: tuple[str, Mapping[str, tuple[str, bytes]]], tags: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Commit modes and contents by name, each on a branch; a second one on it has nothing of the first."""
        who = b"A <a@example.com> 1700000000 +0000"
        stream: list[bytes] = []
        for branch, files in branches:
            stream.append(b"commit refs/heads/%s\ncommitter %s\ndata 1\nx\n" % (branch.encode(), who))
            if self.has_branch(branch) and not any(
                b"refs/heads/%s\n" % branch.encode() in each for each in stream[:-1]
            ):
                stream.append(b"from refs/heads/%s^0\n" % branch.encode())
            stream.append(b"deleteall\n")
            for name, (mode, data) in files.items():
                quoted = name.encode().replace(b'"', b'\\"')
                if mode == "160000":
                    stream.append(b'M 160000 %s "%s"\n' % (data, quoted))
                else:
                    stream.append(b'M %s inline "%s"\ndata %d\n%s\n' % (mode.encode(), quoted, len(data), data))
            stream += [
                b"tag %s\nfrom refs/heads/%s\ntagger %s\ndata 1\nx\n" % (tag.encode(), branch.encode(), who)
                for tag, tagged in tags
                if tagged == branch and not any(b"tag %s\n" % tag.encode() in each for each in stream)
            ]
        self.git("fast-import", "--quiet", given=b"".join(stream))

    def has_branch(self, branch: str) -> bool:
        """Return whether there is a commit on a branch."""
        return (self.folder / ".git/refs/heads" / branch).exists()
