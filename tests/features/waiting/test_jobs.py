"""The two letters about what takes long: when they come, to whom, once, and not where it was answered meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.core import levels, time_off
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.people import members
from bot.db.tables import help_requests, pairs
from bot.db.tables import members as people
from bot.delivery.occurrences import DeliveryKind
from bot.features.waiting import jobs
from bot.features.waiting.service import letters
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.fixtures.team import Team

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CDN = "networking.cdn"
REMINDER, LONG_WAIT = DeliveryKind.WAITING_REMINDER, DeliveryKind.LONG_WAIT


@pytest.fixture
def waiting(team: Team) -> Team:
    """Ben mentors Mei; Priya is a lead mentor. Mei has handed something in on Tuesday at ten."""
    team.change_workspace(digest_on=False)
    for user, name in (("UBEN", "Ben"), ("UMEI", "Mei"), ("UPRI", "Priya"), ("UCHI", "Chidi")):
        team.join(user, name=name, nudged=False)
    with team.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="UPRI", is_lead=True, is_mentor=True)
        since = TUESDAY - 60 * DAY
        pair = {"workspace": TEAM_ID, "mentor": "UBEN", "mentee": "UMEI", "asked_by": "UBEN", "created_at": since}
        conn.execute(insert(pairs).values(**pair, mentor_at=since, mentee_at=since, reminded_at=TUESDAY))
    act(team, AssignmentAction.HAND_IN, TUESDAY)
    return team


def act(team: Team, action: AssignmentAction, now: datetime, actor: str = "UMEI", assignment: str = CDN) -> None:
    with team.deps.database.begin() as conn:
        key: dict[str, Any] = {"workspace": TEAM_ID, "member": "UMEI", "assignment": assignment}
        assert assignments.apply_action(conn, **key, action=action, actor=actor, now=now, note="x").is_applied


def check(team: Team, now: datetime) -> list[tuple[str, str, str]]:
    """Run the hourly check at a moment; return the letters that left by then: kind, reader and text."""
    before = len(sent(team))
    team.turn_to(now)
    jobs.remind_of_waiting(team.deps, now)
    team.sender().send_due(now, 100)
    return sent(team)[before:]


def sent(team: Team) -> list[tuple[str, str, str]]:
    kinds = (REMINDER.value, LONG_WAIT.value, DeliveryKind.HANDOVER.value)
    return [
        (each.kind, each.recipient, each.message["text"])
        for each in team.outbox_rows()
        if each.kind in kinds and each.state == "sent"
    ]


def be_away(team: Team, member: str, first: date, last: date | None) -> None:
    with team.deps.database.begin() as conn:
        time_off.add_time_off(conn, workspace=TEAM_ID, member=member, first=first, last=last, now=TUESDAY)


def test_after_two_working_days_each_side_gets_one_letter(waiting: Team) -> None:
    assert check(waiting, TUESDAY + 2 * DAY - HOUR) == []
    reminder, long_wait = sorted(check(waiting, TUESDAY + 2 * DAY), reverse=True)
    assert reminder[:2] == (REMINDER, "UBEN")
    assert reminder[2].startswith(
        "⏳ Something is waiting for you\n"
        "Mei handed in Content delivery network (Networking), since Tue 24 Nov (2 days)\n"
    )
    assert long_wait[:2] == (LONG_WAIT, "UMEI")
    assert long_wait[2].startswith(
        "⏳ Content delivery network (Networking) has been waiting for Ben since Tue 24 Nov (2 days). "
        "You can ask Priya.\n"
    )
    for hours in range(1, 24 * 21, 5):
        assert check(waiting, TUESDAY + 2 * DAY + hours * HOUR) == [], "once for one thing"


def test_all_that_waits_long_is_in_one_letter_and_what_comes_later_in_the_next_days(waiting: Team) -> None:
    with waiting.deps.database.begin() as conn:
        key: dict[str, Any] = {"workspace": TEAM_ID, "member": "UMEI"}
        levels.claim_level(conn, **key, roadmap="terraform", level="beginner", now=TUESDAY + HOUR)
        conn.execute(insert(help_requests).values(**key, subject="terraform", words="terraform", at=TUESDAY + DAY))
    first = [text for kind, _, text in check(waiting, TUESDAY + 2 * DAY + HOUR) if kind == REMINDER]
    assert [text.splitlines()[0] for text in first] == ["⏳ 2 things are waiting for you"]
    later = [text for kind, _, text in check(waiting, TUESDAY + 3 * DAY) if kind == REMINDER]
    assert [text.splitlines()[1] for text in later] == ["Mei is stuck with Terraform, since Wed 25 Nov (2 days)"]


def test_what_was_answered_is_not_told_not_even_in_the_last_moment(waiting: Team) -> None:
    due = TUESDAY + 2 * DAY
    waiting.turn_to(due)
    jobs.remind_of_waiting(waiting.deps, due)
    act(waiting, AssignmentAction.SIGN_OFF, due, actor="UBEN")
    assert check(waiting, due + HOUR) == []
    assert {each.state for each in waiting.outbox_rows() if each.kind in (REMINDER, LONG_WAIT)} == {"expired"}


def test_a_letter_that_leaves_later_tells_what_still_waits_then(waiting: Team) -> None:
    act(waiting, AssignmentAction.HAND_IN, TUESDAY + HOUR, assignment="networking.firewall-rules")
    due = TUESDAY + 2 * DAY + HOUR
    waiting.turn_to(due)
    jobs.remind_of_waiting(waiting.deps, due)
    act(waiting, AssignmentAction.SIGN_OFF, due, actor="UBEN")
    waiting.sender().send_due(due, 100)
    [text] = [each for _, each in waiting.posts() if "waiting for you" in each]
    assert "Advanced firewall rules" in text
    assert "Content delivery network" not in text


def test_the_usual_time_needs_three_answers_and_somebody_away_is_not_offered(waiting: Team) -> None:
    for number, name in enumerate(("hybrid-network", "firewall-rules"), start=1):
        act(waiting, AssignmentAction.HAND_IN, TUESDAY - 14 * DAY, assignment=f"networking.{name}")
        act(waiting, AssignmentAction.SIGN_OFF, TUESDAY - (14 - number) * DAY, "UBEN", f"networking.{name}")
    be_away(waiting, "UPRI", date(2026, 11, 25), date(2026, 11, 30))
    with waiting.deps.database.begin() as conn:
        over = {"over_at": TUESDAY - 5 * DAY, "over_by": "UBEN", "at": TUESDAY - 7 * DAY}
        row = {"workspace": TEAM_ID, "member": "UMEI", "subject": "", "words": "x"}
        conn.execute(insert(help_requests).values(**row, **over))
    [text] = [text for kind, _, text in check(waiting, TUESDAY + 2 * DAY) if kind == LONG_WAIT]
    assert text.splitlines()[0].endswith("since Tue 24 Nov (2 days). Ben usually takes two days.")


def test_days_off_of_who_is_asked_do_not_count_and_who_waits_learns_that_they_are_away(waiting: Team) -> None:
    be_away(waiting, "UBEN", date(2026, 11, 25), date(2026, 12, 1))
    [(kind, reader, text)] = check(waiting, TUESDAY + 2 * DAY)
    assert (kind, reader) == (LONG_WAIT, "UMEI")
    assert text.splitlines()[0].endswith("Ben is away; you can ask Priya.")
    assert check(waiting, datetime(2026, 12, 2, 10, tzinfo=UTC)) == []
    assert [each[:2] for each in check(waiting, datetime(2026, 12, 3, 10, tzinfo=UTC))] == [(REMINDER, "UBEN")]


def test_nobody_is_woken_and_a_letter_keeps_an_hour_from_others(waiting: Team) -> None:
    act(waiting, AssignmentAction.TAKE_BACK, TUESDAY)
    evening = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    act(waiting, AssignmentAction.HAND_IN, evening)
    assert check(waiting, evening + 2 * DAY) == []
    morning = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert {each[1] for each in check(waiting, morning)} == {"UBEN", "UMEI"}


def test_a_proposal_reminds_who_was_asked_and_tells_its_asker(waiting: Team) -> None:
    with waiting.deps.database.begin() as conn:
        pair = {"workspace": TEAM_ID, "mentor": "UBEN", "mentee": "UCHI", "asked_by": "UCHI", "created_at": TUESDAY}
        conn.execute(insert(pairs).values(**pair, mentee_at=TUESDAY))
    found = {(kind, reader): text for kind, reader, text in check(waiting, TUESDAY + 2 * DAY)}
    assert "Chidi asks you to be their mentor" in found[REMINDER, "UBEN"]
    assert found[LONG_WAIT, "UCHI"].startswith(
        "⏳ Ben as your mentor has been waiting for Ben since Tue 24 Nov (2 days).\n"
    ), "only Ben can answer"


def test_who_has_turned_it_off_gets_none(waiting: Team) -> None:
    with waiting.deps.database.begin() as conn:
        letters.set_reminders(conn, workspace=TEAM_ID, member="UBEN", is_on=False, now=TUESDAY)
    assert [each[1] for each in check(waiting, TUESDAY + 2 * DAY)] == ["UMEI"]
    with waiting.deps.database.begin() as conn:
        letters.set_reminders(conn, workspace=TEAM_ID, member="UBEN", is_on=True, now=TUESDAY)
    assert [each[1] for each in check(waiting, TUESDAY + 2 * DAY + HOUR)] == ["UBEN"]


def test_guests_and_people_who_left_are_neither_told_nor_waited_for(waiting: Team) -> None:
    with waiting.deps.database.begin() as conn:
        conn.execute(update(people).values(is_active=False).where(people.c.id == "UMEI"))
    assert check(waiting, TUESDAY + 2 * DAY) == []
