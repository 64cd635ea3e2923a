from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.catalog.models import LEVELS
from bot.core.levels import level
from bot.features.help_requests.rules.experts import Known, Plea, Why, best
from bot.features.help_requests.rules.request import Stuck, about, is_same, note


def test_who_knows_most_comes_first_and_each_for_what_they_know_best() -> None:
    people = [
        Known("U1", "Ana", area=600),
        Known("U2", "Ben", roadmap=60, area=60, level="intermediate"),
        Known("U3", "Chi", topic=90, roadmap=90, area=900),
        Known("U4", "Dee", roadmap=59, level="advanced", confirmed_by="Ana"),
        Known("U5", "Eve", level="expert"),
        Known("U6", "Fay", level="intermediate"),
        Known("U7", "Gil", topic=59, roadmap=59, area=59, level="beginner"),
        Known("U8", "Hal", topic=300, roadmap=300, area=300),
    ]
    found = best(people)
    assert [(each.name, each.why, each.most) for each in found if each.why is not Why.LEVEL] == [
        ("Hal", Why.TOPIC, True),
        ("Chi", Why.TOPIC, False),
        ("Ben", Why.ROADMAP, True),
        ("Ana", Why.AREA, True),
    ]
    assert [each.name for each in found] == ["Eve", "Dee", "Hal", "Chi", "Ben", "Fay", "Ana"]
    assert best(reversed(people)) == found


def test_equals_stand_by_name_and_neither_has_most() -> None:
    found = best([Known("U1", "mei", area=60), Known("U2", "Ana", area=60)])
    assert [(each.name, each.most) for each in found] == [("Ana", False), ("mei", False)]


def test_the_levels_are_those_of_the_content_and_are_read_by_their_beginning() -> None:
    assert level.ORDER == LEVELS
    assert [level.rank(each) for each in (*LEVELS, "", "guru")] == [1, 2, 3, 4, 0, 0]
    assert [level.read(each) for each in ("Inter", "EXPERT", "adv", "ex", "guru", "")] == [
        "intermediate",
        "expert",
        "advanced",
        None,
        None,
        None,
    ]


def test_a_question_is_known_by_everything_in_it() -> None:
    plea = Plea("U1", "U2", "roadmap:terraform", "the lock", "s1")
    others = [replace(plea, **{name: "x"}) for name in Plea.__slots__]
    assert len({plea.period, *(other.period for other in others)}) == 6


def test_a_line_has_a_note_behind_its_colon_and_a_place_stays_the_same_place() -> None:
    line = "terraform  state: the lock: never released"
    assert (about(line), note(line), note("vpc")) == ("terraform state", "the lock: never released", "")
    one = Stuck(1, "U1", "", "Odd thing: hm", datetime(2026, 11, 21, tzinfo=UTC))
    assert is_same(one, "", "odd THING: other")
    assert not is_same(one, "", "another thing")
    assert not is_same(one, "terraform", "odd thing")
    assert is_same(replace(one, subject="terraform"), "terraform", "tf")
