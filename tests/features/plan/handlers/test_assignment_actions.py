"""Assignments through the whole app: from Start to the mentor's word, and everybody who may not."""

from __future__ import annotations

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
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, block_plain_text, compose_message
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST = "networking.hybrid-network"
TITLE = "Hybrid network to a cloud (Networking)"


def words(outcome: ActionResult) -> str:
    """What stands in the window, or in the message."""
    shown = outcome.last
    return "\n".join(filter(None, map(block_plain_text, shown.view["blocks"] if shown.view else shown.blocks)))


def labels(shown: ShownItem) -> list[str]:
    every = interactive_elements(shown.view["blocks"] if shown.view else shown.blocks)
    return [field.element["text"]["text"] if field.is_button else "" for field in every]


def press(driver: Driver, user: str, shown: ShownItem, label: str) -> ActionResult:
    outcome: ActionResult = driver.delivery.click(user, shown, labels(shown).index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ()), outcome.refused
    return outcome


def submit(driver: Driver, user: str, **values: str) -> ActionResult:
    outcome: ActionResult = driver.delivery.submit(user, values)
    assert (outcome.status, outcome.refused) == (200, ()), outcome.refused
    return outcome


def copy_message(driver: Driver, user: str, shown: ShownItem | Message) -> ShownItem:
    """The same message once more, as a second press finds it that is faster than the answer to the first."""
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", user, Message(shown.text, shown.blocks))
    copied: ShownItem = driver.slack.workspace.journal.shown[-1]
    return copied


def notification(driver: Driver, user: str, lead: str) -> ShownItem:
    """The newest message to somebody that begins so, once everything due has been sent."""
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    found: ShownItem = next(each for each in driver.slack.workspace.seen_by(user)[::-1] if each.text.startswith(lead))
    return found


def pair(driver: Driver, *mentors: str, mentee: str = CHIDI.id) -> None:
    """Make them the mentors of somebody."""
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        for mentor in mentors:
            members.set_mentor(conn, workspace=TEAM_ID, member=mentor, is_mentor=True, now=now)
            both = {"workspace": TEAM_ID, "mentor": mentor, "mentee": mentee, "asked_by": mentor, "created_at": now}
            conn.execute(insert(pairs).values(**both, mentor_at=now, mentee_at=now))


def history(driver: Driver, member: str = CHIDI.id) -> AssignmentHistory | None:
    with driver.roadmate.deps.database.read() as conn:
        return assignments.read_history(conn, workspace=TEAM_ID, member=member, assignment=FIRST)


def audit_records(driver: Driver) -> list[tuple[str, str, str]]:
    """What stands in the audit log, oldest first."""
    with driver.roadmate.deps.database.read() as conn:
        found = audit_log.list_latest_acts(conn, workspace=TEAM_ID, limit=50)
    return [(each.actor, each.act, each.detail or each.subject) for each in reversed(found)]


def handed_in(driver: Driver, member: str = CHIDI.id) -> AssignmentHistory:
    """Somebody has handed something in."""
    now = driver.clock.now()
    known = {"workspace": TEAM_ID, "member": member, "assignment": FIRST, "actor": member}
    with driver.roadmate.deps.database.begin() as conn:
        found = assignments.apply_action(conn, **known, action=AssignmentAction.HAND_IN, now=now, note="look").history
    assert found
    return found


@pytest.fixture
def team(driver: Driver) -> Driver:
    """Chidi, whose mentors are Ana and Priya; all three are awake at noon."""
    for person in ("ana", "chidi", "priya"):
        driver.say(person, "/plan")
    pair(driver, ANA.id, PRIYA.id)
    return driver


