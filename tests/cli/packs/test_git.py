"""A pack in git: read at a commit out of real repositories; nothing of them runs, and only plain files are taken."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.catalog.loading.content_files import MAX_FILE_BYTES
from bot.catalog.packs.pack_files import LIMITS
from bot.cli.packs.sources.git_address import (
    GitAddress,
    SourceError,
    local_repository,
    parse_git_address,
    write_git_address,
)
from bot.cli.packs.sources.git_commands import Git
from bot.cli.packs.sources.git_pack import fetch_pack
from tests.cli.packs.samples import Repository, plain_files

PLAIN = {
    "pack.yaml": b"id: x\n",
    "roadmaps/x.yaml": b"id: x\r\n\xff",
    "README.md": b"no",
    "roadmaps/deep/y.yaml": b"no",
}
READ = {name: data for name, data in PLAIN.items() if name in {"pack.yaml", "roadmaps/x.yaml"}}
ODD_NAMES = ["-rf.yaml", "a b.yaml", "x\\ny.yaml", "roadmaps/ü.yaml"]


def address(repository: Repository, revision: str = "", folder: str = "") -> GitAddress:
    return local_repository(repository.folder, revision, folder)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("git") / "repository")
    odd = [(f"odd{n}", {name: ("100644", b"x")}) for n, name in enumerate(ODD_NAMES)]
    made.commit(
        ("main", plain_files(PLAIN)),
        ("main", plain_files(PLAIN | {"pack.yaml": b"id: y\n"})),
        ("inside", plain_files({f"packs/mine/{name}": data for name, data in PLAIN.items()})),
        ("file-link", plain_files(PLAIN) | {"plan.yaml": ("120000", b"/etc/passwd")}),
        ("folder-link", {"roadmaps": ("120000", b"../elsewhere")}),
        ("submodule", {"lessons": ("160000", b"a" * 40)}),
        ("large", plain_files({"plan.yaml": b"#" * (MAX_FILE_BYTES + 1)})),
        ("many", plain_files({f"roadmaps/f{n}.yaml": b"x" for n in range(LIMITS.files + 1)})),
        ("noise", plain_files({"noise.bin": os.urandom(300_000)})),
        *odd,
        tags=[("v1.0", "main")],
    )
    return made


def test_a_pack_is_read_at_any_name_of_a_commit(repository: Repository) -> None:
    first, second = repository.git("rev-parse", "main^", "main").split()
    for revision in ("v1.0", first[:10], "main~1"):
        found = fetch_pack(address(repository, revision))
        assert (found.commit, found.files) == (first, READ), revision
    for revision in ("", second):
        found = fetch_pack(address(repository, revision))
        assert (found.commit, found.files["pack.yaml"]) == (second, b"id: y\n"), revision


def test_a_pack_in_a_folder_of_a_repository(repository: Repository) -> None:
    found = fetch_pack(parse_git_address(f"git+file://{repository.folder}@inside#subdirectory=packs/mine"))
    assert found.files == READ
    with pytest.raises(SourceError, match="there's no folder 'packs/other'"):
        fetch_pack(address(repository, "inside", "packs/other"))


def test_nothing_of_a_repository_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hooks, filters, a file-system monitor and more, all of which would leave a file behind."""
    repository = Repository(tmp_path / "hostile")
    repository.commit(("main", plain_files(PLAIN | {".gitattributes": b"*.yaml filter=evil diff=evil\n"})))
    proof, script, settings = tmp_path / "ran", tmp_path / "script", repository.folder / ".git/config"
    script.write_text(f"#!/bin/sh\necho $0 >> {proof}\ncat\n")
    script.chmod(0o755)
    hooks = [each.name.removesuffix(".sample") for each in (repository.folder / ".git/hooks").iterdir()]
    for name in {*hooks, "post-checkout", "post-merge", "reference-transaction", "post-index-change", "pre-auto-gc"}:
        (repository.folder / ".git/hooks" / name).symlink_to(script)
    evil = f"[core]\nfsmonitor = {script}\nalternateRefsCommand = {script}\n[uploadpack]\npackObjectsHook = {script}\n"
    evil += f'[filter "evil"]\nsmudge = {script}\nprocess = {script}\n[diff "evil"]\ntextconv = {script}\n'
    settings.write_text(settings.read_text() + evil)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(repository.folder / ".git"))
    monkeypatch.setenv("GIT_DIR", str(repository.folder / ".git"))
    assert fetch_pack(address(repository, "main")).files == READ
    assert not proof.exists(), proof.read_text()


