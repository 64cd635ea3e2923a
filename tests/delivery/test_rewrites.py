"""Messages that have arrived are rewritten once what they are about has moved on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery import outbox
from bot.delivery.rewrite_sender import same_for_all
from bot.delivery.rewrites import queue_rewrites
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.slack.blocks import section
from bot.slack.message import Message, compose_message
from tests import faults
from tests.fixtures.team import Team

PERSON = "U0PERSON"


def letter(words: str) -> Message:
    return compose_message(section(words))


def send_letter(team: Team, recipient: str = PERSON) -> None:
    put_letter(team, recipient)
    team.tick(team.clock.now())


def put_letter(team: Team, recipient: str = PERSON) -> None:
    now = team.clock.now()
    with team.deps.database.begin() as conn:
        outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind="pair",
            period="p",
            recipient=recipient,
            message=letter("asked").post_arguments(),
            due_at=now,
            expires_at=now + timedelta(days=7),
            now=now,
        )


def rewrite(team: Team, words: str, pressed_ts: str = "") -> None:
    with team.deps.database.begin() as conn:
        queue_rewrites(
            conn,
            workspace=TEAM_ID,
            kind="pair",
            period="p",
            render=same_for_all(letter(words)),
            now=team.clock.now(),
            pressed_ts=pressed_ts,
        )


def updates(team: Team) -> list[str]:
    calls = team.slack.workspace.journal.calls
    return [call.payload["text"] for call in calls if call.method == "chat.update" and not call.error]


def later(team: Team) -> datetime:
    return team.clock.now() + timedelta(minutes=1)


def test_a_letter_to_a_person_and_one_to_a_channel_are_rewritten(team: Team) -> None:
    team.join(PERSON)
    for recipient in (PERSON, "C0LEARNING"):
        send_letter(team, recipient)
    rewrite(team, "answered")
    team.tick(later(team))
    assert updates(team) == ["answered", "answered"]
    assert team.states() == ["sent"] * 4


def test_only_the_newest_state_is_written(team: Team) -> None:
    team.join(PERSON)
    send_letter(team)
    for words in ("answered", "ended"):
        rewrite(team, words)
    team.tick(later(team))
    assert updates(team) == ["ended"]


def test_a_letter_that_has_not_left_is_not_rewritten(team: Team) -> None:
    team.join(PERSON)
    put_letter(team)
    rewrite(team, "answered")
    assert len(team.outbox_rows()) == 1


def test_the_letter_that_was_pressed_is_answered_in_its_place(team: Team) -> None:
    team.join(PERSON)
    send_letter(team)
    rewrite(team, "answered", pressed_ts=team.outbox_rows()[0].sent_ts)
    assert len(team.outbox_rows()) == 1


def test_what_slack_does_not_let_us_rewrite_is_left_and_nobody_is_told(team: Team) -> None:
    team.join(PERSON)
    send_letter(team)
    rewrite(team, "answered")
    team.slack.faults.add("chat.update", faults.error("edit_window_closed"))
    team.tick(later(team))
    assert (updates(team), team.states()) == ([], ["sent", "sent"])


def test_a_lost_answer_is_tried_again_since_that_does_no_harm(team: Team) -> None:
    team.join(PERSON)
    send_letter(team)
    rewrite(team, "answered")
    team.slack.faults.add("chat.update", faults.close_after_processing())
    team.tick(later(team))
    assert team.states() == ["sent", "waiting"]
    team.tick(team.clock.now() + timedelta(minutes=40))
    assert updates(team)[-1] == "answered"
    assert team.states() == ["sent", "sent"]
