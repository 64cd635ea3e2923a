"""`/roadmate waiting` through the whole app: the lists, what a row opens, and the hand-over with its way back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.core.assignments import assignments
from bot.core.people import members
from bot.db.tables import audit_log, handovers
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.plan.handlers import review
from bot.features.plan.payloads import AssignmentPayload
from bot.features.waiting.handlers import handover
from bot.features.waiting.payloads import HandoverPayload
from bot.features.waiting.rules.items import item_ref
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.worker.run_once import deliver_due
from tests.features.plan.handlers.test_assignment_actions import (
    FIRST,
    TITLE,
    add_mentors,
    copy_message,
    hand_in,
    notification,
)
from tests.slack_driver import Driver, button_labels


@pytest.fixture
def team(driver: Driver) -> Driver:
    """Chidi's mentor is Ana, an admin; Priya is a lead mentor, Ben mentors Mei."""
    for person in ("ana", "ben", "chidi", "mei", "priya"):
        driver.say(person, "/plan")
    add_mentors(driver, ANA.id)
    add_mentors(driver, BEN.id, mentee=MEI.id)
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=PRIYA.id, is_mentor=True, now=driver.clock.now())
        members.set_lead(conn, workspace=TEAM_ID, member=PRIYA.id, is_lead=True)
    return driver


