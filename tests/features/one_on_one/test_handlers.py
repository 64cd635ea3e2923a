"""The one-to-one card as a mentor works with it, what the member sees of that, and who gets nothing."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.core import audit_log
from bot.db.tables import assigned_next_steps, assignment_progress, members, mentor_notes, pairs
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import FormSubmission, Request
from bot.features.one_on_one.handlers import card, messages, next_step, notes
from bot.features.one_on_one.payloads import MentorFormPayload, MentorQuestionPayload
from bot.features.one_on_one.service import card as card_service
from bot.features.one_on_one.views import card as card_views
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.slack.message import block_plain_text
from bot.slack.modals import FormErrors, Modal
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver

REFUSED = "What a mentor sees and does for a member is for their mentors, lead mentors and admins."


@pytest.fixture
def paired(driver: Driver) -> Driver:
    """Priya mentors Chidi, where it is afternoon for both; Ben mentors Mei, where it is night for both."""
    for person in ("ana", "ben", "mei", "chidi", "priya"):
        driver.say(person, "/plan")
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        for mentor, mentee in ((PRIYA, CHIDI), (BEN, MEI)):
            conn.execute(update(members).where(members.c.id == mentor.id).values(is_mentor=True))
            held = {"asked_by": ANA.id, "created_at": now, "mentor_at": now, "mentee_at": now}
            conn.execute(insert(pairs).values(workspace=TEAM_ID, mentor=mentor.id, mentee=mentee.id, **held))
    return driver


def good(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def words(shown: ShownItem) -> str:
    blocks = shown.view["blocks"] if shown.view else shown.blocks
    return "\n".join(filter(None, map(block_plain_text, blocks)))


def press(driver: Driver, user: str, shown: ShownItem, label: str) -> ActionResult:
    found = [field.element.get("text", {}).get("text") for field in usable_elements(shown)]
    return good(driver.delivery.click(user, shown, found.index(label) + 1))


def sent(driver: Driver, user: str) -> ShownItem:
    """The newest direct message that has left by now."""
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    found: ShownItem = [each for each in driver.slack.workspace.seen_by(user) if each.kind is ShownKind.MESSAGE][-1]
    return found


def acts(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [
            (each.actor, each.act, each.subject)
            for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID, limit=99)
        ]


def as_button(member: str, value: str) -> Request:
    return Request(TEAM_ID, member, value, "C0LEARNING", "r1", "button", trigger_id="t")


def rows(driver: Driver, table: Any) -> list[Any]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(table)))


def test_a_mentor_sees_exactly_what_the_member_sees_of_it(paired: Driver) -> None:
    paired.say("chidi", "/log 2h networking")
    paired.say("priya", "/log 30m mentoring @chidi: first")
    paired.say("chidi", "/log 90m aws: secret")
    shown = good(paired.say("priya", "/team @chidi")).last
    lines = shown.text.splitlines()
    assert lines[0] == "Chidi · there it is Sat 21 Nov 13:00 (Africa/Lagos)"
    assert lines[1:3] == [
        "New: here since today",
        "This week 3 h 30 min of 2 h · last entry Sat 21 Nov",
    ]
    assert "Since the last one-to-one, Sat 21 Nov: 3 h 30 min in 2 entries" in lines
    assert "Hours by area: Networking 2 h, Cloud Computing 1 h 30 min" in lines
    assert any(block["type"] == "data_visualization" for block in shown.blocks)
    assert "1. What do you want to have learned when you have been here for three months?" in lines
    assert "secret" not in str(shown)
    own = good(paired.say("chidi", "/roadmate seen-by-mentor"))
    end = lines.index(next(each for each in lines if each.startswith("2. "))) + 1
    assert set(lines[:end]) <= set(own.text.splitlines())
    assert "What your mentor sees of you, as Priya sees it" in own.text
    assert "Who can see it: Your mentors: Priya. Admins: Ana. Nobody else." in own.text
    assert "• Priya at your card, Sat 21 Nov 13:00" in own.text
    assert good(paired.say("chidi", "/team @chidi")).text == own.text
    press(paired, "priya", shown, "Praise")
    assert acts(paired) == [(PRIYA.id, "look.card", CHIDI.id)]  # which the praise only adds to
    assert not {"Praise", "Ask", "Write a note"} & {str(each.element.get("text")) for each in usable_elements(own.last)}


def test_the_facts_are_the_same_for_both(paired: Driver) -> None:
    paired.say("chidi", "/log 2h networking")
    deps, ask = paired.roadmate.deps, as_button(PRIYA.id, CHIDI.id)
    mentors = card.read_card_page(deps, ask, CHIDI.id)
    assert isinstance(mentors, card_views.CardPage)
    own = card.read_learner_view(deps, as_button(CHIDI.id, "-"), "")
    assert own.card.facts == mentors.card.facts
    assert (own.card.next_step, own.card.recent_entries) == (mentors.card.next_step, mentors.card.recent_entries)


def test_nobody_else_sees_a_card_or_does_anything_from_one(paired: Driver) -> None:
    deps = paired.roadmate.deps
    doors = (
        card.open_card,
        next_step.open_next_step_form,
        notes.open_note_form,
        partial(messages.open_message_form, kind="praise"),
        partial(messages.open_message_form, kind="ask"),
    )
    for person, member in ((BEN, CHIDI), (MEI, CHIDI), (CHIDI, MEI)):
        told = "You do not mentor " if person is BEN else REFUSED
        assert paired.say(person.id, f"/team <@{member.id}>").text.startswith(told)
        for door in doors:
            made = door(deps, as_button(person.id, member.id))
            assert isinstance(made, Modal)
            assert told in str(made.blocks)
    assert {act for _, act, _ in acts(paired)} == {
        *("refused.card", "refused.step", "refused.note", "refused.praise", "refused.ask")
    }
    for door in (
        *doors,
        card.open_member_plan,
        card.open_learner_view,
        notes.open_notes,
        notes.share_note,
        notes.delete_note,
    ):
        with pytest.raises(PayloadError):
            door(deps, as_button(PRIYA.id, "<!channel>"))
    assert "has not used Roadmate here" in paired.say("ana", "/team @lena").text
    assert "One member at a time" in paired.say("ana", "/team @ben @mei").text


def test_a_question_goes_to_the_member_and_its_answer_only_to_who_asked(paired: Driver) -> None:
    shown = good(paired.say("priya", "/team @chidi")).last
    form = press(paired, "priya", shown, "Ask")
    assert form.last.view
    assert "three months?" in str(form.last.view["blocks"])
    good(paired.delivery.submit("priya", {"words": "What about <@U0SANDBEN> & VPC?"}))
    good(paired.delivery.repeat_submit())
    asked = sent(paired, CHIDI.id)
    assert asked.text.startswith("Priya asks you:")
    assert "<@U0SANDBEN>" not in asked.text
    assert press(paired, "chidi", asked, "Answer").last.view
    done = good(paired.delivery.submit("chidi", {"words": "All clear by now."}))
    assert "goes to nobody else" in words(done.last)
    answer = sent(paired, PRIYA.id)
    assert "What about" in answer.text
    assert "Chidi answers:\n> All clear by now." in answer.text.replace("&gt;", ">")
    window = press(paired, "priya", answer, "Their card").last
    assert words(window).startswith("Chidi · there it is")
    plan = press(paired, "priya", window, "Their plan").last
    assert words(plan).startswith("The plan of Chidi")
    paired.delivery.close("priya")
    assert press(paired, "priya", window, "Praise").last.view
    good(paired.delivery.submit("priya", {"words": "Thank you!"}))
    assert sent(paired, CHIDI.id).text.startswith("Priya praises you:\n> Thank you!")
    forged = MentorQuestionPayload(
        asker=ANA.id, words="Who are you?", key="k"
    ).encode()  # or too old, which looks the same
    told = messages.open_answer_form(paired.roadmate.deps, as_button(CHIDI.id, forged))
    assert "Write to Ana directly." in str(told)
    told = messages.submit_answer(paired.roadmate.deps, FormSubmission(as_button(CHIDI.id, ""), {"words": "x"}, forged))
    assert isinstance(told, FormErrors)
    assert "nothing was sent" in told.errors["words"]


def test_praise_waits_for_the_morning_and_is_kept_in_the_form_where_it_cannot_go(paired: Driver) -> None:
    paired.say("mei", "/log 2h networking")
    shown = good(paired.say("ben", "/team @mei")).last
    form = press(paired, "ben", shown, "Praise")
    assert form.last.view
    assert "Good to see your hours in Networking" in str(form.last.view["blocks"])
    done = good(paired.delivery.submit("ben", {"words": "Well done!"}))
    assert "It is night there: Mei gets it on Sun 22 Nov 08:00, their time." in words(done.last)
    paired.turn(hours=12)
    assert sent(paired, MEI.id).text.startswith("Ben praises you:")
    press(paired, "ben", shown, "Praise")
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == MEI.id).values(is_active=False))
    wrong = good(paired.delivery.submit("ben", {"words": "And again"}))
    assert "Mei has left this workspace, so nothing was sent or changed." in wrong.text
    left = good(paired.say("ben", "/team @mei"))
    assert "Has left this workspace." in left.text
    assert [each.element["text"]["text"] for each in usable_elements(left.last)] == ["Their plan"]
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(pairs).where(pairs.c.mentee == MEI.id).values(ended_at=paired.clock.now()))
    assert "You do not mentor that member." in good(paired.delivery.submit("ben", {"words": "And again"})).text
    assert (BEN.id, "refused.praise", MEI.id) in acts(paired)


def test_a_nudge_goes_out_once_a_day_and_not_to_who_wants_none(paired: Driver) -> None:
    shown = good(paired.say("priya", "/team @chidi")).last
    after = press(paired, "priya", shown, "Nudge").last
    assert words(after).startswith("Sent to Chidi.\nChidi · there it is")
    letter = sent(paired, CHIDI.id)
    assert letter.text.startswith("A nudge from Priya. A small next step: Networking, AWS")
    assert press(paired, "chidi", letter, "Log 1 h").text.startswith("Booked: 1 h")
    assert words(press(paired, "priya", after, "Nudge").last).startswith("Not sent: you nudged Chidi today already.")
    paired.turn(days=1)
    paired.say("chidi", "/roadmate nudge off")
    assert "Chidi wants no nudges just now" in words(press(paired, "priya", after, "Nudge").last)
    paired.say("chidi", "/roadmate nudge on")
    paired.say("chidi", "/roadmate away until friday")
    assert "Chidi wants no nudges just now" in words(press(paired, "priya", after, "Nudge").last)


def test_a_next_step_stands_first_in_the_plan_until_the_member_sets_it_aside(paired: Driver) -> None:
    shown = good(paired.say("priya", "/team @chidi")).last
    press(paired, "priya", shown, "Set next step")
    offered = paired.delivery.options("priya", "step.what", "content del").text.splitlines()
    assert offered[0] == "Content delivery network (assignment, Networking)"
    wrong = good(paired.delivery.submit("priya", {"what": "aws.vpc-endpoints", "due": "2026-12-04"}))
    assert "Only an assignment can be due" in wrong.text
    assert (
        "Choose a day from"
        in good(paired.delivery.submit("priya", {"what": "networking.cdn", "due": "2026-11-20"})).text
    )
    said = {"what": "networking.cdn", "words": "Small is fine", "due": "2026-12-04"}
    assert "Chidi's next step is Content delivery network." in words(good(paired.delivery.submit("priya", said)).last)
    good(paired.delivery.repeat_submit())
    letter = sent(paired, CHIDI.id)
    assert letter.text.startswith("Priya set your next step: Content delivery network, due Fri 4 Dec\n> Small is fine")
    assert [(each.assignment, each.due) for each in rows(paired, assignment_progress)] == [
        ("networking.cdn", date(2026, 12, 4))
    ]
    assert "Next: Content delivery network" in paired.say("chidi", "/plan").text
    assert "Content delivery network, set by Priya, Sat 21 Nov" in paired.say("priya", "/team @chidi").text
    assert acts(paired).count((PRIYA.id, "step.set", CHIDI.id)) == 1
    done = press(paired, "chidi", letter, "Set it aside")
    assert "is set aside, and Priya is told." in words(done.last)
    assert rows(paired, assigned_next_steps) == []
    assert sent(paired, PRIYA.id).text.startswith("Chidi set Content delivery network aside as their next step.")
    again = next_step.set_next_step_aside(paired.roadmate.deps, as_button(CHIDI.id, "networking.cdn"))
    assert "nothing was changed" in again.to_message().text


def test_a_note_is_the_authors_alone_until_it_is_shared(paired: Driver) -> None:
    paired.say("ana", "/plan")
    shown = good(paired.say("priya", "/team @chidi")).last
    press(paired, "priya", shown, "Write a note")
    kept = good(paired.delivery.submit("priya", {"words": "fears the exam"}))
    good(paired.delivery.repeat_submit())
    assert "Only you read it; Chidi can see that there is one." in words(kept.last)
    assert [(each.words, each.shared) for each in rows(paired, mentor_notes)] == [("fears the exam", False)]
    assert "fears the exam" in paired.say("priya", "/team @chidi").text
    for person, typed in (("ana", "/team @chidi"), ("chidi", "/roadmate seen-by-mentor")):
        assert "fears the exam" not in paired.say(person, typed).text
    listed = press(paired, "priya", kept.last, "My notes").last
    shared = press(paired, "priya", listed, "Share").last
    assert words(shared).startswith("Shared. Your notes on Chidi: 1")
    assert sent(paired, CHIDI.id).text.startswith("Priya shares a note with you:\n> fears the exam")
    assert (
        "Priya shared a note with you, Sat 21 Nov:\n> fears the exam"
        in paired.say("chidi", "/roadmate seen-by-mentor").text
    )
    assert "fears the exam" not in paired.say("ana", "/team @chidi").text
    number = str(rows(paired, mentor_notes)[0].id)
    for person in (ANA, CHIDI, BEN):
        for door in (notes.delete_note, notes.share_note):
            made = door(paired.roadmate.deps, as_button(person.id, number))
            assert "no such note of yours" in str(made.blocks)
    assert words(press(paired, "priya", shared, "Delete").last).startswith("Deleted. Your notes on Chidi: none")
    assert rows(paired, mentor_notes) == []


def test_a_session_is_booked_from_the_card_and_the_member_asked(paired: Driver) -> None:
    shown = good(paired.say("priya", "/team @chidi")).last
    booked = press(paired, "priya", shown, "Log 30 min with them")
    assert words(booked.last).startswith("Booked: 30 min on Soft Skills and Leadership, Sat 21 Nov (mentoring)")
    paired.delivery.close("priya")
    assert "Already booked, once" in words(press(paired, "priya", shown, "Log 30 min with them").last)
    assert "Priya booked 30 min of mentoring with you" in sent(paired, CHIDI.id).text
    with paired.roadmate.deps.database.read() as conn:
        assert card_service.find_last_meeting_day(conn, workspace=TEAM_ID, one=CHIDI.id, other=PRIYA.id) == date(
            2026, 11, 21
        )


def test_the_page_of_oneself_says_through_whose_eyes_it_is_and_names_each_look_once_a_day(paired: Driver) -> None:
    for typed in ("/team @chidi", "/team @chidi", "/team export"):
        paired.say("priya", typed)
    paired.say("ana", "/team export")
    paired.say("ben", "/team export")  # who does not mentor Chidi
    paired.say("chidi", "/roadmate stuck networking")
    paired.say("chidi", "/roadmate stuck aws: my bill")
    looks = [
        "Who looked last",
        "• Ana asked for a table with your line in it, Sat 21 Nov 13:00",
        "• Priya asked for a table with your line in it, Sat 21 Nov 13:00",
        "• Priya at your card, Sat 21 Nov 13:00",
    ]
    own = paired.say("chidi", "/roadmate seen-by-mentor @ben").text.splitlines()
    assert own[:2] == ["Ben sees nothing of you.", "What your mentor sees of you, as Priya sees it"]
    assert own[3:8] == [*looks, next(each for each in own if each.startswith("Chidi · there"))]
    stuck = own.index("Stuck")
    assert own[stuck + 1 : stuck + 3] == ["• “aws: my bill”, since Sat 21 Nov", "• Networking, since Sat 21 Nov"]
    own = paired.say("chidi", "/roadmate seen-by-mentor @ana").text.splitlines()
    assert own[0] == "What Ana, an admin, can see of you"


def test_a_guest_has_no_card_to_act_from(paired: Driver) -> None:
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == MEI.id).values(is_guest=True))
    shown = paired.say("ana", "/team @mei")
    assert "A guest here, whom nobody mentors." in shown.text
    assert [each.element["text"]["text"] for each in usable_elements(shown.last)] == ["Their plan"]
    made = messages.open_message_form(paired.roadmate.deps, as_button(ANA.id, MEI.id), kind="praise")
    assert "Mei is a guest here" in str(made)
    assert "A guest here" in paired.say("mei", "/roadmate seen-by-mentor").text
    team = paired.say("ana", "/team")
    assert "4 members" in team.text
    assert "Mei" not in team.text


def test_what_travels_in_a_form_is_checked_again(paired: Driver) -> None:
    deps, whose = paired.roadmate.deps, MentorFormPayload(member=CHIDI.id, key="k")
    fields = {"words": "x", "what": "networking.cdn"}
    for take in (next_step.submit_next_step, notes.submit_note):
        made = take(deps, FormSubmission(as_button(MEI.id, ""), fields, whose.encode()))
        assert isinstance(made, FormErrors)
        assert REFUSED in str(made.errors)
    with pytest.raises(PayloadError):
        messages.submit_message(deps, FormSubmission(as_button(PRIYA.id, ""), fields, whose.encode()))
    for take in (next_step.submit_next_step, notes.submit_note, messages.submit_message):
        with pytest.raises(PayloadError):
            take(deps, FormSubmission(as_button(PRIYA.id, ""), fields, "{}"))
    none = FormSubmission(as_button(PRIYA.id, ""), {"words": "x", "what": "networking.nothing"}, whose.encode())
    assert next_step.submit_next_step(deps, none) == FormErrors(
        {"what": "Choose a topic or an assignment from the list."}
    )