def test_from_start_to_the_mentors_word_and_back(team: Driver) -> None:
    page = team.say("chidi", "/plan networking").last
    again = copy_message(team, CHIDI.id, page)
    started = press(team, "chidi", page, "Start")
    assert started.text.startswith("Started: Hybrid network to a cloud.\nNetworking\n")
    assert "You have started Hybrid network to a cloud already" in press(team, "chidi", again, "Start").text

    press(team, "chidi", started.last, "Hand in")
    assert submit(team, "chidi").last.kind is ShownKind.FIELD_ERRORS
    told = submit(team, "chidi", link="https://example.org/plan", words="Ready <!channel>")
    assert words(told).startswith("Handed in: Hybrid network to a cloud. Ana and Priya are told.")
    assert "Take back" in labels(told.last)
    first = {who: notification(team, who, "Chidi handed in") for who in (ANA.id, PRIYA.id)}
    assert "Ready &lt;!channel&gt;" in first[ANA.id].text

    press(team, "priya", first[PRIYA.id], "Send back")
    assert submit(team, "priya", words=" ").last.kind is ShownKind.FIELD_ERRORS
    assert words(submit(team, "priya", words="Where is the VPN?")).startswith(f"Sent back: {TITLE}, Chidi.")
    returned = notification(team, CHIDI.id, f"Priya sent {TITLE} back\n> Where is the VPN?")
    press(team, "chidi", returned, "Hand in again")
    submit(team, "chidi", words="In there now")

    late = press(team, "ana", first[ANA.id], "Sign off")
    assert late.text.startswith("Chidi has handed this in anew")
    assert history(team).progress.stage is AssignmentStage.HANDED_IN  # type: ignore[union-attr]
    assert press(team, "ana", late.last, "Sign off").text.startswith(f"Signed off: {TITLE}, Chidi. Chidi is told.")
    assert notification(team, CHIDI.id, f"Ana signed off {TITLE}.")
    page = team.say("chidi", "/plan networking").last
    assert "1 of 3 assignments" in page.text
    assert "Signed off by Ana, Sat 21 Nov." in page.text
    assert "Reopen" not in labels(page)
    forged = compose_message(section("?"), actions(ButtonSpec("Reopen", "plan.untick", FIRST)))
    kept = press(team, "chidi", copy_message(team, CHIDI.id, forged), "Reopen")
    assert kept.text.startswith("It stays done: Hybrid network to a cloud. It was signed off by Ana")
    assert "1 of 3 assignments" in kept.text

    slower = press(team, "priya", notification(team, PRIYA.id, "Chidi handed in"), "Sign off")
    assert slower.text.startswith("Ana signed this off already, Sat 21 Nov:")
    press(team, "priya", slower.last, "Send back")
    submit(team, "priya", words="It fell over")
    assert "0 of 3 assignments" in team.say("chidi", "/plan networking").text
    assert [act for act in audit_records(team) if act[1].startswith("work.")] == [
        (PRIYA.id, "work.back", FIRST),
        (ANA.id, "work.sign", FIRST),
        (PRIYA.id, "work.back", FIRST),
    ]


def test_who_may_not_is_told_so_it_is_written_down_and_nothing_changes(team: Driver) -> None:
    for person in ("ben", "mei"):
        team.say(person, "/plan")
    pair(team, MEI.id, mentee=BEN.id)
    with team.roadmate.deps.database.begin() as conn:
        conn.execute(people.update().where(people.c.id == ANA.id).values(is_guest=True))
        conn.execute(people.update().where(people.c.id == PRIYA.id).values(is_active=False))
    stands, deps = handed_in(team), team.roadmate.deps
    ticket = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=stands.last_transition.id).encode()
    for number, who in enumerate((BEN, MEI, CHIDI, ANA, PRIYA)):
        ask = Request(TEAM_ID, who.id, ticket, "D1", f"r{number}", "button", trigger_id="1.2")
        sent = FormSubmission(ask, {"words": "no", "due": "2026-12-04"}, ticket)
        own, mentor = "Your own work is for somebody else", "You do not mentor that member."
        said = {CHIDI: own, MEI: mentor}.get(who, "Signing off is for a member's mentors")
        for made in (
            review.sign_off(deps, ask),
            review.open_send_back_form(deps, ask),
            review.submit_send_back(deps, sent),
        ):
            assert isinstance(made, Message)
            assert made.text.startswith(said), who
        if who is not CHIDI:
            assert isinstance(assignment_actions.open_assignment_details(deps, ask), Message)
            assert isinstance(assignment_actions.submit_due_day(deps, sent), Message)
        acts = [act for act in audit_records(team) if act[0] == who.id]
        assert acts == [(who.id, "refused.signoff", CHIDI.id)] * (3 if who is CHIDI else 5)
    assert history(team) == stands
    assert team.say("ben", "/roadmate signoffs").text.startswith("Signing off is for a member's mentors")
    assert "Nothing waits for your sign-off." in team.say("mei", "/roadmate signoffs").text


