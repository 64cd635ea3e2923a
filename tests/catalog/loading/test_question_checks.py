"""Questions are checked as a whole: form, numbers, doubles, and what gives the right answer away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog.loading import loader
from tests.fixtures.content import problems

QUESTIONS = "questions/marina.yaml"
OPTIONS = ("Ease the line and look", "Wait until it is calm", "Call the harbour office", "Start the engine again")


def replace_first(directory: Path, old: str, new: str) -> None:
    path = directory / QUESTIONS
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  marina.knots:", "  marina.nots:", "2: unknown topic 'marina.nots', did you mean marina.knots?"),
        ("resource: guide", "resource: giude", "12: unknown resource 'giude', did you mean guide?"),
        ("right: 1", "right: 5", "10: topics.marina.knots.loop.right: Input should be less than or equal to 4"),
        ("right: 1", "right: 0", "10: topics.marina.knots.loop.right: Input should be greater than or equal to 1"),
        ("right: 1", "rigth: 1", "10: topics.marina.knots.loop.rigth: unknown key, did you mean right?"),
        (f"        - {OPTIONS[3]}\n", "", "5: topics.marina.knots.loop.options: Tuple should have at least 4 items"),
        (OPTIONS[3], "Start it\n        - Stop it", "5: topics.marina.knots.loop.options: Tuple should have at most 4"),
        (OPTIONS[3], "EASE the line and look.", "9: option 4 says the same as option 1"),
        (OPTIONS[3], "All of the above", "9: option 4: “All of the” gives too much away"),
        (OPTIONS[3], "None of these for now", "9: option 4: “None of these” gives too much away"),
        (OPTIONS[3], "Do the one above at once", "9: option 4: “above” gives too much away"),
        (OPTIONS[3], "Do both at the same time", "9: option 4: “both” gives too much away"),
        (OPTIONS[3], "Start the engine again.", "5: some options end with a full stop and some don't"),
        (OPTIONS[3], "Run", "5: options of 3 to 23 characters: make them alike in length"),
        (OPTIONS[3], "x" * 111, "9: topics.marina.knots.loop.options[4]: String should have at most 110 characters"),
        ("    jam:", "    loop:", "13: column 5: key 'loop' is used twice"),
        (
            "trouble with the jam",
            "trouble  with the loop",
            "14: the same is asked twice (first in questions/",
        ),
        (
            "reason: It leaves",
            f"reason: {'x' * 241}",
            "11: topics.marina.knots.loop.reason: String should have at most",
        ),
    ],
)
def test_what_is_wrong_with_a_question(taught: Path, old: str, new: str, expected: str) -> None:
    replace_first(taught, old, new)
    found = problems(taught)
    assert any(problem.startswith(f"{QUESTIONS}:{expected}") for problem in found), found


def test_at_least_three_for_a_topic(taught: Path) -> None:
    text = (taught / QUESTIONS).read_text("utf-8")
    (taught / QUESTIONS).write_text(
        text[: text.index("    jam:")] + text[text.index("  marina.shared-berth:") :], "utf-8"
    )
    assert problems(taught) == [f"{QUESTIONS}:2: ask at least 3 questions about a topic, not 1"]


def test_a_broken_question_hides_nothing_beside_it(taught: Path) -> None:
    replace_first(taught, "right: 1", "right: first")
    replace_first(taught, "resource: guide", "resource: gude")
    replace_first(taught, "trouble with the wet", "trouble with the jam")
    assert [problem.split(": ")[0].split(":")[1] for problem in problems(taught)] == ["10", "12", "24"]


def write_many(directory: Path, right: Callable[[int], int], longest: Callable[[int], bool] = lambda _: False) -> None:
    """Write 24 questions, the right answer of each at this place, and longer than the others where asked for."""
    lines = ["topics:"]
    for number in range(24):
        if number % 3 == 0:
            topics = ("knots", "shared-berth", "stern-first", "floating-pontoon", "dredging", "fire-watch")
            lines += [f"  marina.{topics[number // 3]}:"] if number < 18 else []
        options = [
            f"Option number {each} here" + (" now" if longest(number) and each == right(number) else "")
            for each in (1, 2, 3, 4)
        ]
        lines += [f"    q{number}:", f"      ask: Which of them is number {number}?", "      options:"]
        lines += [f"        - {option}" for option in options]
        lines += [f"      right: {right(number)}", "      reason: It is.", "      resource: guide"]
    (directory / QUESTIONS).write_text("\n".join(lines) + "\n", "utf-8")


def test_right_answers_are_spread_evenly(taught: Path) -> None:
    write_many(taught, lambda number: number % 4 + 1)
    loader.load_directory(taught)
    write_many(taught, lambda number: 1 if number < 10 else number % 4 + 1)
    assert any("right answers at place 1: spread them evenly, 20 to 30 % each" in each for each in problems(taught))


def test_the_right_answer_is_seldom_the_longest(taught: Path) -> None:
    write_many(taught, lambda number: number % 4 + 1, lambda number: number < 8)
    loader.load_directory(taught)
    write_many(taught, lambda number: number % 4 + 1, lambda number: number < 9)
    assert problems(taught) == [f"{QUESTIONS}:1: 9 of 24 right answers are the longest option: at most a third may be"]


def test_the_same_may_not_be_asked_in_two_roadmaps(taught: Path) -> None:
    lesson = (taught / "lessons/marina.yaml").read_text("utf-8").split("  marina.shared-berth:")[0]
    (taught / "lessons/marena.yaml").write_text(lesson.replace("marina.knots", "marena.dunes"), "utf-8")
    questions = (taught / QUESTIONS).read_text("utf-8").split("  marina.shared-berth:")[0]
    (taught / "questions/marena.yaml").write_text(questions.replace("marina.knots", "marena.dunes"), "utf-8")
    found = problems(taught)
    assert len(found) == 3
    assert all("asked twice (first in questions/marena.yaml" in each for each in found)
