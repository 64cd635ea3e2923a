"""Messages about sessions: names ping nobody, all is within Slack's limits, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import RejectedSession, Session, SessionDraft, SessionProblem
from bot.features.sessions.views import forms, notifications
from bot.slack.payloads import PayloadError, PendingEntryPayload, decode_payload
from tests.slack_driver import message_text

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")
SESSION = Session(7, "T1", "U1", "Git*Ops* <!channel> & co", datetime(2026, 11, 26, 15, 0, tzinfo=UTC), 90, "C1")


def test_the_announcement_shows_the_moment_to_each_in_their_own_time_and_pings_nobody() -> None:
    text = notifications.render_announcement(
        SESSION, host_name="@here <!here>", zone=LISBON, names=["Ben", "@channel"], attendee_count=2
    ).text
    assert text.startswith("Session: Git∗Ops∗ &lt;!channel&gt; &amp; co\nwith here &lt;!here&gt;, ")
    assert "<!date^1795705200^{date_long_pretty} {time}|Thu 26 Nov 2026 15:00 (Europe/Lisbon)>, 1 h 30 min" in text
    assert "2 people join: Ben and channel" in text


def test_fifty_names_are_shown_and_the_others_counted() -> None:
    names = [f"Somebody with a name that goes on and on, number {number}" for number in range(50)]
    message = notifications.render_announcement(SESSION, host_name="Ana", zone=LISBON, names=names, attendee_count=62)
    assert "and 12 more" in message.text
    assert len(message.blocks[0]["text"]["text"]) <= 3000
    assert message.blocks[0]["text"]["text"].endswith("and 12 more")


def test_the_question_afterwards_books_a_talk_for_the_host_and_hours_for_an_attendee() -> None:
    def booked(*, is_host: bool) -> tuple[str, str, int, str]:
        message = notifications.render_booking_question(SESSION, day=date(2026, 11, 26), is_host=is_host)
        entry = decode_payload(PendingEntryPayload, message.blocks[1]["elements"][0]["value"])
        return entry.key, entry.activity, entry.minutes, entry.area

    assert booked(is_host=True) == ("session:7", "talk", 90, "soft-skills")
    assert booked(is_host=False) == ("session:7", "", 90, "soft-skills")


@pytest.mark.parametrize("problem", SessionProblem)
def test_a_rejected_session_names_the_nearest_line_that_would_do_and_keeps_the_rest(problem: SessionProblem) -> None:
    draft = SessionDraft("GitOps", date(2026, 11, 21), time(11), 45, "C0LEARNING")
    message = forms.render_rejected_session(RejectedSession(problem, draft, "<x>"), now=NOW, zone=LISBON, key="k")
    example = message_text(message, "team-").split("/team-roadmate session ")[1].split(", or fill in")[0]
    assert isinstance(parse_session_line(example, now=NOW, zone=LISBON), SessionDraft)
    assert forms.decode_draft(decode_payload(SessionDraftPayload, message.blocks[1]["elements"][0]["value"])) == draft


def test_the_nearest_line_of_a_time_that_has_passed_is_today_or_tomorrow() -> None:
    def nearest(at: time) -> str:
        rejected = RejectedSession(SessionProblem.IN_THE_PAST, SessionDraft("GitOps", date(2026, 11, 20), at))
        return message_text(forms.render_rejected_session(rejected, now=NOW, zone=LISBON, key="k"))

    assert '"GitOps" tomorrow 11:00' in nearest(time(11))
    assert '"GitOps" today 15:00' in nearest(time(15))


def test_the_nearest_line_is_never_in_the_past_and_keeps_the_day() -> None:
    def nearest(day: date) -> str:
        rejected = RejectedSession(SessionProblem.NO_TIME, SessionDraft("GitOps", day))
        return message_text(forms.render_rejected_session(rejected, now=NOW.replace(hour=18), zone=LISBON, key="k"))

    assert '"GitOps" tomorrow 15:00' in nearest(date(2026, 11, 21))
    assert '"GitOps" wed 25 nov 15:00' in nearest(date(2026, 11, 25))


def test_a_form_is_read_as_filled_in_and_each_problem_is_at_its_field() -> None:
    fields = {"title": " GitOps ", "day": "2026-11-26", "at": "15:00", "minutes": "45", "channel": "C0LEARNING"}
    assert forms.draft_from_fields(fields) == SessionDraft("GitOps", date(2026, 11, 26), time(15), 45, "C0LEARNING")
    for forged in ({"minutes": "x"}, {"day": "soon"}, {"at": "25:00"}, {"channel": "#x"}, {"minutes": "9999"}):
        with pytest.raises(PayloadError):
            forms.draft_from_fields({**fields, **forged})
    today = date(2026, 11, 21)
    fields_at_fault = {
        each: next(iter(forms.problem_at_field(RejectedSession(each, SessionDraft("x", today)), today).errors))
        for each in SessionProblem
    }
    assert fields_at_fault[SessionProblem.NO_TITLE] == "title"
    assert fields_at_fault[SessionProblem.IN_THE_PAST] == "at"
    assert fields_at_fault[SessionProblem.TOO_FAR_AHEAD] == "day"
    assert fields_at_fault[SessionProblem.INVALID_LENGTH] == "minutes"
