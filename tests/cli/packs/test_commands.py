"""The commands about packs, from the first look at one to its end."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import insert

from bot.catalog.source import CatalogSource
from bot.cli import main, rendered_content
from bot.cli.packs import rendered_pack
from bot.core.content.seen_ids import record_items
from bot.core.people.workspaces import ensure_workspace
from bot.db.engine import connect_database
from bot.db.migrate import upgrade_schema
from bot.db.tables import plan_choices, topic_state_acts
from bot.sandbox.validation.errors import RefusedError
from tests.cli.packs.conftest import SAMPLE, Shell
from tests.cli.packs.samples import (
    MANIFEST,
    PLAN,
    ROADMAP,
    Repository,
    install_package,
    pack_files,
    pack_named,
    plain_files,
    write_files,
)

EXAMS = """\
  - id: exams
    priority: 91
    name: Exams
    description: Pass.
    hours: varies
    roadmaps: [ovens]
    assignments: [{id: exams.baker, name: Baker, text: Pass it.}]
"""
NEWER = MANIFEST.replace("1.0.0", "1.1.0")


def said(shell: Shell, *words: str, typed: str | None = None) -> list[str]:
    done = shell(*words, typed=typed)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def refused(shell: Shell, *words: str, typed: str | None = None) -> str:
    done = shell(*words, typed=typed)
    assert done.exit_code == 1, done.output
    return done.stderr.strip().removeprefix("Error: ")


def test_a_new_pack_is_fine_at_once(shell: Shell) -> None:
    said(shell, "new", "runbooks")
    counts = "1 roadmap, 2 topics, 2 subtopics, 3 questions, 1 area, 1 assignment, 1 h"
    assert said(shell, "check", "runbooks") == [f"The pack is fine: {counts}."]


@pytest.mark.parametrize("area", [[], ["--area", "seamanship"]])
def test_a_first_draft_is_fine_at_once(area: list[str], shell: Shell) -> None:
    Path("o.md").write_text(
        "# Ovens\n- Heat\n  - yes\n  - yes\n  - <!here> & *bold* @channel\n    - a\n- Überdruck: 1\n"
    )
    said(shell, "new", "kitchen", "--from", "o.md", *area)
    [fine, drafted] = said(shell, "check", "kitchen")
    assert fine.startswith("The pack is fine: 1 roadmap, 4 topics, 1 subtopic")
    assert drafted.endswith("texts say “to be written”.")


def test_every_problem_of_a_pack_is_told_at_once(shell: Shell, tmp_path: Path) -> None:
    broken = pack_files(
        roadmap=ROADMAP.replace("area: ovens\n", "area: oven\n"),
        plan=PLAN.replace("hours: 4-8", "hours: 8-4"),
        manifest=MANIFEST.replace('">=0.1"', '">=9"'),
    )
    write_files(tmp_path, broken | {"lessons/ovens.yml": b"topics: {}\n"})
    lines = refused(shell, "check").splitlines()
    assert [each.partition(": ")[0] for each in lines] == [
        "lessons/ovens.yml:1",
        "pack.yaml:7",
        "plan.yaml:6",
        "roadmaps/ovens.yaml:5",
    ]
    (tmp_path / "pack.yaml").unlink()
    assert "pack.yaml:1: this file is missing" in refused(shell, "check")


@pytest.mark.parametrize(
    ("module", "begin", "place"),
    [
        (rendered_content, "Declare an incident", "roadmaps/runbooks.yaml:30: Slack would refuse the page"),
        (rendered_pack, "Runbooks", "plan.yaml:3: Slack would refuse the message about area 'runbooks'"),
        (rendered_pack, "Question 1 of 3", "questions/runbooks.yaml:4: Slack would refuse the message about question"),
    ],
)
def test_every_message_of_the_pack_is_rendered(
    module: ModuleType, begin: str, place: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def refuse_some(payload: Mapping[str, Any], *, posted: bool) -> None:
        assert posted
        seen.append(payload["text"])
        if seen[-1].startswith(begin):
            raise RefusedError("invalid_blocks", "must be less than 3001 characters")

    said(shell, "new", "runbooks")
    monkeypatch.setattr(module, "check_message", refuse_some)
    assert refused(shell, "check", "runbooks").startswith(place)
    assert len(seen) > 3
    assert not any("first_shift" in each for each in seen)  # a level of its own has a title
    assert not any("Marina" in each for each in seen)  # what comes with Roadmate is checked by itself


def test_ids_that_were_lost_since_a_commit_are_told(shell: Shell, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.commit(("main", plain_files({f"packs/ovens/{name}": data for name, data in pack_files().items()})))
    folder = repository.folder / "packs/ovens"
    write_files(folder, pack_files(roadmap=ROADMAP.replace("ovens.pans", "ovens.trays")))
    place = "roadmaps/ovens.yaml:14: topic 'ovens.pans' is lost (main has it here)"
    assert refused(shell, "check", str(folder), "--against", "main").startswith(place)
    (folder / "renames.yaml").write_text("renamed_from: {ovens.trays: [ovens.pans]}\n")
    assert said(shell, "check", str(folder), "--against", "main")[0].startswith("The pack is fine")
    assert "no commit, tag or branch 'v9'" in refused(shell, "check", str(folder), "--against", "v9")
    outside = write_files(tmp_path / "outside", pack_files())
    assert "not a git repository" in refused(shell, "check", str(outside), "--against", "main")


def test_a_pack_is_shown_before_it_is_added(shell: Shell, tmp_path: Path) -> None:
    write_files(tmp_path / "mine", pack_files(manifest=MANIFEST.replace("All about", "All\u200eabout")))
    assert refused(shell, "add", "mine", typed="n\n") == "nothing is changed"
    assert refused(shell, "add", "mine", typed="") == "nothing is changed: repeat it with --yes"
    assert not Path("packs/packs.lock").exists()
    assert said(shell, "add", "mine", typed="y\n") == [
        "Ovens 1.0.0 (ovens): All�about heat.",
        "By: Ana <ana@example.com>. Licence: MIT. Language: en.",
        "From: folder ../mine, read as it is",
        "It has: 1 roadmap, 2 topics, 1 subtopic, 1 area, 1 assignment",
        "  roadmap ovens: Ovens",
        "  area ovens: Ovens",
        "Add it? [y/N]: y",
        "Added ovens 1.0.0. A running bot takes it over by itself.",
    ]
    assert refused(shell, "add", "mine", "--yes").startswith("ovens is in force already: `roadmate pack upgrade ovens`")
    assert said(shell, "list") == ["ovens 1.0.0, folder ../mine"]
    assert "as it is" in refused(shell, "diff", "ovens")


def test_an_id_that_something_else_has_is_refused_with_both_places(shell: Shell, tmp_path: Path) -> None:
    stoves = pack_named("stoves")
    plan = (
        stoves["plan.yaml"].replace(b"id: stoves\n", b"id: seamanship\n").replace(b"stoves.bread", b"seamanship.bread")
    )
    write_files(tmp_path / "mine", stoves | {"plan.yaml": plan})
    problems = refused(shell, "add", "mine", "--yes")
    assert "stoves/plan.yaml:2: area 'seamanship' has the id of another pack's area (plan.yaml, line 2)" in problems
    assert not Path("packs/packs.lock").exists()


def test_nothing_of_a_package_is_imported(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_package(tmp_path / "site", pack_files())
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    said(shell, "add", "roadmate-pack-ovens", "--yes")
    write_files(tmp_path / "site/ovens_pack", pack_files(manifest=NEWER))
    [line] = said(shell, "list")
    assert line.endswith("; its files aren't those of 1.0.0 that were added: `roadmate pack upgrade ovens`")
    said(shell, "upgrade", "ovens", "--yes")
    assert said(shell, "list") == ["ovens 1.1.0, package roadmate-pack-ovens"]
    assert "ovens_pack" not in sys.modules


def test_a_lock_that_somebody_changed_is_found(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_package(tmp_path / "site", pack_files())
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    said(shell, "add", "ovens", "--yes")
    lock = Path("packs/packs.lock")
    whole = lock.read_text()
    lock.write_text(whole.replace("sha256:", "sha256:0")[:-3] + '"\n')
    assert "its files aren't those" in said(shell, "list")[0]
    lock.write_text(whole + "more: 1\n")
    assert refused(shell, "list").startswith("packs.lock:7: more: unknown key")


@pytest.fixture
def in_git(shell: Shell, tmp_path: Path) -> Repository:
    """A repository whose first version is in force, and whose second one has given a topic another id."""
    made = Repository(tmp_path / "repository")
    renamed = ROADMAP.replace("ovens.pans", "ovens.trays").replace("What heat is.", "What heat does.")
    made.commit(
        ("main", plain_files(pack_files())),
        ("lost", plain_files(pack_files(manifest=NEWER, roadmap=renamed))),
        (
            "next",
            plain_files(
                pack_files(manifest=NEWER, roadmap=renamed, renames="renamed_from: {ovens.trays: [ovens.pans]}\n")
            ),
        ),
    )
    said(shell, "add", str(made.folder), "--rev", "main", "--yes")
    return made


def know_topic(topic: str) -> None:
    """Say for two people that they know a topic."""
    at = datetime(2026, 11, 30, tzinfo=UTC)
    with closing(connect_database("sqlite:///roadmate.db")) as database:
        upgrade_schema(database)
        with database.begin() as conn:
            ensure_workspace(conn, workspace="T1", now=at)
            fixed = {"state": "known", "since": at.date(), "source": "self", "at": at}
            for who in ("U1", "U2"):
                row = {"workspace": "T1", "member": who, "actor": who, "subject": topic}
                conn.execute(insert(topic_state_acts).values(row | fixed))


def test_an_upgrade_is_shown_and_put_in_force(shell: Shell, in_git: Repository) -> None:
    changes = [
        "1 changed, 1 renamed or retired",
        "~ topic ovens.heat: text",
        "> topic ovens.pans is now ovens.trays",
    ]
    assert said(shell, "diff", "ovens", "--to", "next") == ["ovens 1.0.0, and 1.1.0 after an upgrade:", *changes]
    assert said(shell, "upgrade") == ["ovens 1.0.0 is the newest."]
    lines = said(shell, "upgrade", "ovens", "--to", "next", typed="y\n")
    assert lines[1:4] == changes
    assert lines[-1] == "ovens is now 1.1.0."
    assert " 1.1.0, git git+file://" in said(shell, "list")[0]
    held = in_git.git("rev-parse", "next")
    said(shell, "upgrade", "ovens", "--to", held, "--yes")
    line = f"ovens is held at commit {held[:10]}: name another one with --to"
    assert said(shell, "upgrade") == [line]  # of all packs, it's the one that has nothing newer
    assert refused(shell, "upgrade", "ovens") == line
    assert refused(shell, "upgrade", "--to", "next") == "--to and --from go with the id of a pack"
    assert refused(shell, "upgrade", "stoves") == "stoves isn't in force; in force: ovens"


def test_an_upgrade_that_loses_what_people_know_keeps_the_old(shell: Shell, in_git: Repository) -> None:
    know_topic("ovens.pans")
    assert refused(shell, "upgrade", "ovens", "--to", "lost", "--yes") == (
        "ovens/roadmaps/ovens.yaml:14: topic 'ovens.pans' is gone, and 2 people's data names it: "
        "say in renames.yaml what took its place"
    )
    assert " 1.0.0, git git+file://" in said(shell, "list")[0]
    shown = said(shell, "diff", "ovens", "--to", "lost", "--against", "roadmate.db")
    assert shown[-1] == "! roadmaps/ovens.yaml:14: topic ovens.pans is lost (2 people)"
    Path("packs/overlay.yaml").write_text("order: [ovens.pans]\n")
    shown = said(shell, "diff", "ovens", "--to", "next", "--against", "sqlite:///roadmate.db")
    assert shown[-1] == "> topic ovens.pans is now ovens.trays (2 people)"
    assert refused(shell, "diff", "ovens", "--to", "next", "--against", "no.db").startswith("--against: no database at")
    said(shell, "upgrade", "ovens", "--to", "next", "--yes")


def test_a_pack_goes_where_nobody_needs_it(shell: Shell, in_git: Repository) -> None:
    assert refused(shell, "remove", "ovens", typed="n\n") == "nothing is changed"
    assert said(shell, "remove", "ovens", "--yes") == ["Removed ovens. Nobody's data named anything of it."]
    assert said(shell, "list") == ["No packs are in force but the shipped content. `roadmate pack add` adds one."]
    assert not Path("packs/ovens").exists()


def test_a_pack_that_people_know_stays_and_can_be_hidden(shell: Shell, in_git: Repository) -> None:
    know_topic("ovens.heat.gas")
    assert refused(shell, "remove", "ovens", "--yes") == (
        "people's data names 1 id of ovens, 2 people for one of them: `roadmate pack remove ovens --hide` "
        "takes it out of every list, and what they logged stays"
    )
    Path("packs/overlay.yaml").write_text("# ours\norder: [weather]\n")
    assert said(shell, "remove", "ovens", "--hide", typed="y\n")[-1].startswith(
        "ovens is hidden, by overlay.yaml in packs."
    )
    assert Path("packs/overlay.yaml").read_text() == "# ours\norder: [weather]\nhide:\n  - ovens\n"
    assert len(said(shell, "list")) == 1


def test_an_upgrade_of_all_goes_on_after_one_that_fails(shell: Shell, in_git: Repository, tmp_path: Path) -> None:
    write_files(tmp_path / "mine", stoves := pack_named("stoves"))
    said(shell, "add", "mine", "--yes")
    newer = stoves["pack.yaml"].replace(b"1.0.0", b"1.2.0")
    write_files(tmp_path / "mine", {"pack.yaml": newer})
    in_git.git("update-ref", "-d", "refs/heads/main")
    done = shell("upgrade", "--yes")
    assert done.exit_code == 1
    assert "has no commit, tag or branch 'main'" in done.output
    assert "stoves is now 1.2.0." in done.output


def test_a_pack_can_move_to_another_place(shell: Shell, in_git: Repository, tmp_path: Path) -> None:
    """Somebody works on it in a folder for a while; people's data names what it has, so it can't go meanwhile."""
    know_topic("ovens.pans")
    write_files(tmp_path / "mine", pack_files(manifest=NEWER))
    write_files(tmp_path / "other", pack_named("stoves"))
    assert refused(shell, "upgrade", "ovens", "--from", "other", "--yes") == "that is the pack stoves, not ovens"
    assert said(shell, "upgrade", "ovens", "--from", "mine", "--yes")[-1] == "ovens is now 1.1.0."
    assert said(shell, "list") == ["ovens 1.1.0, folder ../mine"]
    assert not Path("packs/ovens").exists()
    back = f"git+file://{in_git.folder}@main"
    assert said(shell, "upgrade", "ovens", "--from", back, "--yes")[-1] == "ovens is now 1.0.0."


def test_two_packages_that_were_upgraded_together_are_taken_over(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    for version in ("1.0.0", "1.1.0"):
        for name in ("ovens", "stoves"):
            files = pack_named(name, manifest=MANIFEST.replace("1.0.0", version))
            install_package(tmp_path / "site", files, version=version, name=name)
            if version == "1.0.0":
                said(shell, "add", name, "--yes")
    lines = said(shell, "upgrade", "--yes")
    assert lines[-1] == "stoves is now 1.1.0."
    assert [each.partition(",")[0] for each in said(shell, "list")] == ["ovens 1.1.0", "stoves 1.1.0"]


def test_a_pack_whose_folder_is_gone_can_be_removed_where_nobody_needs_it(shell: Shell, tmp_path: Path) -> None:
    write_files(tmp_path / "mine", pack_files())
    said(shell, "add", "mine", "--yes")
    (tmp_path / "mine").rename(tmp_path / "elsewhere")
    gone = f"there is no folder {tmp_path}/mine; bring it back, or `roadmate pack upgrade ovens --from SOURCE`"
    assert gone in said(shell, "list")[0]
    know_topic("ovens.pans")
    assert gone in refused(shell, "remove", "ovens", "--yes")
    Path("roadmate.db").unlink()
    assert said(shell, "remove", "ovens", "--yes")[-1].startswith("Removed ovens.")


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_package_that_loses_a_whole_area_keeps_the_old(
    is_kept: bool, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installer overwrites the old files: what the bot had in force last, or ever, tells what is lost."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    install_package(tmp_path / "site", pack_files(plan=PLAN + EXAMS))
    said(shell, "add", "ovens", "--yes")
    know_topic("ovens.pans")
    at = datetime(2026, 11, 30, tzinfo=UTC)
    with closing(connect_database("sqlite:///roadmate.db")) as database, database.begin() as conn:
        choice = {"workspace": "T1", "member": "U1", "area": "exams", "choice": "hidden", "value": "1", "at": at}
        conn.execute(insert(plan_choices).values(choice))
        catalog = CatalogSource(SAMPLE, tmp_path / "cache/roadmate" if is_kept else None, Path("packs")).current()
        record_items(conn, catalog=catalog, now=at)
    install_package(tmp_path / "site", pack_files(manifest=NEWER), version="1.1.0")
    assert refused(shell, "upgrade", "ovens", "--yes").startswith("ovens/plan.yaml:10: ")
    assert " 1.0.0, package" in said(shell, "list")[0]


def test_a_pack_can_not_have_the_id_of_the_shipped_one(shell: Shell, tmp_path: Path) -> None:
    write_files(tmp_path / "mine", pack_files(manifest=MANIFEST.replace("id: ovens", "id: content")))
    assert refused(shell, "add", "mine", "--yes").startswith("content is the id of the content that comes with")
    assert refused(shell, "check", "mine").startswith("pack.yaml:1: id: content is the id of the content that comes")


def test_content_is_compared_with_a_commit_too(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"content/{each.relative_to(SAMPLE)}": each.read_bytes() for each in SAMPLE.rglob("*.yaml")}
    repository = Repository(tmp_path / "repository")
    repository.commit(("main", plain_files(files)))
    folder = write_files(repository.folder, files) / "content"
    plan = (folder / "plan.yaml").read_text().replace("weather.log", "weather.book")
    (folder / "plan.yaml").write_text(plan)
    check = ["content", "check", str(folder), "--against", "main"]
    lost = CliRunner().invoke(main, check)
    assert lost.exit_code == 1
    assert "plan.yaml:20: assignment 'weather.log' is lost (main has it here)" in lost.stderr
    (folder / "renames.yaml").write_text("renamed_from: {weather.book: [weather.log]}\n")
    fine = CliRunner().invoke(main, check)
    assert fine.stdout.endswith("It has every id that main has.\n"), fine.output
    nothing = CliRunner().invoke(main, [*check[:-1], "v9"])
    assert "no commit, tag or branch 'v9'" in nothing.stderr
