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
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.slack.message import block_plain_text
from bot.slack.modals import FormErrors, Modal
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver, button_labels

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


def accepted(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def shown_text(shown: ShownItem) -> str:
    blocks = shown.view["blocks"] if shown.view else shown.blocks
    return "\n".join(filter(None, map(block_plain_text, blocks)))


def newest_message(driver: Driver, user: str) -> ShownItem:
    """The newest direct message that has left by now."""
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return [each for each in driver.slack.workspace.seen_by(user) if each.kind is ShownKind.MESSAGE][-1]


def audited_acts(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [
            (each.actor, each.act, each.subject)
            for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID, limit=99)
        ]


def press_request(member: str, value: str) -> Request:
    return Request(TEAM_ID, member, value, "C0LEARNING", "r1", "button", trigger_id="t")


def stored_rows(driver: Driver, table: Any) -> list[Any]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(table)))


def test_a_mentor_sees_exactly_what_the_member_sees_of_it(paired: Driver) -> None:
    paired.say("chidi", "/log 2h networking")
    paired.say("priya", "/log 30m mentoring @chidi: first")
    paired.say("chidi", "/log 90m aws: secret")
    shown = accepted(paired.say("priya", "/team @chidi")).last
    lines = shown.text.splitlines()
    assert lines[0] == "Chidi · local time Sat 13:00"
    assert lines[1:3] == [
        "New: joined today",
        "This week 3 h 30 min of 2 h · last entry Sat 21 Nov",
    ]
    assert "Since the last one-to-one, Sat 21 Nov: 3 h 30 min in 2 entries" in lines
    assert "Hours by area: Networking 2 h, Cloud Computing 1 h 30 min" in lines
    assert any(block["type"] == "data_visualization" for block in shown.blocks)
    assert "1. What would you like to have learned in three months?" in lines
    assert "secret" not in str(shown)
    own = accepted(paired.say("chidi", "/roadmate seen-by-mentor"))
    end = lines.index(next(each for each in lines if each.startswith("2. "))) + 1
    assert set(lines[:end]) <= set(own.text.splitlines())
    assert "What your mentor Priya sees about you" in own.text
    assert "Who can see it: your mentors (Priya) and admins (Ana). Nobody else." in own.text
    assert "• Priya looked at your card, Sat 21 Nov 13:00" in own.text
    assert accepted(paired.say("chidi", "/team @chidi")).text == own.text
    accepted(paired.press("priya", shown, "Praise"))
    assert audited_acts(paired) == [(PRIYA.id, "look.card", CHIDI.id)]  # which the praise only adds to
    assert not {"Praise", "Ask", "Write a note"} & set(button_labels(own))


def test_the_facts_are_the_same_for_both(paired: Driver) -> None:
    paired.say("chidi", "/log 2h networking")
    deps, request = paired.roadmate.deps, press_request(PRIYA.id, CHIDI.id)
    mentors = card.read_card_page(deps, request, CHIDI.id)
    assert isinstance(mentors, card_views.CardPage)
    own = card.read_learner_view(deps, press_request(CHIDI.id, "-"), "")
    assert own.card.facts == mentors.card.facts
    assert (own.card.next_step, own.card.recent_entries) == (mentors.card.next_step, mentors.card.recent_entries)


def test_nobody_else_sees_a_card_or_does_anything_from_one(paired: Driver) -> None:
    deps = paired.roadmate.deps
    handlers = (
        card.open_card,
        next_step.open_next_step_form,
        notes.open_note_form,
        partial(messages.open_message_form, kind="praise"),
        partial(messages.open_message_form, kind="ask"),
    )
    for person, member in ((BEN, CHIDI), (MEI, CHIDI), (CHIDI, MEI)):
        refusal = "You don't mentor " if person is BEN else REFUSED
        assert paired.say(person.id, f"/team <@{member.id}>").text.startswith(refusal)
        for handler in handlers:
            made = handler(deps, press_request(person.id, member.id))
            assert isinstance(made, Modal)
            assert refusal in str(made.blocks)
    assert {act for _, act, _ in audited_acts(paired)} == {
        *("refused.card", "refused.step", "refused.note", "refused.praise", "refused.ask")
    }
    for handler in (
        *handlers,
        card.open_member_plan,
        card.open_learner_view,
        notes.open_notes,
        notes.share_note,
        notes.delete_note,
    ):
        with pytest.raises(PayloadError):
            handler(deps, press_request(PRIYA.id, "<!channel>"))
    assert "hasn't used Roadmate here" in paired.say("ana", "/team @lena").text
    assert "One member at a time" in paired.say("ana", "/team @ben @mei").text