def test_the_list_shows_what_waits_for_the_reader_and_is_worked_off_in_place(team: Driver) -> None:
    team.say("mei", "/plan")
    handed_in(team)
    team.turn(minutes=5)
    handed_in(team, MEI.id)
    shown = team.say("priya", "/roadmate signoffs")
    assert "Chidi: Hybrid" in shown.text
    assert "Mei: Hybrid" not in shown.text
    assert audit_records(team)[-1] == (PRIYA.id, "look.work", CHIDI.id)
    assert "• Priya at your assignments, " in team.say("chidi", "/roadmate seen-by-mentor").text
    listed = team.say("ana", "/roadmate signoffs")
    assert listed.text.index("Chidi: Hybrid") < listed.text.index("Mei: Hybrid")
    rest = press(team, "ana", listed.last, "Sign off")
    assert rest.text.startswith(f"Signed off: {TITLE}, Chidi. Chidi is told.\nWaiting for your sign-off, oldest first")
    assert "Chidi: Hybrid" not in rest.text
    late = press(team, "priya", shown.last, "Sign off")
    assert late.text.startswith("Ana signed this off already")
    assert late.text.endswith("Nothing waits for your sign-off.")


def test_who_leaves_in_the_middle_of_it_loses_nothing(team: Driver) -> None:
    stands = handed_in(team)
    with team.roadmate.deps.database.begin() as conn:
        conn.execute(people.update().where(people.c.id == CHIDI.id).values(is_active=False))
    listed = team.say("priya", "/roadmate signoffs")
    assert "Chidi (has left): Hybrid network" in listed.text
    signed = press(team, "priya", listed.last, "Sign off")
    assert "Chidi has left, so nobody is told; it is kept all the same." in signed.text
    found = history(team)
    assert found
    assert [found.is_signed_off, found.steps[:-1]] == [True, stands.steps]
    assert audit_records(team)[-1] == (PRIYA.id, "work.sign", f"{FIRST}, left")
    assert "signed off “Hybrid network to a cloud” of Chidi, who has left" in team.say("ana", "/roadmate audit").text


def test_a_due_day_is_set_by_the_member_and_by_mentors_who_tell_them(team: Driver) -> None:
    page = team.say("chidi", "/plan networking").last
    press(team, "chidi", page, "More")
    assert submit(team, "chidi", due="2026-11-20").last.kind is ShownKind.FIELD_ERRORS
    told = words(submit(team, "chidi", due="2026-12-04"))
    assert told.startswith("Due Fri 4 Dec: Hybrid network to a cloud.\nNetworking\n")
    assert "Started Sat 21 Nov. Due Fri 4 Dec." in told
    team.turn(days=20)
    theirs = team.say("priya", "/plan networking @chidi").last
    assert "It was due Fri 4 Dec, 7 days ago." in theirs.text
    press(team, "priya", theirs, "More")
    assert submit(team, "priya", due="2026-12-04").last.kind is ShownKind.MODAL_CLOSED
    press(team, "priya", theirs, "More")
    assert words(submit(team, "priya", due="2026-12-18")).endswith("Hybrid network to a cloud. Chidi is told.")
    assert notification(team, CHIDI.id, f"{TITLE} is due Fri 18 Dec now. Priya has set that.")
    with team.roadmate.deps.database.read() as conn:
        assert (
            FIRST not in member_plan.read_learning_record(conn, workspace=TEAM_ID, member=CHIDI.id).ticked_assignments
        )
    press(team, "priya", theirs, "More")
    with team.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=CHIDI.id, is_guest=True)
    assert "for members of this workspace, not for its guests" in words(submit(team, "priya", due="2026-12-25"))
    assert "Handing in is for members" in press(team, "chidi", page, "Hand in").text
    shown = labels(team.say("chidi", "/plan networking").last)
    assert ("Hand in" in shown, "Done" in shown) == (False, True)


