"""The digest's buttons: each presser books on their own next step, in private, and the digest stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.ledger import rollups as totals
from bot.features.digest.rules.content import Digest
from bot.features.digest.views import message as digest_views
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.slack.blocks import Press, actions, section
from bot.slack.message import compose

World = Any  # of tests/conftest.py
QUIET = Digest("2026-W46", 0, None, 0)
BUSY = Digest("2026-W46", 60, None, 1, (("networking", 60),))


def posted(world: World, digest: Digest) -> Shown:
    """The digest in the learning channel."""
    deps = world.roadmate.deps
    message = digest_views.week(digest, catalog=deps.catalog.current(), today=world.clock.now().date())
    deps.slack.post(TEAM_ID, "C0LEARNING", message)
    shown: Shown = world.slack.workspace.journal.shown[-1]
    return shown


def press(world: World, user: str, shown: Shown, nth: int = 1) -> Outcome:
    outcome: Outcome = world.delivery.click(user, shown, nth)
    assert (outcome.status, outcome.refused) == (200, ())
    assert [(each.kind, each.to) for each in outcome.shown] == [(Kind.EPHEMERAL, f"U0SAND{user.upper()}")]
    return outcome


def booked(world: World, user: str) -> dict[str, int]:
    areas = {area.id for area in world.roadmate.deps.catalog.current().areas}
    with world.roadmate.deps.sessions.read() as session:
        assert totals.drift(session) == 0
        sums = totals.of_member(session, workspace=TEAM_ID, member=f"U0SAND{user.upper()}")
    return {subject: minutes for subject, minutes in sums.items() if subject in areas}


def finish(world: World, user: str) -> None:
    """Everything in networking is done."""
    for back in range(1, 6):
        world.say(user, f"/log 15h networking {back} days ago")
    for task in world.roadmate.deps.catalog.current().area("networking").assignments:
        forged = compose(section("?"), actions(Press("Done", "plan.tick", task.id)))
        world.roadmate.deps.slack.whisper(TEAM_ID, "C0LEARNING", f"U0SAND{user.upper()}", forged)
        world.delivery.click(user, world.slack.workspace.journal.shown[-1], 1)


@pytest.mark.parametrize("digest", [QUIET, BUSY], ids=["quiet", "busy"])
def test_two_people_press_and_each_books_on_their_own_next_area(world: World, digest: Digest) -> None:
    finish(world, "mei")
    shown = posted(world, digest)
    assert press(world, "ben", shown).text.startswith("Booked: 1 h on Networking: ")
    assert press(world, "mei", shown, 2).text.startswith("Booked: 2 h on Infrastructure as Code")
    assert booked(world, "ben") == {"networking": 60}
    assert booked(world, "mei") == {"networking": 75 * 60, "infrastructure-as-code": 120}


def test_each_length_counts_once_for_a_person_and_a_message(world: World) -> None:
    shown = posted(world, QUIET)
    press(world, "ben", shown)
    world.turn(days=2)
    assert press(world, "ben", shown).text.startswith("Already booked, once: 1 h on Networking")
    press(world, "ben", shown, 2)
    assert booked(world, "ben") == {"networking": 180}
    press(world, "ben", posted(world, BUSY))
    assert booked(world, "ben") == {"networking": 240}


def test_a_length_that_is_none_of_ours_books_nothing(world: World) -> None:
    for value in ("-", "61", "060", "99999", "１２０"):
        forged = compose(section("?"), actions(Press("Log", "log.quick", value)))
        world.roadmate.deps.slack.post(TEAM_ID, "C0LEARNING", forged)
        pressed = press(world, "ben", world.slack.workspace.journal.shown[-1])
        assert "This button is too old to use" in pressed.text, value
    assert booked(world, "ben") == {}
