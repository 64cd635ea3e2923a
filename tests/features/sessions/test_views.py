"""Messages about sessions: names that ping nobody, within Slack's limits, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.features.sessions.payloads import SessionDraftPayload
from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import RejectedSession, Session, SessionDraft, SessionProblem
from bot.features.sessions.views import forms, notifications
from bot.slack.payloads import PayloadError, PendingEntryPayload
from bot.slack.payloads import decode_payload as read_ticket

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")
OF = Session(7, "T1", "U1", "Git*Ops* <!channel> & co", datetime(2026, 11, 26, 15, 0, tzinfo=UTC), 90, "C1")


def test_the_announcement_shows_the_moment_to_each_in_their_own_time_and_pings_nobody() -> None:
    said = notifications.render_announcement(
        OF, host_name="@here <!here>", zone=LISBON, names=["Ben", "@channel"], attendee_count=2
    ).text
    assert said.startswith("Session: Git∗Ops∗ &lt;!channel&gt; &amp; co\nwith here &lt;!here&gt;, ")
    assert "<!date^1795705200^{date_long_pretty} {time}|Thu 26 Nov 2026 15:00 (Europe/Lisbon)>, 1 h 30 min" in said
    assert "2 people join: Ben and channel" in said


def test_fifty_names_are_shown_and_the_others_counted() -> None:
    names = [f"Somebody with a name that goes on and on, number {number}" for number in range(50)]
    made = notifications.render_announcement(OF, host_name="Ana", zone=LISBON, names=names, attendee_count=62)
    assert "and 12 more" in made.text
    assert len(made.blocks[0]["text"]["text"]) <= 3000
    assert made.blocks[0]["text"]["text"].endswith("and 12 more")


def test_the_question_afterwards_books_a_talk_for_the_host_and_hours_for_a_guest() -> None:
    def booked(*, is_host: bool) -> tuple[str, str, int, str]:
        made = notifications.render_booking_question(OF, day=date(2026, 11, 26), is_host=is_host)
        ticket = read_ticket(PendingEntryPayload, made.blocks[1]["elements"][0]["value"])
        return ticket.key, ticket.activity, ticket.minutes, ticket.area

    assert booked(is_host=True) == ("session:7", "talk", 90, "soft-skills")
    assert booked(is_host=False) == ("session:7", "", 90, "soft-skills")


@pytest.mark.parametrize("why", SessionProblem)
def test_what_is_refused_names_the_nearest_line_that_would_do_and_keeps_the_rest(why: SessionProblem) -> None:
    sketch = SessionDraft("GitOps", date(2026, 11, 21), time(11), 45, "C0LEARNING")
    made = forms.render_rejected_session(
        RejectedSession(why, sketch, "<x>"), now=NOW, zone=LISBON, key="k", prefix="team-"
    )
    example = made.text.split("/team-roadmate session ")[1].split(", or fill in")[0]
    assert isinstance(parse_session_line(example, now=NOW, zone=LISBON), SessionDraft)
    assert forms.decode_draft(read_ticket(SessionDraftPayload, made.blocks[1]["elements"][0]["value"])) == sketch


def test_the_nearest_line_of_a_time_that_has_passed_is_today_or_tomorrow() -> None:
    def nearest(at: time) -> str:
        unfit = RejectedSession(SessionProblem.IN_THE_PAST, SessionDraft("GitOps", date(2026, 11, 20), at))
        return forms.render_rejected_session(unfit, now=NOW, zone=LISBON, key="k", prefix="").text

    assert '"GitOps" tomorrow 11:00' in nearest(time(11))
    assert '"GitOps" today 15:00' in nearest(time(15))


def test_the_nearest_line_is_never_in_the_past_and_keeps_the_day() -> None:
    def nearest(day: date) -> str:
        evening = NOW.replace(hour=18)
        return forms.render_rejected_session(
            RejectedSession(SessionProblem.NO_TIME, SessionDraft("GitOps", day)),
            now=evening,
            zone=LISBON,
            key="k",
            prefix="",
        ).text

    assert '"GitOps" tomorrow 15:00' in nearest(date(2026, 11, 21))
    assert '"GitOps" wed 25 nov 15:00' in nearest(date(2026, 11, 25))


def test_a_form_is_wrong_at_its_field_and_comes_back_as_it_was_filled_in() -> None:
    fields = {"title": " GitOps ", "day": "2026-11-26", "at": "15:00", "minutes": "45", "channel": "C0LEARNING"}
    assert forms.draft_from_fields(fields) == SessionDraft("GitOps", date(2026, 11, 26), time(15), 45, "C0LEARNING")
    for forged in ({"minutes": "x"}, {"day": "soon"}, {"at": "25:00"}, {"channel": "#x"}, {"minutes": "9999"}):
        with pytest.raises(PayloadError):
            forms.draft_from_fields({**fields, **forged})
    today = date(2026, 11, 21)
    places = {
        why: next(iter(forms.problem_at_field(RejectedSession(why, SessionDraft("x", today)), today).errors))
        for why in SessionProblem
    }
    assert (
        places[SessionProblem.NO_TITLE],
        places[SessionProblem.IN_THE_PAST],
        places[SessionProblem.TOO_FAR_AHEAD],
        places[SessionProblem.INVALID_LENGTH],
    ) == (
        *("title", "at"),
        *("day", "minutes"),
    )