def test_without_anybody_to_sign_off_it_waits_and_ones_own_word_counts(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking").last
    press(driver, "ben", page, "Hand in")
    told = submit(driver, "ben", words="done")
    assert "Nobody here can sign it off yet" in words(told)
    again = press(driver, "ben", page, "Hand in")
    assert "You have handed Hybrid network to a cloud in already" in again.text
    assert "1 of 3 assignments" in words(press(driver, "ben", told.last, "Done"))
    for person in ("ana", "priya"):
        driver.say(person, "/plan")
    assert "Ben: Hybrid network" in driver.say("ana", "/roadmate signoffs").text
    driver.say("ana", "/team lead @priya")
    assert "Ben handed in" in notification(driver, PRIYA.id, "Ben handed in").text
    driver.say("ana", "/team mentor @chidi for @ben")
    press(driver, "ben", driver.say("ben", "/roadmate mentor").last, "Accept")
    press(driver, "chidi", notification(driver, CHIDI.id, "Ana asks"), "Accept")
    first = notification(driver, CHIDI.id, "Ben handed in")
    press(driver, "ana", driver.say("ana", "/team mentor @chidi").last, "End mentoring")
    assert [each.text.startswith("Ben handed in") for each in driver.slack.workspace.seen_by(PRIYA.id)].count(True) == 1
    assert "Signing off is for" in press(driver, "chidi", first, "Send back").text
    driver.turn(hours=3)  # morning in New York, where Ben had said yes before he was asked
    assert notification(driver, BEN.id, "Chidi is your mentor now")
    assert not any("suggests Chidi" in each.text for each in driver.slack.workspace.seen_by(BEN.id))
    back = press(driver, "ben", again.last, "Take back")
    assert "Taken back: Hybrid network to a cloud." in back.text
    assert "Nothing waits" in driver.say("ana", "/roadmate signoffs").text


@SQLITE
def test_a_value_that_is_none_of_ours_changes_nothing(team: Driver) -> None:
    never = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=1).encode()
    for action in ("start", "take", "hand", "more", "sign", "back"):
        for value in ("-", '{"assignment":"x","a":1}', '{"assignment":"gone"}' if action != "sign" else never):
            forged = compose_message(section("?"), actions(ButtonSpec("Go", f"work.{action}", value)))
            outcome = press(team, "ana", copy_message(team, ANA.id, forged), "Go")
            assert "too old to use" in words(outcome) or "Signing off is for" in words(outcome), (action, value)
    assert history(team) is None


@SQLITE
def test_what_is_taken_back_before_the_morning_reaches_nobody(team: Driver) -> None:
    team.turn(hours=10)  # 22:00 in Lisbon
    press(team, "chidi", team.say("chidi", "/plan networking").last, "Start")
    press(team, "chidi", team.say("chidi", "/plan networking").last, "Hand in")
    told = submit(team, "chidi", words="Ready")
    assert words(press(team, "chidi", told.last, "Take back")).startswith("Taken back")
    team.turn(hours=12)
    with pytest.raises(StopIteration):
        notification(team, ANA.id, "Chidi handed in")