def test_a_question_goes_to_the_member_and_its_answer_only_to_the_mentor_who_asked(paired: Driver) -> None:
    shown = accepted(paired.say("priya", "/team @chidi")).last
    form = accepted(paired.press("priya", shown, "Ask"))
    assert form.last.view
    assert "three months?" in str(form.last.view["blocks"])
    accepted(paired.delivery.submit("priya", {"words": "What about <@U0SANDBEN> & VPC?"}))
    accepted(paired.delivery.repeat_submit())
    asked = newest_message(paired, CHIDI.id)
    assert asked.text.startswith("Priya has a question\n> ")
    assert "<@U0SANDBEN>" not in asked.text
    assert accepted(paired.press("chidi", asked, "Answer")).last.view
    done = accepted(paired.delivery.submit("chidi", {"words": "All clear by now."}))
    assert "No one else gets it." in shown_text(done.last)
    answer = newest_message(paired, PRIYA.id)
    assert "What about" in answer.text
    assert "Chidi answered your question\n> All clear by now.\nYou asked:\n> What about" in answer.text.replace(
        "&gt;", ">"
    )
    window = accepted(paired.press("priya", answer, "Their card")).last
    assert shown_text(window).startswith("Chidi · local time")
    plan = accepted(paired.press("priya", window, "Their plan")).last
    assert shown_text(plan).startswith("Chidi's plan")
    paired.delivery.close("priya")
    assert accepted(paired.press("priya", window, "Praise")).last.view
    accepted(paired.delivery.submit("priya", {"words": "Thank you!"}))
    assert newest_message(paired, CHIDI.id).text.startswith("👏 Kudos from Priya\n> Thank you!")
    # Forged, or too old, which looks the same.
    forged = MentorQuestionPayload(asker=ANA.id, words="Who are you?", key="k").encode()
    made = messages.open_answer_form(paired.roadmate.deps, press_request(CHIDI.id, forged))
    assert "Write to Ana directly." in str(made)
    submission = FormSubmission(press_request(CHIDI.id, ""), {"words": "x"}, forged)
    refusal = messages.submit_answer(paired.roadmate.deps, submission)
    assert isinstance(refusal, FormErrors)
    assert "I sent nothing" in refusal.errors["words"]


def test_praise_waits_for_the_morning_and_is_kept_in_the_form_where_it_cannot_go(paired: Driver) -> None:
    paired.say("mei", "/log 2h networking")
    shown = accepted(paired.say("ben", "/team @mei")).last
    form = accepted(paired.press("ben", shown, "Praise"))
    assert form.last.view
    assert "Good to see your hours in Networking" in str(form.last.view["blocks"])
    done = accepted(paired.delivery.submit("ben", {"words": "Well done!"}))
    assert "It's night there: Mei will see it Sun 08:00 their time." in shown_text(done.last)
    paired.turn(hours=12)
    assert newest_message(paired, MEI.id).text.startswith("👏 Kudos from Ben")
    accepted(paired.press("ben", shown, "Praise"))
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == MEI.id).values(is_active=False))
    wrong = accepted(paired.delivery.submit("ben", {"words": "And again"}))
    assert "Mei has left this workspace. Nothing was sent or changed." in wrong.text
    left = accepted(paired.say("ben", "/team @mei"))
    assert "Has left this workspace." in left.text
    assert button_labels(left) == ["Their plan"]
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(pairs).where(pairs.c.mentee == MEI.id).values(ended_at=paired.clock.now()))
    assert "You don't mentor that member." in accepted(paired.delivery.submit("ben", {"words": "And again"})).text
    assert (BEN.id, "refused.praise", MEI.id) in audited_acts(paired)


def test_a_nudge_goes_out_once_a_day_and_not_to_members_who_want_none(paired: Driver) -> None:
    shown = accepted(paired.say("priya", "/team @chidi")).last
    after = accepted(paired.press("priya", shown, "Nudge")).last
    assert shown_text(after).startswith("✅ Sent to Chidi.\nChidi · local time")
    message = newest_message(paired, CHIDI.id)
    assert message.text.startswith("💡 A nudge from Priya: how about a small step?\n➡️ TCP/IP & the Layers (Networking)")
    assert accepted(paired.press("chidi", message, "Log 1 h")).text.startswith("✅ Logged 1 h")
    assert shown_text(accepted(paired.press("priya", after, "Nudge")).last).startswith(
        "Not sent: you already nudged Chidi today."
    )
    paired.turn(days=1)
    paired.say("chidi", "/roadmate nudge off")
    assert "Chidi has nudges off or is away" in shown_text(accepted(paired.press("priya", after, "Nudge")).last)
    paired.say("chidi", "/roadmate nudge on")
    paired.say("chidi", "/roadmate away until friday")
    assert "Chidi has nudges off or is away" in shown_text(accepted(paired.press("priya", after, "Nudge")).last)


