"""Every place that shows a next step, and what its buttons do there: the step is dealt with, the place stays fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.core.knowing import states
from bot.core.knowing.states import TopicState
from bot.delivery.rate_limit import RateLimit
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver, button_labels, label_of, shown_by

TUESDAY: Final = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a question day in Lisbon, where Ana is
THURSDAY: Final = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MONDAY: Final = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LEARNED: Final = ("aws.compute-services", "aws.storage-services", "aws.rds-proxy")

Place = Callable[[Driver], ShownItem]


def typed(words: str) -> Place:
    return lambda driver: shown_by(driver.say("ana", words))


def home(driver: Driver) -> ShownItem:
    driver.delivery.home_opened("ana")
    return ShownItem(ShownKind.HOME, to=ANA.id, view=driver.slack.workspace.views.homes[ANA.id])


def newest_letter(driver: Driver, moment: datetime) -> ShownItem:
    """Deliver what is due at a moment, and return what Ana got last; the digest beside it is everybody's."""
    driver.clock.advance_to(moment)
    deps = driver.roadmate.deps
    deliver_due(deps, moment, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return next(
        each for each in reversed(driver.slack.workspace.seen_by(ANA.id)) if "I know this" in button_labels(each)
    )


def nudge(driver: Driver) -> ShownItem:
    driver.say("ana", "/roadmate goal 2h")
    return newest_letter(driver, THURSDAY)


def question_letter(driver: Driver) -> ShownItem:
    """The first question of a week, with the nudge at its head."""
    driver.say("ana", "/roadmate goal 2h")
    for topic in LEARNED:
        driver.say("ana", f"/log 30m {topic} yesterday")
    return newest_letter(driver, TUESDAY)


def weekly_summary(driver: Driver) -> ShownItem:
    driver.say("ana", "/roadmate nudge off")
    driver.say("ana", "/roadmate summary on")
    driver.say("ana", "/log 1h networking")
    return newest_letter(driver, MONDAY)


REPLACED: Final[Mapping[str, Place]] = {
    "next": typed("/roadmap next"),
    "next in an area": typed("/roadmap next cloud computing"),
    "another": typed("/roadmap another"),
    "logged": typed("/log 1h docker"),
    "known": typed("/roadmap aws.rds-proxy known"),
    "skipped": typed("/roadmap aws.rds-proxy skip"),
    "plan of who begins": typed("/plan"),
    "nudge": nudge,
}
KEPT: Final[Mapping[str, Place]] = {
    "question": question_letter,
    "summary": weekly_summary,
    "welcome": typed("/roadmate welcome"),
}
HOMES: Final[Mapping[str, Place]] = {"home": home}
EVERYWHERE: Final = {**REPLACED, **KEPT, **HOMES}
OFFERS: Final = ("I know this", "Something else", "Not for me")


def deal_with(driver: Driver, shown: ShownItem, offer: str) -> ActionResult:
    """Press the button of this label, or choose it behind the three dots."""
    return driver.press("ana", shown, offer) if offer in button_labels(shown) else driver.choose("ana", shown, offer)


def offered(shown: ShownItem) -> set[str]:
    fields = [field.element for field in usable_elements(shown)]
    return {label_of(each) for each in fields} | {
        option["text"]["text"] for each in fields if each["type"] == "overflow" for option in each["options"]
    }


def marks(driver: Driver) -> list[TopicState]:
    with driver.roadmate.deps.database.read() as conn:
        return [each.state for each in states.read_states(conn, workspace=TEAM_ID, member=ANA.id).values()]


@pytest.mark.parametrize("place", EVERYWHERE)
def test_a_step_is_logged_known_replaced_or_set_aside_where_it_is_shown(driver: Driver, place: str) -> None:
    shown = EVERYWHERE[place](driver)
    assert set(OFFERS) <= offered(shown)
    assert any(each.startswith(("Log 1 h", "Log 30 min", "Log 45 min")) for each in offered(shown))


@pytest.mark.drawn(3)
@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("place", EVERYWHERE)
def test_each_press_does_what_it_says_and_shows_what_is_next(driver: Driver, place: str, offer: str) -> None:
    shown = EVERYWHERE[place](driver)
    before = marks(driver)
    answer = deal_with(driver, shown, offer)
    assert "➡️ Next: " in (answer.text or str(shown_by(answer).view))
    expected = {"I know this": [TopicState.KNOWN], "Something else": [], "Not for me": [TopicState.SKIPPED]}[offer]
    assert sorted(marks(driver)) == sorted([*before, *expected])
    kind = shown_by(answer).kind
    if place in REPLACED:
        assert kind is ShownKind.UPDATED
    elif place in KEPT:
        assert kind is ShownKind.EPHEMERAL
    else:
        assert kind is ShownKind.MODAL


@pytest.mark.parametrize("offer", OFFERS)
def test_home_shows_the_new_step_after_a_press_on_it(driver: Driver, offer: str) -> None:
    page = home(driver)
    answer = deal_with(driver, page, offer)
    assert page.view
    assert shown_by(answer).view
    assert home(driver).view != page.view


def test_a_question_is_still_answered_after_a_press_on_the_nudge_above_it(driver: Driver) -> None:
    letter = question_letter(driver)
    driver.press("ana", letter, next(each for each in button_labels(letter) if each.startswith("Log 30 min")))
    driver.press("ana", letter, "Not for me")
    [still] = [each for each in driver.slack.workspace.seen_by(ANA.id) if each.ts == letter.ts]
    assert button_labels(still) == button_labels(letter)
    assert "Next question" in button_labels(driver.press("ana", still, "A"))
