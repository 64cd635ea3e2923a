"""Messages about sessions: names that ping nobody, within Slack's limits, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.features.sessions.rules.line_parser import read
from bot.features.sessions.rules.session import Gathering, Sketch, Unfit, Why
from bot.features.sessions.views import announcements, form
from bot.slack.payloads import BadTicket, Pending, Planned
from bot.slack.payloads import read as read_ticket

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")
OF = Gathering(7, "T1", "U1", "Git*Ops* <!channel> & co", datetime(2026, 11, 26, 15, 0, tzinfo=UTC), 90, "C1")


def test_the_announcement_shows_the_moment_to_each_in_their_own_time_and_pings_nobody() -> None:
    said = announcements.announcement(OF, host="@here <!here>", zone=LISBON, names=["Ben", "@channel"], joined=2).text
    assert said.startswith("Session: Git∗Ops∗ &lt;!channel&gt; &amp; co\nwith here &lt;!here&gt;, ")
    assert "<!date^1795705200^{date_long_pretty} {time}|Thu 26 Nov 2026 15:00 (Europe/Lisbon)>, 1 h 30 min" in said
    assert "2 people join: Ben and channel" in said


def test_fifty_names_are_shown_and_the_others_counted() -> None:
    names = [f"Somebody with a name that goes on and on, number {number}" for number in range(50)]
    made = announcements.announcement(OF, host="Ana", zone=LISBON, names=names, joined=62)
    assert "and 12 more" in made.text
    assert len(made.blocks[0]["text"]["text"]) <= 3000
    assert made.blocks[0]["text"]["text"].endswith("and 12 more")


def test_the_question_afterwards_books_a_talk_for_the_host_and_hours_for_a_guest() -> None:
    def booked(*, is_host: bool) -> tuple[str, str, int, str]:
        made = announcements.afterwards(OF, day=date(2026, 11, 26), is_host=is_host)
        ticket = read_ticket(Pending, made.blocks[1]["elements"][0]["value"])
        return ticket.key, ticket.activity, ticket.minutes, ticket.area

    assert booked(is_host=True) == ("session:7", "talk", 90, "soft-skills")
    assert booked(is_host=False) == ("session:7", "", 90, "soft-skills")


@pytest.mark.parametrize("why", Why)
def test_what_is_refused_names_the_nearest_line_that_would_do_and_keeps_the_rest(why: Why) -> None:
    sketch = Sketch("GitOps", date(2026, 11, 21), time(11), 45, "C0LEARNING")
    made = form.refused(Unfit(why, sketch, "<x>"), now=NOW, zone=LISBON, key="k", prefix="team-")
    example = made.text.split("/team-roadmate session ")[1].split(", or fill in")[0]
    assert isinstance(read(example, now=NOW, zone=LISBON), Sketch)
    assert form.sketch_of(read_ticket(Planned, made.blocks[1]["elements"][0]["value"])) == sketch


def test_the_nearest_line_of_a_time_that_has_passed_is_today_or_tomorrow() -> None:
    def nearest(at: time) -> str:
        unfit = Unfit(Why.PAST, Sketch("GitOps", date(2026, 11, 20), at))
        return form.refused(unfit, now=NOW, zone=LISBON, key="k", prefix="").text

    assert '"GitOps" tomorrow 11:00' in nearest(time(11))
    assert '"GitOps" today 15:00' in nearest(time(15))


def test_the_nearest_line_is_never_in_the_past_and_keeps_the_day() -> None:
    def nearest(day: date) -> str:
        evening = NOW.replace(hour=18)
        return form.refused(
            Unfit(Why.NO_TIME, Sketch("GitOps", day)), now=evening, zone=LISBON, key="k", prefix=""
        ).text

    assert '"GitOps" tomorrow 15:00' in nearest(date(2026, 11, 21))
    assert '"GitOps" wed 25 nov 15:00' in nearest(date(2026, 11, 25))


def test_a_form_is_wrong_at_its_field_and_comes_back_as_it_was_filled_in() -> None:
    fields = {"title": " GitOps ", "day": "2026-11-26", "at": "15:00", "minutes": "45", "channel": "C0LEARNING"}
    assert form.sketch_in(fields) == Sketch("GitOps", date(2026, 11, 26), time(15), 45, "C0LEARNING")
    for forged in ({"minutes": "x"}, {"day": "soon"}, {"at": "25:00"}, {"channel": "#x"}, {"minutes": "9999"}):
        with pytest.raises(BadTicket):
            form.sketch_in({**fields, **forged})
    today = date(2026, 11, 21)
    places = {why: next(iter(form.wrong(Unfit(why, Sketch("x", today)), today).errors)) for why in Why}
    assert (places[Why.NO_TITLE], places[Why.PAST], places[Why.TOO_FAR], places[Why.LENGTH]) == (
        *("title", "at"),
        *("day", "minutes"),
    )
