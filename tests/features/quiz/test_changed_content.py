"""Questions that the content rewords, renames or loses while somebody has them before their eyes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog.source import CatalogSource
from bot.db.tables import asked_questions, question_cards, question_verdicts
from bot.features.quiz import jobs
from bot.sandbox.slack_api.fixtures import ANA, BEN
from tests.features.help_requests.test_handlers import messages_to
from tests.features.quiz.test_handlers import all_rows
from tests.slack_driver import Driver, button_labels, shown_by

QUESTIONS = "questions/marina.yaml"
Change = Callable[[Path], None]


def reword(content: Path) -> None:
    _replace(content, "gives trouble", "is in trouble")


def rename(content: Path) -> None:
    for name in ("loop", "jam", "wet"):
        _replace(content, f"    {name}:", f"    other-{name}:")


def right_option(content: Path) -> None:
    for number in (1, 2, 3, 4):
        _replace(content, f"right: {number}\n", f"right: +{number % 4 + 1}\n")
    _replace(content, "right: +", "right: ")


def remove(content: Path) -> None:
    (content / QUESTIONS).unlink()


def _replace(content: Path, old: str, new: str) -> None:
    path = content / QUESTIONS
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.fixture
def source(taught: Path) -> CatalogSource:
    """The small content, which a test may change."""
    return CatalogSource(taught)


def take_over(source: CatalogSource, content: Path, change: Change) -> None:
    change(content)
    assert source.refresh(), source.problems


@pytest.mark.parametrize("change", [reword, rename, right_option, remove])
def test_an_answer_to_what_has_changed_does_not_count_and_the_run_goes_on(
    driver: Driver, source: CatalogSource, taught: Path, change: Change
) -> None:
    driver.say("ana", "/log 1h knots")
    asked = driver.say("ana", "/roadmap quiz knots")
    take_over(source, taught, change)
    before = all_rows(driver, asked_questions)
    pressed = driver.press("ana", asked, "A")
    assert "was changed or stopped since" in shown_by(pressed).text
    assert all_rows(driver, asked_questions) == before
    assert all_rows(driver, question_cards) == []
    following = shown_by(driver.press("ana", pressed, "Next question"))
    assert ("That was the last one." if change is remove else "Question 2 of") in following.text


@pytest.mark.parametrize("change", [reword, rename, right_option, remove])
def test_what_was_answered_before_the_change_stays_and_says_so(
    driver: Driver, source: CatalogSource, taught: Path, change: Change
) -> None:
    driver.say("ana", "/log 1h knots")
    answered = driver.press("ana", driver.say("ana", "/roadmap quiz knots"), "A")
    kept = all_rows(driver, asked_questions), all_rows(driver, question_cards)
    take_over(source, taught, change)
    driver.press("ana", answered, "Question is wrong")
    assert (all_rows(driver, asked_questions), all_rows(driver, question_cards)) == kept


def test_a_better_reason_changes_no_question(driver: Driver, source: CatalogSource, taught: Path) -> None:
    asked = driver.say("ana", "/roadmap quiz knots")
    take_over(source, taught, lambda content: _replace(content, "It leaves time", "It saves time"))
    assert "It saves time" in shown_by(driver.press("ana", asked, "A")).text


@pytest.mark.parametrize("change", [reword, rename, remove])
def test_content_that_is_mended_settles_the_report_and_tells_who_reported_it(
    driver: Driver, source: CatalogSource, taught: Path, change: Change
) -> None:
    driver.say("ana", "/plan")
    driver.press("ben", driver.press("ben", driver.say("ben", "/roadmap quiz knots"), "A"), "Question is wrong")
    deps = driver.roadmate.deps
    assert jobs.settle_mended(deps, driver.clock.now()) == 0
    take_over(source, taught, change)
    assert jobs.settle_mended(deps, driver.clock.now()) == 1
    assert jobs.settle_mended(deps, driver.clock.now()) == 0
    assert [row.verdict for row in all_rows(driver, question_verdicts)] == ["mended"]
    assert messages_to(driver, BEN.id, "has been rewritten or removed")
    assert not messages_to(driver, ANA.id, "Keep it")


def test_what_has_no_questions_says_so(driver: Driver, source: CatalogSource, taught: Path) -> None:
    none = driver.say("ana", "/roadmap quiz marena")
    assert "I have no questions on Marena" in shown_by(none).text
    assert button_labels(none) == ["Ask me something else"]
    take_over(source, taught, remove)
    assert "I have no questions to ask yet" in shown_by(driver.say("ana", "/roadmap quiz")).text
