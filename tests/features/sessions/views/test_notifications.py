"""Messages of a session to others: names ping nobody, and all is within Slack's limits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.features.sessions.rules.session import Session
from bot.features.sessions.views import notifications
from bot.slack.payloads import PendingEntryPayload, decode_payload

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
