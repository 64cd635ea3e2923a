"""First contact: the answer first, then one welcome, whose menus set what is set elsewhere too."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.core.people import members
from bot.core.plan import member_plan, next_moves
from bot.db.tables import members as people
from bot.db.tables import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.features.welcome.rules import NO_CHOICE, Question, split_choice
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.worker.welcoming import welcome_newcomers
from tests.slack_driver import Driver, button_labels, shown_by

UTC_ZONE = ZoneInfo("UTC")
MENUS = {Question.AREA: "welcome.area#1", Question.GOAL: "welcome.goal#2", Question.MENTOR: "welcome.mentor#3"}


def welcomes(driver: Driver) -> list[str]:
    """Who got a welcome, once those who spoke were looked at and what waits was sent."""
    welcome_newcomers(driver.roadmate.deps)
    sender = OutboxSender(driver.roadmate.deps, RateLimit(lambda: 0.0, interval=0))
    while sender.send_due(driver.clock.now()):
        pass
    with driver.roadmate.deps.database.read() as conn:
        sent = select(outbox.c.recipient).where(outbox.c.kind == DeliveryKind.WELCOME, outbox.c.state == "sent")
        return list(conn.execute(sent).scalars())


def choose(driver: Driver, on: ActionResult, question: Question, starts_with: str, user: str = "ben") -> ActionResult:
    """Choose in a menu of the welcome."""
    shown = shown_by(on)
    menu = next(
        element
        for block in shown.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == MENUS[question]
    )
    value = next(each["value"] for each in menu["options"] if each["value"].startswith(f"{starts_with} "))
    outcome = driver.delivery.click(user, shown, MENUS[question], value)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


@pytest.mark.parametrize(
    "speak",
    [
        lambda driver: driver.say("ben", "/log 2h networking"),
        lambda driver: driver.say("ben", "/roadmap aws"),
        lambda driver: driver.delivery.mention("ben", "#learning", "<@U0SANDBOT> next"),
        lambda driver: driver.delivery.direct_message("ben", "log 1h networking"),
        lambda driver: driver.delivery.home_opened("ben"),
    ],
)
def test_the_first_contact_is_answered_and_then_welcomed_once(
    driver: Driver, speak: Callable[[Driver], ActionResult]
) -> None:
    answer = speak(driver)
    assert answer.status == 200
    assert "Three questions" not in answer.text
    assert welcomes(driver) == [BEN.id]
    posted = driver.slack.workspace.journal.calls[-1].payload
    assert "Hi Ben, I'm Roadmate." in posted["text"]
    speak(driver)
    assert welcomes(driver) == [BEN.id]


def test_another_process_that_hears_the_same_person_welcomes_nobody_again(make_driver: Callable[..., Driver]) -> None:
    first, second = make_driver(), make_driver()
    for each in (first, second):
        each.say("ben", "/plan")
    welcome_newcomers(second.roadmate.deps)
    assert welcomes(first) == [BEN.id]


def test_who_is_only_named_by_others_is_not_welcomed(driver: Driver) -> None:
    driver.say("ana", "/team mentor <@U0SANDBEN>")
    assert BEN.id not in welcomes(driver)


def test_a_greeting_of_somebody_new_is_answered_with_the_welcome_itself(driver: Driver) -> None:
    first = driver.delivery.direct_message("ben", "hello")
    assert "Three questions to start" in first.text
    again = driver.delivery.direct_message("ben", "hi!")
    assert again.text == "👋 Hi Ben! What would you like to do?"
    assert button_labels(again) == ["Log hours", "What's next for me?", "Open my plan", "Help"]
    assert welcomes(driver) == []


def test_the_three_answers_hold_everywhere(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("mei", "/roadmate named on")
    driver.say("ana", "/team mentor <@U0SANDMEI>")
    shown = driver.say("ben", "/roadmate welcome")
    shown = choose(driver, shown, Question.AREA, "cloud-computing")
    assert "You start with Cloud Computing." in shown.text
    with deps.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member=BEN.id, now=driver.clock.now())
    step = next_moves.choose_next_step(deps.catalog.shared(), record)
    assert step is not None
    assert step.area.id == "cloud-computing"
    shown = choose(driver, shown, Question.GOAL, "180")
    assert "Your goal is 3 h a week." in shown.text
    assert "3 h" in driver.say("ben", "/roadmate goal").text
    shown = choose(driver, shown, Question.MENTOR, MEI.id)
    assert "You're all set, Ben." in shown.text
    assert "I asked Mei to mentor you" in shown.text
    assert "Mei" in driver.say("ben", "/roadmate mentor").text
    driver.say("ben", "/roadmate goal 5h")
    later = driver.say("ben", "/roadmate welcome").text
    assert "Your goal is 5 h a week." in later
    assert "You start with Cloud Computing." in later


def test_who_knows_some_of_it_finds_their_level_from_the_welcome(driver: Driver) -> None:
    shown = driver.say("ben", "/roadmate welcome")
    assert "🎯 Know some of it? Eight questions find your Networking level." in shown.text
    chosen = choose(driver, shown, Question.AREA, "infrastructure-as-code")
    asked = driver.press("ben", chosen, "Find my Terraform level")
    assert asked.text.startswith("🎯 Terraform, question 1 of 8")
    assert asked.last.kind is ShownKind.EPHEMERAL, "the welcome stays"


def test_no_goal_no_mentor_and_the_plans_order_are_answers_too(driver: Driver) -> None:
    driver.say("ben", "/roadmate goal 3h")
    shown = driver.say("ben", "/roadmate welcome")
    shown = choose(driver, shown, Question.AREA, "networking")
    for question in Question:
        shown = choose(driver, shown, question, NO_CHOICE)
    assert "You're all set" in shown.text
    assert "You follow the plan's order." in shown.text
    assert "You have no goal of your own. The team default is 2 h a week." in shown.text
    assert "No mentor for now." in shown.text
    with driver.roadmate.deps.database.read() as conn:
        ben = members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=UTC_ZONE)
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member=BEN.id, now=driver.clock.now())
    assert ben is not None
    assert (ben.has_own_goal, record.first_area) == (False, "")


def test_somebody_who_cannot_be_asked_any_more_is_told_of_and_the_menus_stay(driver: Driver) -> None:
    driver.say("mei", "/roadmate named on")
    driver.say("ana", "/team mentor <@U0SANDMEI>")
    shown = driver.say("ben", "/roadmate welcome")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(people).where(people.c.id == MEI.id).values(is_guest=True))
    shown = choose(driver, shown, Question.MENTOR, MEI.id)
    assert "⚠️" in shown.text
    assert "1. What do you want to learn first?" in shown.text


def test_forgotten_and_back_again_is_new(driver: Driver) -> None:
    driver.say("ben", "/plan")
    assert welcomes(driver) == [BEN.id]
    driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me")
    assert welcomes(driver) == []
    driver.say("ben", "/plan")
    assert welcomes(driver) == [BEN.id]


@pytest.mark.parametrize(("value", "choice"), [("networking ag", "networking"), ("- m", "-"), ("180", "180"), ("", "")])
def test_a_menu_carries_what_was_answered_before(value: str, choice: str) -> None:
    found, answered = split_choice(value)
    assert found == choice
    assert "".join(sorted(answered)) == value.partition(" ")[2]