def test_a_due_day_is_read_in_the_members_own_calendar(paired: Driver) -> None:
    """In Kolkata it is Sunday, in Lagos still Saturday: Chidi can have it until today."""
    paired.turn(hours=11, minutes=30)
    shown = accepted(paired.say("priya", "/team @chidi")).last
    accepted(paired.press("priya", shown, "Set next step"))
    saved = accepted(paired.delivery.submit("priya", {"what": "networking.cdn", "due": "2026-11-21"}))
    assert "Chidi's next step is now Content delivery network." in shown_text(saved.last)


def test_a_step_that_was_set_anew_is_not_set_aside_by_the_button_of_before(paired: Driver) -> None:
    letters = []
    for words in ("Small is fine", "Take your time"):
        accepted(paired.press("priya", accepted(paired.say("priya", "/team @chidi")).last, "Set next step"))
        accepted(paired.delivery.submit("priya", {"what": "networking.cdn", "words": words}))
        letters.append(newest_message(paired, CHIDI.id))
        paired.turn(hours=1)
    outcome = accepted(paired.press("chidi", letters[0], "Set it aside"))
    assert "Nothing changed." in outcome.text
    assert "Set aside: " in accepted(paired.press("chidi", outcome.last, "Set it aside")).text


def test_a_next_step_stands_first_in_the_plan_until_the_member_sets_it_aside(paired: Driver) -> None:
    shown = accepted(paired.say("priya", "/team @chidi")).last
    accepted(paired.press("priya", shown, "Set next step"))
    offered = paired.delivery.options("priya", "step.what", "content del").text.splitlines()
    assert offered[0] == "Content delivery network (assignment, Networking)"
    wrong = accepted(paired.delivery.submit("priya", {"what": "aws.vpc-endpoints", "due": "2026-12-04"}))
    assert "Only an assignment can have a due day" in wrong.text
    assert (
        "Pick a day from today"
        in accepted(paired.delivery.submit("priya", {"what": "networking.cdn", "due": "2026-11-20"})).text
    )
    fields = {"what": "networking.cdn", "words": "Small is fine", "due": "2026-12-04"}
    assert "Chidi's next step is now Content delivery network." in shown_text(
        accepted(paired.delivery.submit("priya", fields)).last
    )
    accepted(paired.delivery.repeat_submit())
    message = newest_message(paired, CHIDI.id)
    assert message.text.startswith(
        "➡️ Priya picked your next step: Content delivery network, due Fri 4 Dec\n> Small is fine"
    )
    assert [(each.assignment, each.due) for each in stored_rows(paired, assignment_progress)] == [
        ("networking.cdn", date(2026, 12, 4))
    ]
    assert "Next: Content delivery network" in paired.say("chidi", "/plan").text
    assert "Content delivery network, set by Priya, Sat 21 Nov" in paired.say("priya", "/team @chidi").text
    assert audited_acts(paired).count((PRIYA.id, "step.set", CHIDI.id)) == 1
    done = accepted(paired.press("chidi", message, "Set it aside"))
    assert "I'll tell Priya." in shown_text(done.last)
    assert stored_rows(paired, assigned_next_steps) == []
    assert newest_message(paired, PRIYA.id).text.startswith("Chidi set Content delivery network aside.")
    again = next_step.set_next_step_aside(paired.roadmate.deps, press_request(CHIDI.id, "networking.cdn"))
    assert "Nothing changed." in again.to_message().text


def test_a_note_is_the_authors_alone_until_it_is_shared(paired: Driver) -> None:
    paired.say("ana", "/plan")
    shown = accepted(paired.say("priya", "/team @chidi")).last
    accepted(paired.press("priya", shown, "Write a note"))
    kept = accepted(paired.delivery.submit("priya", {"words": "fears the exam"}))
    accepted(paired.delivery.repeat_submit())
    assert "Only you can read it; Chidi can see there is one." in shown_text(kept.last)
    assert [(each.words, each.shared) for each in stored_rows(paired, mentor_notes)] == [("fears the exam", False)]
    assert "fears the exam" in paired.say("priya", "/team @chidi").text
    for person, typed in (("ana", "/team @chidi"), ("chidi", "/roadmate seen-by-mentor")):
        assert "fears the exam" not in paired.say(person, typed).text
    listed = accepted(paired.press("priya", kept.last, "My notes")).last
    shared = accepted(paired.press("priya", listed, "Share")).last
    assert shown_text(shared).startswith("✅ Shared.\n1 note on Chidi")
    assert newest_message(paired, CHIDI.id).text.startswith("Priya shared a note with you\n> fears the exam")
    assert (
        "Priya shared a note with you, Sat 21 Nov:\n> fears the exam"
        in paired.say("chidi", "/roadmate seen-by-mentor").text
    )
    assert "fears the exam" not in paired.say("ana", "/team @chidi").text
    number = str(stored_rows(paired, mentor_notes)[0].id)
    for person in (ANA, CHIDI, BEN):
        for handler in (notes.delete_note, notes.share_note):
            made = handler(paired.roadmate.deps, press_request(person.id, number))
            assert "That note is gone." in str(made.blocks)
    assert shown_text(accepted(paired.press("priya", shared, "Delete")).last).startswith(
        "✅ Deleted.\nNo notes on Chidi."
    )
    assert stored_rows(paired, mentor_notes) == []


