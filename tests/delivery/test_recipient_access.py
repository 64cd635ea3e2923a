"""What a mentor may see can end while a letter waits: then it never leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from bot.app import FEATURES
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.people import members
from bot.db import tables
from bot.delivery import direct_messages, outbox, records
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.feature import personal_data
from bot.features.plan.handlers import review as plan_review
from bot.features.privacy.service import data_export as privacy_data_export
from bot.sandbox.slack_api.fixtures import BEN as BEN_CARTER
from bot.sandbox.slack_api.fixtures import CHIDI, TEAM_ID
from bot.worker.run_once import deliver_due
from tests.fixtures.team import Team
from tests.slack_driver import Driver

BEN = "UBEN"
SECRET = "my state bucket"


def pair(team: Team, mentor: str) -> None:
    now = team.clock.now()
    sides = {"mentor": mentor, "mentee": BEN, "mentor_at": now, "mentee_at": now, "asked_by": BEN, "created_at": now}
    with team.deps.database.begin() as conn:
        conn.execute(insert(tables.pairs).values(workspace=TEAM_ID, **sides))


def test_a_message_about_a_member_leaves_only_while_its_reader_may_see_them(team: Team) -> None:
    team.change_workspace(digest_on=False, nudge_on=False)
    team.join(BEN, name="Ben")
    mentors = ("UHOLDS", "UENDED", "UNOROLE", "UGUEST", "ULEFT")
    now, words = team.clock.now(), {"text": f"Ben hands in {SECRET}", "blocks": []}
    for mentor in mentors:
        team.join(mentor, at=now, is_mentor=True)
        pair(team, mentor)
    team.join("ULEAD", is_mentor=True, is_lead=True)
    default = team.deps.settings.timezone
    with team.deps.database.begin() as conn:
        known = {
            each: members.find_member(conn, workspace=TEAM_ID, member=each, default_zone=default) for each in mentors
        }
        ben, at = (
            members.find_member(conn, workspace=TEAM_ID, member=BEN, default_zone=default),
            now + timedelta(hours=21),
        )
        for to in known.values():
            direct_messages.write_message(
                conn,
                recipient=to,
                kind=DeliveryKind.ASSIGNMENT,
                key="work:1",
                message=words,
                now=now,
                not_before=at,
                about_member=ben,
            )
        monday = {"period": "2026-W46", "recipient": "ULEAD", "due_at": at, "expires_at": at + timedelta(days=1)}
        about = {"UHOLDS": "H", BEN: "Ben"}
        outbox.put_message(
            conn, workspace=TEAM_ID, kind=DeliveryKind.MENTOR_SUMMARY, message=words, now=now, about=about, **monday
        )
        conn.execute(update(tables.pairs).where(tables.pairs.c.mentor == "UENDED").values(ended_at=now))
        of_workspace = {"conn": conn, "workspace": TEAM_ID}
        members.set_mentor(**of_workspace, member="UNOROLE", is_mentor=False, now=now)
        members.set_lead(**of_workspace, member="ULEAD", is_lead=False)
        members.update_member(**of_workspace, member="UGUEST", is_guest=True)
        members.update_member(**of_workspace, member="ULEFT", is_active=False)
    team.turn_to(at)
    assert [each.recipient for each in deliver_due(team.deps, at, dry_run=True)] == ["UHOLDS"]
    team.sender().send_due(at)
    assert [text for _, text in team.posts()] == [words["text"]]
    posted = next(call for call in team.slack.workspace.journal.calls if call.method == "chat.postMessage").payload
    assert not {"about", "names"} & set(posted)
    rows = team.outbox_rows()
    assert {each.recipient: (each.state, each.error) for each in rows} == {
        "UHOLDS": ("sent", None),
        **dict.fromkeys((*mentors[1:], "ULEAD"), ("expired", "withdrawn")),
    }
    with team.deps.database.begin() as conn:
        text_by_mentor = {
            each: privacy_data_export.read_personal_data(
                conn, workspace=TEAM_ID, member=each, data=personal_data(FEATURES)
            )["messages"]
            for each in mentors
        }
        assert [each for each in mentors if SECRET in str(text_by_mentor[each])] == ["UHOLDS"]
        again = {"period": "2026-W46+1", "recipient": "ULEAD", "expires_at": at + timedelta(days=1), "now": at}
        records.copy_message(conn, message_id=rows[-1].id, **again)
    assert team.sender().send_due(at) == []  # a copy is about the same people


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ends", [False, True])
def test_a_message_to_a_mentor_that_waits_for_the_morning_is_dropped_if_the_pair_ends(
    driver: Driver, ends: bool
) -> None:
    for who in ("ben", "chidi"):
        driver.say(who, "/plan")
    driver.turn(hours=11)  # midnight in Lagos
    now, deps, ben = driver.clock.now(), driver.roadmate.deps, BEN_CARTER.id
    sides = {"mentor": CHIDI.id, "mentee": ben, "mentor_at": now, "mentee_at": now, "asked_by": ben, "created_at": now}
    with deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=CHIDI.id, is_mentor=True, now=now)
        conn.execute(insert(tables.pairs).values(workspace=TEAM_ID, **sides))
        task = {"member": ben, "assignment": "networking.hybrid-network", "actor": ben}
        assignments.apply_action(conn, workspace=TEAM_ID, **task, action=AssignmentAction.HAND_IN, now=now, note=SECRET)
        plan_review.notify_reviewers(deps, conn, TEAM_ID, [ben])
    driver.say("ben", "/roadmate level terraform intermediate")
    driver.say("ben", "/roadmate stuck aws")
    with deps.database.begin() as conn:
        if ends:
            conn.execute(delete(tables.pairs))
        of_ben = outbox.ABOUT_KEY in conn.execute(select(tables.outbox.c.message)).scalars().first()
    driver.turn(hours=9)
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    seen = [each.text for each in driver.slack.workspace.seen_by(CHIDI.id) if "Ben " in each.text[:6]]
    assert (of_ben, len(seen)) == (True, 0 if ends else 3), seen
