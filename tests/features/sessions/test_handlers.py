"""Sessions through the whole app: announced, joined, moved, cancelled, reminded of and booked, in several zones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.core import audit_log
from bot.core.people import members
from bot.db.tables import entries
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import FormSubmission, Request
from bot.features.sessions.handlers import plan_session, session_actions
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, CHIDI, GUEST, LEARNING, LEFT, MEI, TEAM_ID, SlackChannel
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.message import block_plain_text
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests import faults
from tests.slack_driver import Driver, element_labels, label_of, shown_by
from tests.slack_world import add_channel

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINE = '/roadmate session "GitOps intro" thu 15:00'


def succeeded(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def press(driver: Driver, user: str, on: ActionResult | ShownItem | None, label: str) -> ActionResult:
    return succeeded(driver.press(user, on, label))


def shown_words(outcome: ActionResult) -> str:
    """Return what the requester is shown, in the window or in the message."""
    shown = shown_by(outcome)
    return "\n".join(filter(None, map(block_plain_text, shown.view["blocks"] if shown.view else shown.blocks)))


def deliver(driver: Driver, moment: datetime | None = None) -> None:
    if moment:
        driver.clock.advance_to(moment)
    deliver_due(
        driver.roadmate.deps, driver.clock.now(), rate_limit=RateLimit(driver.roadmate.deps.clock.monotonic, interval=0)
    )


def channel_texts(driver: Driver, name: str = "C0LEARNING") -> list[str]:
    """Return the texts that everybody in a channel sees."""
    return [each["text"] for each in driver.slack.workspace.messages.get(name, {}).values()]


def notifications(driver: Driver, person: Any) -> list[str]:
    return channel_texts(driver, person.dm)


def newest(driver: Driver, channel: str) -> ShownItem:
    shown = driver.slack.workspace.journal.shown
    return [each for each in shown if each.channel == channel and not each.to][-1]


def announced(driver: Driver, user: str = "ana", line: str = LINE) -> ShownItem:
    """Announce a session and return its announcement."""
    press(driver, user, succeeded(driver.say(user, line)), "Announce")
    deliver(driver)
    return newest(driver, "C0LEARNING")


def audited_acts(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [(each.act, each.actor, each.subject) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def booked(driver: Driver) -> list[tuple[Any, ...]]:
    columns = (entries.c.member, entries.c.minutes, entries.c.area, entries.c.activity, entries.c.note, entries.c.day)
    with driver.roadmate.deps.database.read() as conn:
        return sorted((*row[:5], f"{row[5]}") for row in conn.execute(select(*columns)))


def button_value(shown: ShownItem | None, label: str) -> str:
    """Return what a button carries."""
    assert shown
    found = [field.element for field in interactive_elements(shown.blocks) if field.is_button]
    return str(next(each["value"] for each in found if label_of(each) == label))


def question(driver: Driver, person: Any, lead: str = "Book 1 h") -> ShownItem:
    """Return the newest question to somebody whether to book it."""
    seen = driver.slack.workspace.seen_by(person.id)
    return next(each for each in seen[::-1] if each.text.startswith(f"{lead} for GitOps intro?"))


def test_from_the_line_to_the_booked_hour_and_the_digest(driver: Driver) -> None:
    preview = succeeded(driver.say("ana", LINE))
    assert preview.text.startswith("Announce this in <#C0LEARNING>? Only you see it so far")
    assert channel_texts(driver) == []
    request = Request(TEAM_ID, ANA.id, button_value(preview.last, "Announce"), "C0LEARNING", "other", "button")
    press(driver, "ana", preview, "Announce")
    assert "announced this already" in plan_session.press_announce(driver.roadmate.deps, request).to_message().text
    deliver(driver)
    [text] = channel_texts(driver)
    assert text.startswith("Session: GitOps intro\nwith Ana, <!date^1795705200^")
    shown = newest(driver, "C0LEARNING")
    for _ in range(2):
        join = press(driver, "mei", shown, "Join")
    assert "You are in already: GitOps intro. Thu 26 Nov 23:00 in your time (Asia/Singapore)" in join.text
    assert "yours to hold" in press(driver, "ana", shown, "Join").text
    assert "1 person joins: Mei" in channel_texts(driver)[0]
    deliver(driver, datetime(2026, 11, 26, 14, 49, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "begins at" in text]
    deliver(driver, datetime(2026, 11, 26, 14, 50, tzinfo=UTC))
    deliver(driver, datetime(2026, 11, 26, 14, 59, tzinfo=UTC))
    for person, lead in ((MEI, "Ana holds it"), (ANA, "You hold it")):
        assert (
            len([text for text in notifications(driver, person) if "GitOps intro begins at" in text and lead in text])
            == 1
        )
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    questions = {person: question(driver, person) for person in (MEI, ANA)}
    for person, shown in questions.items():
        assert "Booked" in press(driver, person.id, shown, "Book 1 h").text
    assert booked(driver) == [
        (ANA.id, 60, "soft-skills", "talk", "GitOps intro", "2026-11-26"),
        (MEI.id, 60, "soft-skills", "", "GitOps intro", "2026-11-26"),
    ]
    announced(driver, "mei", '/roadmate session "Locks" tue 15:00')
    digest = driver.say("ana", "/roadmate digest preview").text
    assert "Talks\nAna: GitOps intro" in digest
    assert "Sessions, 30 Nov-6 Dec\nLocks, " in digest


def test_those_who_leave_hear_nothing_more_and_can_come_back(driver: Driver) -> None:
    shown = announced(driver)
    joined = press(driver, "mei", shown, "Join")
    assert element_labels(joined) == ["All sessions", "Leave"]
    rows = press(driver, "mei", joined, "All sessions")
    assert "you among them" in rows.text
    driver.press("mei", rows, "Leave", confirmed=False)
    assert "joins: Mei" in channel_texts(driver)[0]
    assert "not in GitOps intro any more" in press(driver, "mei", rows, "Leave").text
    assert "Nobody has joined yet" in channel_texts(driver)[0]
    press(driver, "ben", shown, "Join")
    deliver(driver, datetime(2026, 11, 26, 14, 55, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "begins at" in text]
    deliver(driver, datetime(2026, 11, 26, 15, 40, tzinfo=UTC))
    assert "It has begun" in press(driver, "mei", shown, "Join").text  # late is better than not
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    assert "nothing was booked" in press(driver, "mei", question(driver, MEI), "Not there").text
    assert "is over, so nothing was changed" in press(driver, "chidi", shown, "Join").text
    assert booked(driver) == []


def test_attendees_stay_in_a_session_that_moves_and_are_told(driver: Driver) -> None:
    shown = announced(driver)
    press(driver, "mei", shown, "Join")
    rows = succeeded(driver.say("ana", "/roadmate sessions"))
    press(driver, "ana", rows, "Move")
    assert driver.delivery.submit("ana", {"day": "2026-11-20"}).last.kind is ShownKind.FIELD_ERRORS
    moved = succeeded(driver.delivery.submit("ana", {"day": "2026-11-27", "at": "21:30", "minutes": "30"}))
    assert "Moved: GitOps intro is Fri 27 Nov 21:30, 30 min. 1 person who joined is told" in shown_words(moved)
    assert "<!date^1795815000^" in channel_texts(driver)[0]
    assert "1 person joins: Mei" in channel_texts(driver)[0]
    deliver(driver, datetime(2026, 11, 22, 0, 30, tzinfo=UTC))
    assert [text for text in notifications(driver, MEI) if "Ana moved GitOps intro to <!date^1795815000^" in text]
    deliver(driver, datetime(2026, 11, 26, 16, 30, tzinfo=UTC))
    assert not [text for text in notifications(driver, MEI) if "begins at" in text or text.startswith("Book ")]
    deliver(driver, datetime(2026, 11, 27, 21, 20, tzinfo=UTC))  # 05:20 for Mei, who chose it
    deliver(driver, datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    for person, day in ((ANA, "2026-11-27"), (MEI, "2026-11-28")):
        assert [text for text in notifications(driver, person) if "GitOps intro begins at" in text]
        assert f'"day":"{day}"' in button_value(question(driver, person, "Book 30 min"), "Book 30 min")


def test_a_cancelled_session_is_cancelled_for_everybody(driver: Driver) -> None:
    shown = announced(driver, "ben")
    press(driver, "mei", shown, "Join")
    press(driver, "chidi", shown, "Join")
    rows = succeeded(driver.say("ana", "/roadmate sessions")).last
    stopped = driver.press("ana", rows, "Cancel", confirmed=False)
    assert "“GitOps intro” will not take place. Who joined (2) is told." in stopped.text
    assert "Cancelled: GitOps intro. 3 people are told." in press(driver, "ana", rows, "Cancel").text
    assert channel_texts(driver)[0].startswith("Cancelled: GitOps intro\nwith Ben, was to be")
    assert audited_acts(driver) == [("session.cancel", ANA.id, BEN.id)]
    assert "cancelled a session of Ben" in driver.say("ana", "/roadmate audit").text
    stale = Request(TEAM_ID, MEI.id, "1", "C0LEARNING", "r", "button")
    assert "was cancelled" in session_actions.join_session(driver.roadmate.deps, stale).to_message().text
    deliver(driver, datetime(2026, 11, 26, 20, 30, tzinfo=UTC))
    for person in (BEN, MEI):
        assert [text for text in notifications(driver, person) if text.startswith("Ana cancelled GitOps intro")]
        assert not [text for text in notifications(driver, person) if "begins at" in text or text.startswith("Book ")]


def test_sessions_of_others_are_refused_and_the_refusal_is_audited(driver: Driver) -> None:
    asked = driver.delivery.command("ben", "/roadmate", LINE[10:] + " in <#C0GENERAL>", channel="#general")
    press(driver, "ben", succeeded(asked), "Change")
    driver.slack.workspace.channels["C0GENERAL"] = replace(LEARNING, id="C0GENERAL", name="general")
    made = succeeded(driver.delivery.submit("ben", {}))
    press(driver, "ben", made, "Announce")
    deliver(driver)
    deps = driver.roadmate.deps
    for person in ("ana", "mei", "gus", "lena"):
        driver.say(person, "/plan")

    def answer(handler: Any, person: Any, text: str = "1", channel: str = "D0") -> str:
        return str(
            handler(deps, Request(TEAM_ID, person.id, text, channel, "r", "button", trigger_id="t")).to_message().text
        )

    assert "no such session that is open to you" in answer(session_actions.join_session, MEI)
    assert "no such session that is open to you" in answer(session_actions.leave_session, MEI, "2")
    assert "You are in" in answer(session_actions.join_session, GUEST, channel="C0GENERAL")
    assert "is for its host and admins" in answer(session_actions.press_cancel_session, MEI)
    assert "is for its host." in answer(session_actions.open_move_form, ANA)
    assert "is for members" in answer(plan_session.press_announce, GUEST, "{}")
    assert "is for members" in answer(plan_session.open_plan_form, LEFT, "-")
    for handler in (
        session_actions.join_session,
        session_actions.leave_session,
        session_actions.press_cancel_session,
        session_actions.open_move_form,
    ):
        with pytest.raises(PayloadError):
            answer(handler, MEI, "1 OR 1")
    early = answer(session_actions.mark_not_held, BEN)
    assert "is not over yet" in early
    assert "is for its host" in answer(session_actions.mark_not_held, ANA)
    assert [each[0] for each in audited_acts(driver)] == ["refused.session"] * 7
    assert "GitOps" not in driver.say("mei", "/roadmate sessions").text
    assert "GitOps intro" in driver.say("gus", "/roadmate sessions").text
    assert "GitOps intro" in driver.say("ana", "/roadmate sessions").text


@SQLITE
def test_a_missing_channel_or_one_without_the_bot_is_said_before_anything_else(
    make_driver: Callable[..., Driver],
) -> None:
    driver = make_driver(ROADMATE_LEARNING_CHANNEL="")
    nowhere = succeeded(driver.say("ana", f"{LINE} for 45m", channel=""))
    assert "There is no learning channel yet. Type this in the channel that it is for" in nowhere.text
    assert '/roadmate session "GitOps intro" thu 26 nov 15:00 for 45m' in nowhere.text
    preview = succeeded(driver.say("ana", f"{LINE} for 45m", channel="#general"))
    press(driver, "ana", preview, "Change")
    in_window = succeeded(driver.delivery.submit("ana", {}))
    for absent in (preview, in_window):
        assert "I am not in <#C0GENERAL>, so this cannot be announced yet. Type /invite @Roadmate there" in shown_words(
            absent
        )
        assert "Announce" not in str(absent.last.view or absent.last.blocks).replace("Announced", "")
    again = press(driver, "ana", in_window, "Try again")
    assert "I am not in <#C0GENERAL>" in shown_words(again)
    driver.slack.workspace.channels["C0GENERAL"] = replace(LEARNING, id="C0GENERAL", name="general")
    asked = press(driver, "ana", again, "Try again")
    assert "Announce this in <#C0GENERAL>?" in shown_words(asked)
    assert "Announced in <#C0GENERAL>: GitOps intro, Thu 26 Nov 15:00, 45 min" in shown_words(
        press(driver, "ana", asked, "Announce")
    )
    deliver(driver)
    assert len(channel_texts(driver, "C0GENERAL")) == 1


@SQLITE
def test_a_session_is_announced_only_where_its_host_is(driver: Driver) -> None:
    members_with_bot = frozenset({BOT.id, CHIDI.id})
    add_channel(driver.slack.workspace, SlackChannel("C0SECRET", "secret", members_with_bot, is_private=True))
    add_channel(driver.slack.workspace, SlackChannel("C0HIDDEN", "hidden", frozenset({CHIDI.id}), is_private=True))
    channels = ("C0SECRET", "C0HIDDEN", "C0NONE")
    [refusal] = {succeeded(driver.say("mei", f"{LINE} in <#{each}|>")).text for each in channels}
    assert "A session is announced in the learning channel, or in the channel where you ask for it" in refusal
    assert audited_acts(driver) == []
    deps, kept = driver.roadmate.deps, '"key":"k","title":"x","day":"2026-11-26","at":"15:00","here":"C0SECRET"'
    payload = f'{{{kept},"channel":"C0SECRET"}}'
    for handler in (plan_session.press_announce, plan_session.preview_again):
        for channel, view in (("C0LEARNING", ""), (MEI.dm, ""), ("", "modal")):
            request = Request(TEAM_ID, MEI.id, payload, channel, "r", "button", view_type=view)
            assert "Nothing was announced" in handler(deps, request).to_message().text
    form = Request(TEAM_ID, MEI.id, "", "", "r", "form", view_type="modal")
    fields = {"title": "x", "day": "2026-11-26", "at": "15:00", "channel": "C0SECRET"}
    wrong: Any = plan_session.submit_plan(deps, FormSubmission(form, fields, f"{{{kept[:9]},{kept[-17:]}}}"))
    assert list(wrong.errors) == ["channel"]
    assert [each[0] for each in audited_acts(driver)] == ["refused.session"] * 7
    succeeded(driver.say("chidi", "/roadmate session", channel="C0SECRET"))
    made = succeeded(driver.delivery.submit("chidi", {"title": "GitOps intro", "channel": "C0SECRET"}))
    press(driver, "chidi", made, "Announce")
    deliver(driver)
    assert len(channel_texts(driver, "C0SECRET")) == 1


def test_a_session_that_was_not_held_cannot_be_booked(driver: Driver) -> None:
    shown = announced(driver)
    press(driver, "mei", shown, "Join")
    press(driver, "ben", shown, "Join")
    deliver(driver, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    asked = question(driver, MEI)
    assert "Booked" in press(driver, "ben", question(driver, BEN), "Book 1 h").text
    assert (
        "Noted: GitOps intro did not take place"
        in press(driver, "ana", question(driver, ANA), "It did not happen").text
    )
    assert "The host says GitOps intro did not take place" in press(driver, "mei", asked, "Book 1 h").text
    assert [row[0] for row in booked(driver)] == [BEN.id]
    assert channel_texts(driver)[0].startswith("Did not take place: GitOps intro")
    stale = Request(TEAM_ID, MEI.id, "1", "C0LEARNING", "r", "button")
    assert "did not take place" in session_actions.join_session(driver.roadmate.deps, stale).to_message().text


@SQLITE
def test_nobody_can_join_where_the_host_has_left(driver: Driver) -> None:
    shown = announced(driver, "ben")
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=BEN.id, is_active=False)
    assert "does not take place: Ben is no member here any more" in press(driver, "mei", shown, "Join").text
    assert "none yet" in driver.say("mei", "/roadmate sessions").text
    for line in ("cancel", "cancel GitOps", "move GitOps to fri"):
        assert "Move and Cancel stand below" in driver.say("mei", f"/roadmate session {line}").text
    preview = driver.say("mei", "/roadmate session GitOps 21:00 CET").text
    assert "No day given, so today. “CET” is left out: times are your own." in preview


@SQLITE
def test_the_form_keeps_what_was_typed_and_a_lost_update_loses_no_joining(driver: Driver) -> None:
    wrong = succeeded(driver.say("mei", '/roadmate session "GitOps intro" today 11:00 for 90m'))
    assert "That moment has passed already" in wrong.text
    assert '/roadmate session "GitOps intro" tomorrow 11:00 for 90m' in wrong.text
    form = press(driver, "mei", wrong, "Open the form").last
    assert form.view
    assert "GitOps intro" in str(form.view["blocks"][0])
    assert driver.delivery.submit("mei", {}).last.view["errors"] == {"at": "That moment has passed already."}
    made = succeeded(driver.delivery.submit("mei", {"day": "2026-11-26"}))
    press(driver, "mei", made, "Announce")
    deliver(driver)
    driver.slack.faults.add("chat.update", faults.error("cant_update_message"))
    lost = driver.delivery.click("ben", newest(driver, "C0LEARNING"), 1)
    assert lost.refused == ("chat.update: cant_update_message",)
    assert "You are in: GitOps intro" in lost.text
    assert "1 person joins, you among them" in succeeded(driver.say("ben", "/roadmate sessions")).text
    mentioned = succeeded(driver.delivery.mention("ben", "#learning", "roadmate session"))
    assert press(driver, "ben", mentioned, "Plan a session").last.kind is ShownKind.MODAL
    dropped = press(driver, "ben", succeeded(driver.say("ben", LINE)), "Forget it")
    assert "Nothing was announced" in dropped.text