def acts(driver: Driver) -> list[tuple[str, str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(audit_log).where(audit_log.c.act.startswith("waiting.")).order_by(audit_log.c.id))
        return [(row.actor, row.act, row.subject, row.detail) for row in rows]


def letters_to(driver: Driver, person: str, words: str) -> list[ShownItem]:
    return [each for each in driver.slack.workspace.seen_by(person) if words in each.text]


def test_each_sees_what_waits_for_them_what_they_wait_for_and_leads_the_team(team: Driver) -> None:
    hand_in(team)
    team.turn(minutes=5)
    for person in ("chidi", "gus"):
        team.say(person, "/roadmate level terraform intermediate")
    team.say("chidi", "/roadmate stuck aws: no route")
    team.say("mei", "/roadmate mentor @chidi")
    listed = team.say("ana", "/roadmate waiting")
    assert listed.text.splitlines() == [
        "⏳ Waiting for you (3)",
        f"Chidi handed in {TITLE}",
        "Since today",
        "Chidi wants Terraform intermediate confirmed",
        "Since today",
        "Chidi is stuck with AWS",
        "Since today",
        "The team is waiting for others (1)",
        "Chidi as Mei's mentor",
        "Waiting for Chidi since today",
    ]
    assert team.say("ana", "/roadmate signoffs").text == listed.text, "one list"
    assert button_labels(listed) == ["Open"] * 4
    spoken = [each["accessory"]["accessibility_label"] for each in listed.last.blocks if "accessory" in each]
    assert spoken[1:3] == ["Open Chidi: Terraform intermediate", "Open Chidi: AWS"]
    assert len(set(spoken)) == 4
    own = team.say("chidi", "/roadmate waiting").text
    assert own.startswith(
        "⏳ Waiting for you (1)\nMei asks you to be their mentor\nSince today\nYou're waiting for (3)\n"
    )
    assert f"{TITLE}\nWaiting for Ana since today" in own
    assert "The team is waiting for others (3)" in team.say("priya", "/roadmate waiting").text
    assert "You're waiting for (1)\nChidi as your mentor" in team.say("mei", "/roadmate waiting").text
    nothing = "Nothing is waiting for you, and you aren't waiting for anyone."
    assert team.say("ben", "/roadmate waiting").text == nothing
    assert "not for its guests" in team.say("gus", "/roadmate waiting").text
    assert "I don't know “xyz” here" in team.say("ben", "/roadmate waiting xyz").text


def test_a_row_opens_what_answers_it_and_the_answer_empties_the_list(team: Driver) -> None:
    hand_in(team)
    team.turn(minutes=1)
    team.say("chidi", "/roadmate level terraform intermediate")
    team.turn(minutes=1)
    team.say("chidi", "/roadmate stuck aws")
    opened = team.press("ana", team.say("ana", "/roadmate waiting"), "Open")
    assert button_labels(opened) == ["Sign off", "Send back", "More", "Hand over", "What else waits"]
    signed = team.press("ana", opened, "Sign off")
    rest = team.press("ana", signed, "What else waits")
    assert rest.text.startswith("⏳ Waiting for you (2)\nChidi wants Terraform intermediate confirmed")
    level = team.press("ana", rest, "Open")
    assert "Chidi" in team.say("ana", "/team waiting").text, "the level still waits"
    confirmed = team.press("ana", level, "Confirm intermediate")
    stuck = team.press("ana", team.press("ana", confirmed, "What else waits"), "Open")
    assert button_labels(stuck) == ["How Chidi is doing", "Mark as solved", "Hand over", "What else waits"]
    team.press("ana", stuck, "Mark as solved")
    assert "Nothing is waiting" in team.say("ana", "/roadmate waiting").text
    assert "Chidi" not in team.say("ana", "/team waiting").text


def test_who_waits_opens_what_they_can_do_meanwhile(team: Driver) -> None:
    hand_in(team)
    own = team.press("chidi", team.say("chidi", "/roadmate waiting"), "Open")
    assert "Handed in Sat 21 Nov, waiting for a sign-off." in own.text
    assert {"Take back", "What else waits"} <= set(button_labels(own))
    team.press("chidi", own, "Take back")
    team.say("chidi", "/roadmate level terraform intermediate")
    assert "That's me" in button_labels(team.press("chidi", team.say("chidi", "/roadmate waiting"), "Open"))
    team.say("chidi", "/roadmate level terraform off")
    team.say("chidi", "/roadmate stuck aws")
    assert "Solved it" in button_labels(team.press("chidi", team.say("chidi", "/roadmate waiting"), "Open"))


def test_it_is_handed_over_to_who_has_least_to_answer_and_taken_back(team: Driver) -> None:
    hand_in(team)
    add_mentors(team, BEN.id)  # of Chidi too, with Mei's work on his list
    hand_in(team, MEI.id)
    listed = team.say("ana", "/roadmate waiting")
    choice = team.press("ana", team.press("ana", listed, "Open"), "Hand over")
    assert choice.text == f"Chidi handed in {TITLE}\nWho should answer instead?"
    assert button_labels(choice)[0] == "Priya (0 waiting)", "Ben is asked already, as a mentor of Chidi's"
    sure = team.press("ana", choice, "Priya (0 waiting)")
    assert (
        sure.text
        == f"Hand this over to Priya? Chidi handed in {TITLE}.\nIt moves to Priya's list, and I tell Priya once."
    )
    assert acts(team) == []
    done = team.press("ana", sure, "Hand over to Priya")
    assert done.text == f"✅ Handed over to Priya: Chidi handed in {TITLE}. I'll let Priya know."
    assert acts(team) == [(ANA.id, "waiting.hand", CHIDI.id, PRIYA.id)]
    letter = notification(team, PRIYA.id, "⏳ Ana handed this over to you")
    assert "Since today, handed over by Ana" in team.say("priya", "/roadmate waiting").text
    assert "Waiting for Priya since today" in team.say("ana", "/roadmate waiting").text
    assert "Waiting for you (1)" in team.say("ben", "/roadmate waiting").text, "Mei's alone"
    opened = team.press("priya", letter, "Open")
    assert "Sign off" in button_labels(opened)
    old = copy_message(team, ANA.id, done.last)
    back = team.press("ana", done, "Take it back")
    assert back.text == f"↩️ Taken back: Chidi handed in {TITLE}. Waiting for Ana and Ben again."
    deliver_due(team.roadmate.deps, team.clock.now(), rate_limit=RateLimit(team.clock.monotonic, interval=0))
    assert "Ana took this back" in " ".join(each.text for each in letters_to(team, PRIYA.id, "took this back"))
    assert acts(team)[-1] == (ANA.id, "waiting.back", CHIDI.id, PRIYA.id)
    assert "Nothing changed." in team.press("ana", old, "Take it back").text, "an old button"


@pytest.mark.parametrize("was_sent", [False, True])
def test_what_was_taken_back_can_be_handed_to_the_same_person_who_is_told_so(team: Driver, was_sent: bool) -> None:
    hand_in(team)
    given = give_to_priya(team)
    if was_sent:
        notification(team, PRIYA.id, "⏳ Ana handed this over to you")
    team.press("ana", given, "Take it back")
    team.turn(minutes=5)
    give_to_priya(team)
    notification(team, PRIYA.id, "⏳ Ana handed this over to you")
    assert len(letters_to(team, PRIYA.id, "handed this over to you")) == 1 + was_sent


def give_to_priya(team: Driver) -> ActionResult:
    opened = team.press("ana", team.say("ana", "/roadmate waiting"), "Open")
    choice = team.press("ana", opened, "Hand over")
    return team.press("ana", team.press("ana", choice, button_labels(choice)[0]), "Hand over to Priya")


def test_two_presses_and_two_mentors_at_once_hand_over_once(team: Driver) -> None:
    hand_in(team)
    sure = {}
    for person, to in (("ana", "Priya"), ("priya", "Ana")):
        opened = team.press(person, team.say(person, "/roadmate waiting"), "Open")
        choice = team.press(person, opened, "Hand over")
        label = next((each for each in button_labels(choice) if each.startswith(to)), "")
        sure[person] = (choice, label)
    to_priya = team.press("ana", *sure["ana"]).last
    again = copy_message(team, ANA.id, to_priya)
    for shown in (to_priya, again):
        assert "✅ Handed over to Priya" in team.press("ana", shown, "Hand over to Priya").text
    assert len(acts(team)) == 1
    notification(team, PRIYA.id, "⏳ Ana handed this over to you")
    assert len(letters_to(team, PRIYA.id, "handed this over to you")) == 1
    with team.roadmate.deps.database.read() as conn:
        assert conn.execute(select(handovers.c.assignee)).scalars().all() == [PRIYA.id]


def test_two_mentors_at_the_same_moment_hand_it_over_to_one(team: Driver) -> None:
    handed = hand_in(team)
    for mentor in (BEN.id, MEI.id):
        add_mentors(team, mentor)
    ref = item_ref(f"work:{handed.last_transition.id}")

    def give(sides: tuple[str, str]) -> str:
        value = HandoverPayload(item=ref, to=sides[1]).encode()
        request = Request(TEAM_ID, sides[0], value, "D1", f"k{sides[0]}", "button")
        return handover.hand_over(team.roadmate.deps, request).text

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(give, ((ANA.id, PRIYA.id), (BEN.id, MEI.id))))
    assert ["Nothing changed." in each for each in said] == [True, False], said
    assert len(acts(team)) == 1


