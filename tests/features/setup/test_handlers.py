"""The checklist of the setup: sent once to who installed Roadmate, ticked off wherever a step is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.core.people import workspaces
from bot.db.tables import installations, outbox, setup_checklists
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.features.setup import service
from bot.features.setup.jobs import look_after_checklists
from bot.features.setup.rules import Step, decode_steps, encode_steps
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from tests.slack_driver import Driver, button_labels

Make = Callable[..., Driver]


def work(driver: Driver) -> None:
    """Do what the worker does on each tick, and send what waits."""
    look_after_checklists(driver.roadmate.deps, driver.clock.now())
    sender = OutboxSender(driver.roadmate.deps, RateLimit(lambda: 0.0, interval=0))
    while sender.send_due(driver.clock.now()):
        pass


def checklists(driver: Driver) -> dict[str, str]:
    """The states of the checklists by who got one."""
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(outbox.c.recipient, outbox.c.state).where(outbox.c.kind == DeliveryKind.SETUP)).all()
    return {row.recipient: row.state for row in rows}


def last_texts(driver: Driver) -> dict[str, str]:
    """What was sent or rewritten last, by conversation."""
    calls = driver.slack.workspace.journal.calls
    shown = [each for each in calls if each.method in ("chat.postMessage", "chat.update") and not each.error]
    return {each.payload["channel"]: each.payload["text"] for each in shown}


def announcements(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(outbox.c.recipient).where(outbox.c.kind == DeliveryKind.ANNOUNCEMENT))
        return list(rows.scalars())


def test_each_admin_of_the_settings_gets_it_once(make_driver: Make) -> None:
    driver = make_driver(ROADMATE_ADMINS=f"{BEN.id},{MEI.id}", ROADMATE_TIMEZONE="Europe/Berlin")
    driver.turn(hours=2)  # nine in New York, ten at night in Singapore
    work(driver)
    assert checklists(driver) == {BEN.id: "sent", MEI.id: "waiting"}
    driver.turn(hours=12)
    for _ in range(2):
        work(driver)
        make_driver(ROADMATE_ADMINS=f"{BEN.id},{MEI.id}")  # a restart
    assert checklists(driver) == {BEN.id: "sent", MEI.id: "sent"}
    sent = next(text for text in last_texts(driver).values() if "Roadmate is installed" in text)
    assert "3 steps left" in sent
    assert "✅ Learning channel" in sent
    assert "✅ Time zone: Europe/Berlin" in sent


def test_the_installer_of_an_installation_by_oauth_gets_it(driver: Driver) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(installations).values(installed_by=ANA.id))
    work(driver)
    assert checklists(driver) == {ANA.id: "sent"}


def test_an_installer_who_is_forgotten_gets_none(driver: Driver) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(installations).values(installed_by=BEN.id))
    driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me")
    driver.turn(hours=4)
    work(driver)
    assert checklists(driver) == {}


def test_a_workspace_that_was_installed_long_ago_or_has_no_step_left_gets_none(make_driver: Make) -> None:
    driver = make_driver(ROADMATE_ADMINS=BEN.id)
    with driver.roadmate.deps.database.begin() as conn:
        old = driver.clock.now() - service.NEW_FOR - timedelta(days=1)
        conn.execute(update(installations).values(installed_at=old))
    work(driver)
    assert checklists(driver) == {}
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(installations).values(installed_at=driver.clock.now()))
        for step in (Step.ZONE, Step.BOARD, Step.MENTORS):
            workspaces.confirm_setup_step(conn, workspace=TEAM_ID, step=step)
        assert service.claim_announcement(conn, workspace=TEAM_ID, now=driver.clock.now())
    work(driver)
    assert checklists(driver) == {}


def test_a_new_installation_sends_it_to_nobody_again(driver: Driver) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(installations).values(installed_by=ANA.id))
        conn.execute(
            insert(setup_checklists).values(
                workspace=TEAM_ID, member=ANA.id, open_steps="board", sent_at=driver.clock.now()
            )
        )
    work(driver)
    assert checklists(driver) == {}


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("/roadmate settings board on", "✅ Leaderboard: on"),
        ("/roadmate settings board off", "✅ Leaderboard: off"),
        ("/roadmate settings timezone europe/berlin", "✅ Time zone: Europe/Berlin"),
        ("/team mentor <@U0SANDBEN>", "✅ Mentors: Ben"),
    ],
)
def test_a_step_that_is_done_elsewhere_is_ticked_off_in_what_everybody_got(
    make_driver: Make, typed: str, line: str
) -> None:
    driver = make_driver(ROADMATE_ADMINS=f"{ANA.id},{BEN.id}")
    driver.turn(hours=2)
    work(driver)
    assert not any(line in text for text in last_texts(driver).values())
    driver.say("ana", typed)
    work(driver)
    assert sum(line in text and "3 steps left" in text for text in last_texts(driver).values()) == 2


def test_the_checklist_is_done_by_its_buttons_and_announces_once(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmate setup")
    assert "4 steps left" in shown.text
    for label in ("Keep UTC", "Keep it off", "No mentors for now"):
        shown = driver.press("ana", shown, label)
    assert "1 step left" in shown.text
    asked = driver.press("ana", shown, "Post the announcement", confirmed=False)
    assert announcements(driver) == []
    other = driver.say("ana", "/roadmate setup")  # with the same button
    done = driver.press("ana", shown, "Post the announcement")
    assert "Setup done" in done.text
    assert button_labels(done) == []
    assert "Setup done" in driver.press("ana", other, "Post the announcement").text
    work(driver)
    assert announcements(driver) == ["C0LEARNING"]
    assert "Hi everyone, I'm Roadmate." in last_texts(driver)["C0LEARNING"]
    assert asked.shown


def test_its_forms_set_channel_zone_and_mentor(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmate setup")
    driver.press("ana", shown, "Change the time zone")
    driver.delivery.submit("ana", {"timezone": "Europe/Berlin"})
    driver.press("ana", shown, "Name a mentor")
    driver.delivery.submit("ana", {"mentor": BEN.id})
    text = driver.say("ana", "/roadmate setup").text
    assert "✅ Time zone: Europe/Berlin" in text
    assert "✅ Mentors: Ben" in text


def test_without_a_channel_it_is_asked_for_first(make_driver: Make) -> None:
    driver = make_driver(ROADMATE_LEARNING_CHANNEL="")
    shown = driver.say("ana", "/roadmate setup")
    assert "5 steps left" in shown.text
    noted = driver.press("ana", shown, "Post the announcement")
    assert "Choose a learning channel first" in noted.text
    assert announcements(driver) == []
    driver.press("ana", noted, "Choose a channel")
    driver.delivery.submit("ana", {"channel": "C0LEARNING"})
    assert "✅ Learning channel: <#C0LEARNING>" in driver.say("ana", "/roadmate setup").text


def test_others_are_told_who_can(driver: Driver) -> None:
    driver.say("ana", "/plan")
    text = driver.say("ben", "/roadmate setup").text
    assert "Ana" in text
    assert "steps left" not in text


def test_the_home_of_an_admin_has_one_line_until_it_is_done(driver: Driver) -> None:
    homes = driver.slack.workspace.views.homes
    for person in (ANA, BEN):
        driver.delivery.home_opened(person.name)
    assert "The setup of this workspace has 4 steps left." in str(homes[ANA.id])
    assert "The setup of this workspace" not in str(homes[BEN.id])
    shown = driver.say("ana", "/roadmate setup")
    for label in ("Keep UTC", "Keep it off", "No mentors for now", "Post the announcement"):
        shown = driver.press("ana", shown, label)
    driver.roadmate.homes.flush()
    assert "The setup of this workspace" not in str(homes[ANA.id])


@pytest.mark.parametrize("steps", [(), (Step.ZONE,), tuple(Step)])
def test_steps_travel_as_words(steps: tuple[Step, ...]) -> None:
    assert decode_steps(encode_steps(steps)) == frozenset(steps)
