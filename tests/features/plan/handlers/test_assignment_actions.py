"""Assignments through the whole app: from Start to the sign-off, who is notified, and who may not review."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction, AssignmentHistory, AssignmentStage
from bot.core.people import members
from bot.core.plan import member_plan
from bot.db.tables import members as people
from bot.db.tables import pairs
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import FormSubmission, Request
from bot.features.plan.handlers import assignment_actions, review
from bot.features.plan.payloads import AssignmentPayload
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, block_plain_text, compose_message
from bot.worker.run_once import deliver_due
from tests.features.hours.ledger_driver import press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST = "networking.hybrid-network"
TITLE = "Hybrid network to a cloud (Networking)"


def shown_text(outcome: ActionResult) -> str:
    """Return the text of the window, or of the message."""
    shown = outcome.last
    return "\n".join(filter(None, map(block_plain_text, shown.view["blocks"] if shown.view else shown.blocks)))


def submit(driver: Driver, user: str, **values: str) -> ActionResult:
    outcome = driver.delivery.submit(user, values)
    assert (outcome.status, outcome.refused) == (200, ()), outcome.refused
    return outcome


def copy_message(driver: Driver, user: str, shown: ShownItem | Message) -> ShownItem:
    """Post the same message again, as a second press finds it that is faster than the answer to the first."""
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", user, Message(shown.text, shown.blocks))
    return driver.slack.workspace.journal.shown[-1]


def notification(driver: Driver, user: str, lead: str) -> ShownItem:
    """Send everything due, and return the newest message to a person that begins so."""
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return next(each for each in driver.slack.workspace.seen_by(user)[::-1] if each.text.startswith(lead))


def add_mentors(driver: Driver, *mentors: str, mentee: str = CHIDI.id) -> None:
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        for mentor in mentors:
            members.set_mentor(conn, workspace=TEAM_ID, member=mentor, is_mentor=True, now=now)
            pair = {"workspace": TEAM_ID, "mentor": mentor, "mentee": mentee, "asked_by": mentor, "created_at": now}
            conn.execute(insert(pairs).values(**pair, mentor_at=now, mentee_at=now))


def history(driver: Driver, member: str = CHIDI.id) -> AssignmentHistory | None:
    with driver.roadmate.deps.database.read() as conn:
        return assignments.read_history(conn, workspace=TEAM_ID, member=member, assignment=FIRST)


def audit_records(driver: Driver) -> list[tuple[str, str, str]]:
    """Return the audit log, oldest first."""
    with driver.roadmate.deps.database.read() as conn:
        latest = audit_log.list_latest_acts(conn, workspace=TEAM_ID, limit=50)
    return [(each.actor, each.act, each.detail or each.subject) for each in reversed(latest)]


def hand_in(driver: Driver, member: str = CHIDI.id) -> AssignmentHistory:
    key: dict[str, Any] = {"workspace": TEAM_ID, "member": member, "assignment": FIRST}
    step: dict[str, Any] = {
        "actor": member,
        "action": AssignmentAction.HAND_IN,
        "now": driver.clock.now(),
        "note": "look",
    }
    with driver.roadmate.deps.database.begin() as conn:
        handed_in = assignments.apply_action(conn, **key, **step).history
    assert handed_in
    return handed_in


@pytest.fixture
def team(driver: Driver) -> Driver:
    """Chidi, whose mentors are Ana and Priya; at noon none of the three has quiet hours."""
    for person in ("ana", "chidi", "priya"):
        driver.say(person, "/plan")
    add_mentors(driver, ANA.id, PRIYA.id)
    return driver


def test_an_assignment_is_started_handed_in_sent_back_and_signed_off(team: Driver) -> None:
    page = team.say("chidi", "/plan networking").last
    again = copy_message(team, CHIDI.id, page)
    started = team.press("chidi", team.press("chidi", page, "Open"), "Start")
    assert shown_text(started).startswith("✅ Started: Hybrid network to a cloud.\nNetworking\n")
    stale = press_forged(team, "work.start", AssignmentPayload(assignment=FIRST).encode(), "chidi")
    assert "You already started Hybrid network to a cloud (Sat 21 Nov)." in stale.text

    team.press("chidi", team.press("chidi", again, "Open"), "Hand in")
    assert submit(team, "chidi").last.kind is ShownKind.FIELD_ERRORS
    submitted = submit(team, "chidi", link="https://example.org/plan", words="Ready <!channel>")
    assert shown_text(submitted).startswith(
        "✅ Handed in: Hybrid network to a cloud. Ana or Priya can sign it off; I'll let you know."
    )
    assert "Take back" in button_labels(team.press("chidi", submitted, "Open"))
    first = {mentor: notification(team, mentor, "⏳ Chidi handed in") for mentor in (ANA.id, PRIYA.id)}
    assert "Ready &lt;!channel&gt;" in first[ANA.id].text

    team.press("priya", first[PRIYA.id], "Send back")
    assert submit(team, "priya", words=" ").last.kind is ShownKind.FIELD_ERRORS
    assert shown_text(submit(team, "priya", words="Where is the VPN?")).startswith(f"↩️ Sent back: {TITLE}, Chidi.")
    returned = notification(team, CHIDI.id, f"↩️ Priya sent {TITLE} back\n> Where is the VPN?")
    form = team.press("chidi", returned, "Hand in again").last.view
    given = [block["element"].get("initial_value") for block in form["blocks"] if block["type"] == "input"]
    assert given == ["https://example.org/plan", "Ready <!channel>"], "what was given is kept"
    submit(team, "chidi", link=given[0], words="In there now")
    found = history(team)
    assert found is not None
    assert [step.link for step in found.steps if step.action is AssignmentAction.HAND_IN] == [given[0]] * 2

    stale = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=history(team).last_hand_in.id - 2).encode()  # type: ignore[union-attr]
    late = press_forged(team, "work.sign", stale, "ana")
    assert late.text.startswith("Chidi handed this in again")
    assert history(team).progress.stage is AssignmentStage.HANDED_IN  # type: ignore[union-attr]
    assert team.press("ana", late, "Sign off").text.startswith(f"🎉 Signed off: {TITLE}, Chidi. I've told Chidi.")
    letter = notification(team, CHIDI.id, "🎉 Ana signed off Hybrid network to a cloud. 1 of 3 in Networking.\n")
    assert "➡️ Next: " in letter.text
    page = team.say("chidi", "/plan networking").last
    assert "1 of 3 assignments" in page.text
    assert "Signed off by Ana, Sat 21 Nov." in page.text
    assert "Reopen" not in button_labels(page)
    forged = compose_message(section("?"), actions(ButtonSpec("Reopen", "plan.untick", FIRST)))
    refused = team.press("chidi", copy_message(team, CHIDI.id, forged), "Reopen")
    assert refused.text.startswith("Hybrid network to a cloud stays done: signed off by Ana")
    assert "1 of 3 assignments" in refused.text

    assert not [each for each in team.slack.workspace.seen_by(PRIYA.id) if "In there now" in each.text], "withdrawn"
    signed_step = history(team).last_hand_in.id  # type: ignore[union-attr]
    slower_value = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=signed_step).encode()
    slower = press_forged(team, "work.sign", slower_value, "priya")
    assert slower.text.startswith("Ana already signed this off (Sat 21 Nov):")
    team.press("priya", slower, "Send back")
    submit(team, "priya", words="It fell over")
    assert "0 of 3 assignments" in team.say("chidi", "/plan networking").text
    assert [record for record in audit_records(team) if record[1].startswith("work.")] == [
        (PRIYA.id, "work.back", FIRST),
        (ANA.id, "work.sign", FIRST),
        (PRIYA.id, "work.back", FIRST),
    ]


def test_those_who_may_not_review_are_refused_which_is_recorded_and_changes_nothing(team: Driver) -> None:
    for person in ("ben", "mei"):
        team.say(person, "/plan")
    add_mentors(team, MEI.id, mentee=BEN.id)
    with team.roadmate.deps.database.begin() as conn:
        conn.execute(people.update().where(people.c.id == ANA.id).values(is_guest=True))
        conn.execute(people.update().where(people.c.id == PRIYA.id).values(is_active=False))
    before, deps = hand_in(team), team.roadmate.deps
    payload = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=before.last_transition.id).encode()
    reasons = {CHIDI: "Someone else has to sign off your own work.", MEI: "You don't mentor that member."}
    for number, reader in enumerate((BEN, MEI, CHIDI, ANA, PRIYA)):
        request = Request(TEAM_ID, reader.id, payload, "D1", f"r{number}", "button", trigger_id="1.2")
        submission = FormSubmission(request, {"words": "no", "due": "2026-12-04"}, payload)
        for answer in (
            review.sign_off(deps, request),
            review.open_send_back_form(deps, request),
            review.submit_send_back(deps, submission),
        ):
            assert isinstance(answer, Message)
            assert answer.text.startswith(reasons.get(reader, "Signing off is for a member's mentors")), reader
        if reader is not CHIDI:
            assert isinstance(assignment_actions.open_assignment_details(deps, request), Message)
            assert isinstance(assignment_actions.submit_due_day(deps, submission), Message)
        records = [record for record in audit_records(team) if record[0] == reader.id]
        assert records == [(reader.id, "refused.signoff", CHIDI.id)] * (3 if reader is CHIDI else 5)
    assert history(team) == before


def test_the_work_of_a_member_who_left_can_be_signed_off_and_they_are_not_notified(team: Driver) -> None:
    before = hand_in(team)
    with team.roadmate.deps.database.begin() as conn:
        conn.execute(people.update().where(people.c.id == CHIDI.id).values(is_active=False))
    opened = team.press("priya", team.say("priya", "/roadmate waiting"), "Open")
    assert "Chidi (has left): Hybrid network" in opened.text
    signed = team.press("priya", opened, "Sign off")
    assert "Chidi has left, so I told no one." in signed.text
    after = history(team)
    assert after
    assert [after.is_signed_off, after.steps[:-1]] == [True, before.steps]
    assert audit_records(team)[-1] == (PRIYA.id, "work.sign", f"{FIRST}, left")
    assert "signed off “Hybrid network to a cloud” of Chidi, who has left" in team.say("ana", "/roadmate audit").text


def test_members_and_their_mentors_set_due_days_and_the_member_is_notified(team: Driver) -> None:
    page = team.say("chidi", "/plan networking").last
    team.press("chidi", page, "Open")
    assert submit(team, "chidi", due="2026-11-20").last.kind is ShownKind.FIELD_ERRORS
    own = shown_text(submit(team, "chidi", due="2026-12-04"))
    assert own.startswith("✅ Due Fri 4 Dec: Hybrid network to a cloud.\nNetworking\n")
    assert "Started Sat 21 Nov. Due Fri 4 Dec." in own
    team.turn(days=20)
    theirs = team.say("priya", "/plan networking @chidi").last
    assert "It was due Fri 4 Dec, 7 days ago." in theirs.text
    team.press("priya", theirs, "Open")
    assert submit(team, "priya", due="2026-12-04").last.kind is ShownKind.MODAL_CLOSED
    team.press("priya", theirs, "Open")
    assert shown_text(submit(team, "priya", due="2026-12-18")).endswith("Hybrid network to a cloud. I've told Chidi.")
    assert notification(team, CHIDI.id, f"📅 Priya set a due day for {TITLE}: Fri 18 Dec.")
    with team.roadmate.deps.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member=CHIDI.id, now=team.clock.now())
        assert FIRST not in record.ticked_assignments
    team.press("priya", theirs, "Open")
    with team.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=CHIDI.id, is_guest=True)
    assert "for members of this workspace, not for its guests" in shown_text(submit(team, "priya", due="2026-12-25"))
    handed = press_forged(team, "work.hand", AssignmentPayload(assignment=FIRST).encode(), "chidi")
    assert "Handing in is for members" in shown_text(handed)
    labels = button_labels(team.press("chidi", team.say("chidi", "/plan networking"), "Open"))
    assert ("Hand in" in labels, "Done" in labels) == (False, True)


def test_without_a_reviewer_it_waits_for_the_first_one_and_done_counts(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking").last
    driver.press("ben", driver.press("ben", page, "Open"), "Hand in")
    submitted = submit(driver, "ben", words="done")
    assert "There's no mentor or admin yet who can sign it off" in shown_text(submitted)
    again = press_forged(driver, "work.hand", AssignmentPayload(assignment=FIRST).encode(), "ben")
    assert "You already handed in Hybrid network to a cloud (Sat 21 Nov)" in shown_text(again)
    opened = driver.press("ben", submitted, "Open")
    assert "1 of 3 assignments" in shown_text(driver.press("ben", opened, "Done"))
    for person in ("ana", "priya"):
        driver.say(person, "/plan")
    assert "Ben handed in Hybrid network" in driver.say("ana", "/roadmate waiting").text
    driver.say("ana", "/team lead @priya")
    assert "Ben handed in" in notification(driver, PRIYA.id, "⏳ Ben handed in").text
    driver.say("ana", "/team mentor @chidi for @ben")
    driver.press("ben", driver.say("ben", "/roadmate mentor"), "Accept")
    driver.press("chidi", notification(driver, CHIDI.id, "Ana suggests"), "Accept")
    first = notification(driver, CHIDI.id, "⏳ Ben handed in")
    driver.press("ana", driver.say("ana", "/team mentor @chidi"), "End mentoring")
    assert [each.text.startswith("⏳ Ben handed in") for each in driver.slack.workspace.seen_by(PRIYA.id)].count(
        True
    ) == 1
    assert "Signing off is for" in driver.press("chidi", first, "Send back").text
    driver.turn(hours=3)  # morning in New York, where Ben had accepted before he was asked
    assert notification(driver, BEN.id, "✅ Chidi is now your mentor")
    assert not any("suggests Chidi" in each.text for each in driver.slack.workspace.seen_by(BEN.id))
    back = driver.press("ben", driver.press("ben", driver.say("ben", "/plan networking"), "Open"), "Take back")
    assert "Taken back: Hybrid network to a cloud." in shown_text(back)
    assert "Nothing is waiting" in driver.say("ana", "/roadmate waiting").text


@SQLITE
def test_a_forged_button_changes_nothing(team: Driver) -> None:
    never = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=1).encode()
    for action in ("start", "take", "hand", "more", "sign", "back"):
        for value in ("-", '{"assignment":"x","a":1}', '{"assignment":"gone"}' if action != "sign" else never):
            forged = compose_message(section("?"), actions(ButtonSpec("Go", f"work.{action}", value)))
            text = shown_text(team.press("ana", copy_message(team, ANA.id, forged), "Go"))
            assert "has expired" in text or "Signing off is for" in text, (action, value)
    assert history(team) is None


@SQLITE
def test_what_is_taken_back_during_quiet_hours_notifies_nobody(team: Driver) -> None:
    team.turn(hours=10)  # 22:00 in Lisbon
    page = team.say("chidi", "/plan networking")
    team.press("chidi", team.press("chidi", page, "Open"), "Start")
    team.press("chidi", team.press("chidi", page, "Open"), "Hand in")
    submitted = submit(team, "chidi", words="Ready")
    assert shown_text(team.press("chidi", team.press("chidi", submitted, "Open"), "Take back")).startswith(
        "↩️ Taken back"
    )
    team.turn(hours=12)
    with pytest.raises(StopIteration):
        notification(team, ANA.id, "⏳ Chidi handed in")
