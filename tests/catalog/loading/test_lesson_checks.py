"""Lessons are checked as a whole: each mistake with its file and line, what it is and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.loading import loader
from bot.catalog.loading.address_checks import address_flaws
from tests.fixtures.content import Edit, problems

LESSONS = "lessons/marina.yaml"


def test_sound_lessons_have_no_problems(taught: Path) -> None:
    assert len(loader.load_directory(taught).lessons) == 6


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("marina.dredging:", "marina.dregding:", "56: unknown topic 'marina.dregding', did you mean marina.dredging?"),
        (
            "after: [marina.shared-berth]",
            "after: [marina.shard-berth]",
            "34: unknown topic 'marina.shard-berth', did you mean marina.shared-berth?",
        ),
        (
            "after: [marina.shared-berth]",
            "after: [marina.shared-berth, marina.shared-berth]",
            "34: topic 'marina.shared-berth' is listed twice",
        ),
        (
            "after: [marina.shared-berth]",
            "after: [marina.stern-first]",
            "34: 'marina.stern-first' comes after itself",
        ),
        (
            "after: [marina.shared-berth]",
            "after: [marina.dredging]",
            "34: 'marina.dredging' comes before, yet is expert, and 'marina.stern-first' only advanced",
        ),
        (
            "after: [marina.shared-berth]",
            "after: [marina.shared-berth, marina.knots, marina.fire-watch, marena.dunes]",
            "34: 4 topics before it: name at most 3",
        ),
        ("minutes: 240", "minutes: 4", "57: topics.marina.dredging.minutes: Input should be greater than"),
        ("minutes: 240", 'minutes: "240"', "57: topics.marina.dredging.minutes: Input should be a valid integer"),
        ("kind: spec", "kind: spek", "51: topics.marina.floating-pontoon.resources.guide.kind: Input should be"),
        ("kind: spec", "kind: spek", "(got 'spek', did you mean spec?)"),
        ("price: paid", "price: cheap", "16: topics.marina.knots.resources.book.price"),
        (
            "price: paid",
            "prize: paid",
            "16: topics.marina.knots.resources.book.prize: unknown key, did you mean price?",
        ),
        ("      book:", "      Book:", "11: topics.marina.knots.resources.Book: String should match pattern"),
        ("title: Pontoons", f"title: {'P' * 81}", "49: topics.marina.floating-pontoon.resources.guide.title: String"),
        ("task: Plan where the mud", f"task: {'x' * 321}", "topics.marina.dredging.exercise.task: String should have"),
        ("has to permit it.", "has to permit it", "67: done: end it with a full stop"),
        (
            "https://books.example/knots",
            "https://harbour.example/knots/",
            "13: the address is that of 'guide' too",
        ),
        ("https://books.example/knots", "http://books.example/knots", "13: the address has to begin with https://"),
        ("minutes: 240", "minutes: 9000", "1: all lessons take 156 h, over 1.5 times the 50-80 h of area 'seamanship'"),
    ],
)
def test_what_is_wrong_with_a_lesson(taught: Path, edit: Edit, old: str, new: str, expected: str) -> None:
    edit(LESSONS, old, new)
    found = problems(taught)
    assert any(expected in problem and problem.startswith(LESSONS) for problem in found), found


def test_numbers_of_resources(taught: Path, edit: Edit) -> None:
    more = (
        "      {}:\n        title: More\n        url: https://x.example/{}\n        kind: docs\n        minutes: 20\n"
    )
    edit(LESSONS, "      book:\n", "".join(more.format(each, each) for each in ("two", "three")) + "      book:\n")
    assert problems(taught) == [f"{LESSONS}:5: 4 resources: name 1 to 3"]


def test_no_resources_at_all(taught: Path) -> None:
    text = (taught / LESSONS).read_text("utf-8")
    start, stop = (
        text.index("    resources:\n      guide:\n        title: Pontoons"),
        text.index("    exercise:\n      task: Me"),
    )
    (taught / LESSONS).write_text(text[:start] + "    resources: {}\n" + text[stop:], "utf-8")
    assert any("0 resources: name 1 to 3" in problem for problem in problems(taught))


def test_a_circle_is_named_with_the_way_round(taught: Path, edit: Edit) -> None:
    edit(
        LESSONS,
        "marina.knots:\n    minutes: 60\n    after: []",
        "marina.knots:\n    minutes: 60\n    after: [marina.dredging]",
    )
    circles = [problem for problem in problems(taught) if "circle" in problem]
    way = "marina.knots after marina.dredging after {} after marina.knots"
    assert circles == [
        f"{LESSONS}:22: comes after itself in a circle: {way.format('marina.stern-first after marina.shared-berth')}",
        f"{LESSONS}:46: comes after itself in a circle: {way.format('marina.floating-pontoon')}",
    ]


def test_a_long_circle_is_shortened(taught: Path) -> None:
    topics = "".join(
        f"  - {{id: marina.t{at}, name: T{at}, text: t, level: expert, areas: [seamanship]}}\n" for at in range(30)
    )
    roadmap = taught / "roadmaps/marina.yaml"
    head = roadmap.read_text("utf-8").split("categories:")[0].replace("facets:", "").split("  key:")[0]
    roadmap.write_text(f"{head}categories:\n  core_competencies:\n{topics}", "utf-8")
    lesson = (
        "  marina.t{at}:\n    minutes: 30\n    after: [marina.t{before}]\n"
        "    resources: {{guide: {{title: Guide, url: https://guide.example/, kind: docs, minutes: 10}}}}\n"
        "    exercise: {{task: Do it., done: it is done.}}\n"
    )
    lessons = "".join(lesson.format(at=at, before=(at + 1) % 30) for at in range(30))
    (taught / LESSONS).write_text("topics:\n" + lessons, "utf-8")
    (taught / "questions/marina.yaml").unlink()
    [circle] = problems(taught)
    assert circle.endswith("marina.t6 after 23 more after marina.t0")


def test_a_broken_lesson_hides_nothing_beside_it(taught: Path, edit: Edit) -> None:
    edit(LESSONS, "minutes: 240", "minutes: soon")
    edit(LESSONS, "after: [marina.stern-first, marina.floating-pontoon]", "after: [marina.stern-frist]")
    edit(LESSONS, "kind: spec", "kind: spek")
    edit(LESSONS, "https://harbour.example/fire", "https://harbour.example/fire?utm_source=mail")
    assert [problem.split(": ")[0] for problem in problems(taught)] == [
        f"{LESSONS}:{line}" for line in (51, 57, 58, 74)
    ]


def test_lessons_of_no_roadmap(taught: Path) -> None:
    (taught / LESSONS).rename(taught / "lessons/marinas.yaml")
    assert problems(taught) == ["lessons/marinas.yaml:1: no roadmap is called 'marinas', did you mean marina?"]
    (taught / "lessons/marinas.yaml").unlink()
    no_lesson = "'marina.knots' has no lesson, whose resources its questions could name"
    assert problems(taught)[0] == f"questions/marina.yaml:2: {no_lesson}"
    assert len(problems(taught)) == 6


def test_a_broken_roadmap_makes_no_topic_unknown(taught: Path, edit: Edit) -> None:
    edit("roadmaps/marina.yaml", "name: Dredging", "name: [Dredging]")
    assert [problem.split(":")[0] for problem in problems(taught)] == ["roadmaps/marina.yaml"]


def test_a_topic_of_another_roadmap_may_come_before(taught: Path, edit: Edit) -> None:
    edit(LESSONS, "after: [marina.shared-berth]", "after: [marina.shared-berth, marena.storm-wall]")
    assert loader.load_directory(taught).lessons["marina.stern-first"].after[1] == "marena.storm-wall"


@pytest.mark.parametrize(
    ("address", "flaw"),
    [
        ("https://docs.example/a-b_c/d.html#part", ""),
        ("https://docs.example/page?version=3&lang=en", ""),
        ("https://en.wikipedia.org/wiki/Search_(TV_series)", ""),
        ("https://docs.example/search/index.html", ""),
        ("http://docs.example/", "has to begin with https://"),
        ("ftp://docs.example/", "has to begin with https://"),
        ("docs.example/page", "has to begin with https://"),
        ("https://me:secret@docs.example/", "has a user name in it"),
        ("https://docs.example:8443/", "has a port"),
        ("https://docs.example:/", "has a port"),
        ("https://localhost/", "has no public host name"),
        ("https://10.0.0.1/", "has no public host name"),
        ("https://[::1]/", "has no public host name"),
        ("https:///page", "has no public host name"),
        ("https://docs.example:port/", "can't be read as an address"),
        ("https://[docs.example/", "can't be read as an address"),
        ("https://docs.example/a b", "has a sign that doesn't belong in an address"),
        ("https://docs.example/<a|b>", "has a sign that doesn't belong in an address"),
        ("https://döcs.example/", "has a sign that doesn't belong in an address"),
        ("https://docs.example/?utm_source=x", "tracks who follows it: leave utm_source out"),
        ("https://docs.example/?a=1&GCLID=x", "tracks who follows it: leave gclid out"),
        ("https://docs.example/?fbclid=", "tracks who follows it: leave fbclid out"),
        ("https://bit.ly/abc", "is shortened by bit.ly"),
        ("https://www.t.co/abc", "is shortened by t.co"),
        ("https://www.google.com/search?q=vpc", "leads to a search"),
        ("https://www.google.co.uk/?q=vpc", "leads to a search"),
        ("https://docs.example/search?query=vpc", "leads to a search"),
        ("https://www.youtube.com/results?search_query=vpc", "leads to a search"),
    ],
)
def test_how_an_address_is_written(address: str, flaw: str) -> None:
    found = list(address_flaws(address))
    assert (not found) if not flaw else any(each.startswith(flaw) for each in found), found


def test_everything_wrong_with_an_address_at_once() -> None:
    flaws = list(address_flaws("http://me@bit.ly:80/x?utm_medium=y"))
    assert [flaw.split()[0] for flaw in flaws] == ["has", "has", "has", "tracks", "is"]
