"""The buttons of the digest: each presser books on their own next step, and only they see the answer."""

from __future__ import annotations

import pytest

from bot.core.ledger import rollups
from bot.features.digest.rules import Digest
from bot.features.digest.views import message as digest_message
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from tests.slack_driver import Driver

QUIET = Digest("2026-W46", 0, None, 0)
BUSY = Digest("2026-W46", 60, None, 1, (("networking", 60),))


def post_digest(driver: Driver, digest: Digest) -> ShownItem:
    """Post the digest in the learning channel."""
    deps = driver.roadmate.deps
    message = digest_message.render_digest(digest, catalog=deps.catalog.shared(), today=driver.clock.now().date())
    deps.slack.post_message(TEAM_ID, "C0LEARNING", message)
    shown: ShownItem = driver.slack.workspace.journal.shown[-1]
    return shown


def press(driver: Driver, user: str, shown: ShownItem, label: str = "Log 1 h") -> ActionResult:
    outcome = driver.press(user, shown, label)
    assert [(each.kind, each.to) for each in outcome.shown] == [(ShownKind.EPHEMERAL, f"U0SAND{user.upper()}")]
    return outcome


def booked_minutes(driver: Driver, user: str) -> dict[str, int]:
    areas = {area.id for area in driver.roadmate.deps.catalog.shared().areas}
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        sums = rollups.read_minutes_by_subject(conn, workspace=TEAM_ID, member=f"U0SAND{user.upper()}")
    return {subject: minutes for subject, minutes in sums.items() if subject in areas}


def finish_networking(driver: Driver, user: str) -> None:
    """Do everything in networking."""
    for days_ago in range(1, 6):
        driver.say(user, f"/log 15h networking {days_ago} days ago")
    for assignment in driver.roadmate.deps.catalog.shared().area("networking").assignments:
        forged = compose_message(section("?"), actions(ButtonSpec("Done", "plan.tick", assignment.id)))
        driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", f"U0SAND{user.upper()}", forged)
        driver.delivery.click(user, driver.slack.workspace.journal.shown[-1], 1)


@pytest.mark.parametrize("digest", [QUIET, BUSY], ids=["quiet", "busy"])
def test_two_people_press_and_each_books_on_their_own_next_area(driver: Driver, digest: Digest) -> None:
    finish_networking(driver, "mei")
    shown = post_digest(driver, digest)
    assert press(driver, "ben", shown).text.startswith("✅ Logged 1 h on Networking: ")
    assert press(driver, "mei", shown, "Log 2 h").text.startswith("✅ Logged 2 h on Infrastructure as Code")
    assert booked_minutes(driver, "ben") == {"networking": 60}
    assert booked_minutes(driver, "mei") == {"networking": 75 * 60, "infrastructure-as-code": 120}


def test_each_length_counts_once_for_a_person_and_a_message(driver: Driver) -> None:
    shown = post_digest(driver, QUIET)
    press(driver, "ben", shown)
    driver.turn(days=2)
    assert press(driver, "ben", shown).text.startswith("✅ Already logged: 1 h on Networking")
    press(driver, "ben", shown, "Log 2 h")
    assert booked_minutes(driver, "ben") == {"networking": 180}
    press(driver, "ben", post_digest(driver, BUSY))
    assert booked_minutes(driver, "ben") == {"networking": 240}


def test_an_invalid_length_books_nothing(driver: Driver) -> None:
    for value in ("-", "61", "060", "99999", "１２０"):
        forged = compose_message(section("?"), actions(ButtonSpec("Log 1 h", "log.quick", value)))
        driver.roadmate.deps.slack.post_message(TEAM_ID, "C0LEARNING", forged)
        answer = press(driver, "ben", driver.slack.workspace.journal.shown[-1])
        assert "This button has expired" in answer.text, value
    assert booked_minutes(driver, "ben") == {}
