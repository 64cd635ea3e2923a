"""The forms of sessions, and answers where one cannot be announced: nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import RejectedSession, SessionDraft, SessionProblem
from bot.features.sessions.views import forms
from bot.slack.payloads import PayloadError, decode_payload
from tests.slack_driver import message_text

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize("problem", SessionProblem)
def test_a_rejected_session_names_the_nearest_line_that_would_do_and_keeps_the_rest(problem: SessionProblem) -> None:
    draft = SessionDraft("GitOps", date(2026, 11, 21), time(11), 45, "C0LEARNING")
    message = forms.render_rejected_session(RejectedSession(problem, draft, "<x>"), now=NOW, zone=LISBON, key="k")
    example = message_text(message, "team-").split("/team-roadmate session ")[1].split(", or use the form")[0]
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