@pytest.mark.parametrize(
    ("branch", "why"),
    [
        ("file-link", "plan.yaml: a symbolic link, and a pack may only have plain files"),
        ("folder-link", "roadmaps: a symbolic link where a folder should be"),
        ("submodule", "lessons: a submodule where a folder should be"),
        ("large", "plan.yaml: larger than 256 kB"),
        ("many", f"{LIMITS.files + 1} files with "),
        *(
            (f"odd{n}", "a name that leads out" if "\\" in ODD_NAMES[n] else "name files with letters a-z")
            for n in range(len(ODD_NAMES))
        ),
        ("v9", "has no commit, tag or branch 'v9'"),
    ],
)
def test_what_is_no_plain_file_is_refused(branch: str, why: str, repository: Repository) -> None:
    with pytest.raises(SourceError, match=re.escape(why)):
        fetch_pack(address(repository, branch))


def test_a_repository_that_is_too_large_is_refused(repository: Repository, tmp_path: Path) -> None:
    git = Git(tmp_path / "bare", max_bytes=100_000)
    git.run("init", "--quiet", "--bare", "--template=", str(git.repository))
    with pytest.raises(SourceError, match=r"larger than|git fetch"):
        git.run("fetch", "--quiet", "--depth=1", "--", str(repository.folder), "noise")


def test_what_cannot_be_fetched_is_said(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match=r"git fetch: .*nowhere"):
        fetch_pack(local_repository(tmp_path / "nowhere", "main"))
    with pytest.raises(SourceError, match="git init took longer than 0 s"):
        fetch_pack(address(repository, "main"), timeout=0)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SourceError, match="git isn't installed"):
        fetch_pack(address(repository, "main"))


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        (
            "git+https://g.example/a/b.git@v1.2#subdirectory=packs/x",
            GitAddress("https://g.example/a/b.git", "v1.2", "packs/x"),
        ),
        ("git+https://g.example/a/b.git", GitAddress("https://g.example/a/b.git")),
        ("git+ssh://git@g.example/a/b.git@main", GitAddress("ssh://git@g.example/a/b.git", "main")),
        ("git+file:///srv/a.git@" + "a" * 40, GitAddress("file:///srv/a.git", "a" * 40)),
    ],
)
def test_addresses_that_are_read(source: str, meant: GitAddress) -> None:
    assert parse_git_address(source) == meant
    assert parse_git_address(write_git_address(meant)) == meant


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("git+http://g.example/a.git", "isn't safe to use"),
        ("git+git://g.example/a.git", "isn't safe to use"),
        ("git+ext::sh -c id", "isn't safe to use"),
        ("git+--upload-pack=id", "isn't safe to use"),
        ("git+https://me:secret@g.example/a.git", "leave the password out"),
        ("git+https://token@g.example/a.git", "leave the password out"),
        ("git+ssh://-oProxyCommand=id/a.git", "begins with a hyphen"),
        ("git+ssh://-oProxyCommand=id@g.example/a.git", "begins with a hyphen"),
        ("git+https://g.example/a.git@--upload-pack=id", "is no commit"),
        ("git+https://g.example/a.git@a..b", "is no commit"),
        ("git+https://g.example/a.git@main#subdirectory=../x", "name a folder inside"),
        ("git+https://g.example/a.git@main#subdirectory=/etc", "name a folder inside"),
        ("git+https://g.example/a.git@main#subdirectory=-x", "name a folder inside"),
        ("git+https://g.example/a.git@main#egg=x", "can only have subdirectory"),
        ("git+https://g.example/a.git@main#x", "can't read the address"),
        ("git+https://g.example/a.git?x=1", "can only have subdirectory"),
        ("git+https://[g.example/a.git", "can't read the address"),
    ],
)
def test_addresses_that_are_refused(source: str, why: str) -> None:
    with pytest.raises(SourceError, match=why) as caught:
        parse_git_address(source)
    assert "secret" not in str(caught.value)