def test_a_hand_over_and_a_sign_off_at_the_same_moment_leave_it_signed_off(team: Driver) -> None:
    handed = hand_in(team)
    step = handed.last_transition.id
    sign = AssignmentPayload(assignment=FIRST, member=CHIDI.id, step=step).encode()
    give = HandoverPayload(item=item_ref(f"work:{step}"), to=PRIYA.id).encode()
    deps = team.roadmate.deps
    presses = (
        (review.sign_off, Request(TEAM_ID, PRIYA.id, sign, "D1", "k1", "button")),
        (handover.hand_over, Request(TEAM_ID, ANA.id, give, "D1", "k2", "button")),
    )
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda press: press[0](deps, press[1]), presses))
    assert "Nothing is waiting" in team.say("ana", "/roadmate waiting").text
    with deps.database.read() as conn:
        found = assignments.read_history(conn, workspace=TEAM_ID, member=CHIDI.id, assignment=FIRST)
    assert found
    assert found.is_signed_off


def test_who_is_quicker_signs_off_and_the_other_is_told_so(team: Driver) -> None:
    hand_in(team)
    pages = {person: team.press(person, team.say(person, "/roadmate waiting"), "Open") for person in ("ana", "priya")}
    listed = team.say("ana", "/roadmate waiting")
    team.press("priya", pages["priya"], "Sign off")
    late = team.press("ana", pages["ana"], "Sign off")
    assert late.text.startswith("Priya already signed this off")
    assert team.press("ana", listed, "Open").text == "That's been answered already."
    with team.roadmate.deps.database.read() as conn:
        found = assignments.read_history(conn, workspace=TEAM_ID, member=CHIDI.id, assignment=FIRST)
    assert found
    assert [each.actor for each in found.steps] == [CHIDI.id, PRIYA.id]


def test_a_hand_over_ends_with_the_role_and_with_the_answer(team: Driver) -> None:
    hand_in(team)
    choice = team.press("ana", team.press("ana", team.say("ana", "/roadmate waiting"), "Open"), "Hand over")
    team.press("ana", team.press("ana", choice, "Priya (0 waiting)"), "Hand over to Priya")
    team.say("ana", "/team lead @priya")
    with team.roadmate.deps.database.begin() as conn:
        members.set_lead(conn, workspace=TEAM_ID, member=PRIYA.id, is_lead=False)
    assert "⏳ Waiting for you (1)" in team.say("ana", "/roadmate waiting").text, "Priya may not answer it any more"
    assert "Nothing is waiting" in team.say("priya", "/roadmate waiting").text


def test_a_long_list_is_turned_page_by_page(team: Driver) -> None:
    for roadmap in [each.id for each in team.roadmate.deps.catalog.shared().roadmaps][:7]:
        for person in ("chidi", "mei"):
            team.say(person, f"/roadmate level {roadmap} beginner")
    first = team.say("ana", "/roadmate waiting")
    second = team.press("ana", first, "Next")
    assert [page.text.count("beginner") for page in (first, second)] == [10, 4]
    assert "Previous" in button_labels(second)
