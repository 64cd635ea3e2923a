"""What two versions of a pack have else, and what a pack has at all."""

from __future__ import annotations

import pytest

from bot.catalog.loading.content_files import ContentError
from bot.cli.packs.comparing.changes import PackChanges, compare_things, describe_changes, describe_parts, lost_problem
from bot.cli.packs.comparing.things import read_things
from bot.cli.packs.in_force import read_renames
from tests.cli.packs.samples import PLAN, ROADMAP, pack_files

OLD = read_things(pack_files())


def compared(roadmap: str = ROADMAP, plan: str = PLAN, renames: str = "renamed_from: {}\n") -> PackChanges:
    files = pack_files(roadmap=roadmap, plan=plan, renames=renames)
    return compare_things(OLD, read_things(files), read_renames(files))


def test_what_a_pack_has_is_counted() -> None:
    assert describe_parts(OLD) == "1 roadmap, 2 topics, 1 subtopic, 1 area, 1 assignment"
    assert OLD.things["topic", "ovens.pans"].line == 14
    with pytest.raises(ContentError, match=r"plan\.yaml:1: areas: missing"):
        read_things(pack_files(plan="{}\n"))


def test_nothing_is_different_from_itself() -> None:
    changes = compared()
    assert not changes
    assert list(describe_changes(changes)) == ["nothing is different"]


def test_what_is_added_and_what_says_something_else() -> None:
    changes = compared(
        ROADMAP.replace("What holds it.", "Iron.")
        + "    - {id: ovens.rack, name: Rack, text: A rack., level: beginner, areas: [ovens]}\n"
    )
    assert list(describe_changes(changes)) == [
        "1 added, 1 changed",
        "+ topic ovens.rack: Rack",
        "~ topic ovens.pans: text",
    ]


def test_a_renamed_thing_takes_what_is_in_it_along() -> None:
    changes = compared(
        ROADMAP.replace("ovens.heat", "ovens.warmth"), renames="renamed_from: {ovens.warmth: [ovens.heat]}\n"
    )
    assert changes.lost == ()
    lines = list(describe_changes(changes, {"ovens.heat": 3}))
    assert lines == [
        "2 renamed or retired",
        "> topic ovens.heat is now ovens.warmth (3 people)",
        "> subtopic ovens.heat.gas is now ovens.warmth.gas",
    ]


def test_a_retired_thing_is_replaced_and_one_without_a_word_is_lost() -> None:
    only_pans = ROADMAP.replace(
        ROADMAP[ROADMAP.index("    - id: ovens.heat") : ROADMAP.index("    - {id: ovens.pans")], ""
    )
    retired = compared(only_pans, renames='retired: {ovens.heat: {to: ovens.pans, since: "2026-11-30"}}\n')
    assert [(each.id, now) for each, now in retired.moved] == [("ovens.heat", "ovens.pans")]
    assert [each.id for each in retired.lost] == ["ovens.heat.gas"]
    lost = compared(only_pans)
    assert [each.id for each in lost.lost] == ["ovens.heat", "ovens.heat.gas"]
    assert [str(each) for each in (lost_problem(each, "v1.0") for each in lost.lost)] == [
        f"roadmaps/ovens.yaml:{line}: {what} is lost (v1.0 has it here): say in renames.yaml what took its place"
        for line, what in ((8, "topic 'ovens.heat'"), (13, "subtopic 'ovens.heat.gas'"))
    ]