def test_a_session_is_booked_from_the_card_and_the_member_asked(paired: Driver) -> None:
    shown = accepted(paired.say("priya", "/team @chidi")).last
    booked = accepted(paired.press("priya", shown, "Log 30 min with Chidi"))
    assert shown_text(booked.last).startswith("✅ Logged 30 min on Soft Skills and Leadership (Sat 21 Nov, mentoring)")
    paired.delivery.close("priya")
    assert "Already logged" in shown_text(accepted(paired.press("priya", shown, "Log 30 min with Chidi")).last)
    assert "Priya logged 30 min of mentoring with you" in newest_message(paired, CHIDI.id).text
    with paired.roadmate.deps.database.read() as conn:
        assert card_service.find_last_meeting_day(conn, workspace=TEAM_ID, one=CHIDI.id, other=PRIYA.id) == date(
            2026, 11, 21
        )


def test_the_own_page_says_as_who_sees_it_and_names_each_look_once_a_day(paired: Driver) -> None:
    for typed in ("/team @chidi", "/team @chidi", "/team export"):
        paired.say("priya", typed)
    paired.say("ana", "/team export")
    paired.say("ben", "/team export")  # who does not mentor Chidi
    paired.say("chidi", "/roadmate stuck networking")
    paired.say("chidi", "/roadmate stuck aws: my bill")
    looks = [
        "Last looks",
        "• Ana exported a table that includes you, Sat 21 Nov 13:00",
        "• Priya exported a table that includes you, Sat 21 Nov 13:00",
        "• Priya looked at your card, Sat 21 Nov 13:00",
    ]
    own = paired.say("chidi", "/roadmate seen-by-mentor @ben").text.splitlines()
    assert own[:2] == ["Ben can't see anything about you.", "What your mentor Priya sees about you"]
    assert own[3:8] == [*looks, next(each for each in own if each.startswith("Chidi · local time"))]
    assert "🆘 Stuck: “aws: my bill” since Sat 21 Nov, Networking since Sat 21 Nov" in own
    own = paired.say("chidi", "/roadmate seen-by-mentor @ana").text.splitlines()
    assert own[0] == "What Ana, an admin, can see about you"


def test_a_guest_has_no_card_to_act_from(paired: Driver) -> None:
    with paired.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == MEI.id).values(is_guest=True))
    shown = paired.say("ana", "/team @mei")
    assert "A guest: guests don't have mentors." in shown.text
    assert button_labels(shown) == ["Their plan"]
    made = messages.open_message_form(paired.roadmate.deps, press_request(ANA.id, MEI.id), kind="praise")
    assert "Mei is a guest" in str(made)
    assert "A guest: " in paired.say("mei", "/roadmate seen-by-mentor").text
    team = paired.say("ana", "/team")
    assert "4 members" in team.text
    assert "Mei" not in team.text


def test_what_travels_in_a_form_is_checked_again(paired: Driver) -> None:
    deps, payload = paired.roadmate.deps, MentorFormPayload(member=CHIDI.id, key="k")
    fields = {"words": "x", "what": "networking.cdn"}
    for submit in (next_step.submit_next_step, notes.submit_note):
        made = submit(deps, FormSubmission(press_request(MEI.id, ""), fields, payload.encode()))
        assert isinstance(made, FormErrors)
        assert REFUSED in str(made.errors)
    with pytest.raises(PayloadError):
        messages.submit_message(deps, FormSubmission(press_request(PRIYA.id, ""), fields, payload.encode()))
    for submit in (next_step.submit_next_step, notes.submit_note, messages.submit_message):
        with pytest.raises(PayloadError):
            submit(deps, FormSubmission(press_request(PRIYA.id, ""), fields, "{}"))
    none = FormSubmission(press_request(PRIYA.id, ""), {"words": "x", "what": "networking.nothing"}, payload.encode())
    assert next_step.submit_next_step(deps, none) == FormErrors(
        {"what": "Pick a topic or an assignment from the list."}
    )
