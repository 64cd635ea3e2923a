"""The clock on the page: turned while the page stays in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask.testing import FlaskClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.time_travel import EmptyTimetable
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page.app import create_pages, stop_turning
from tests.sandbox.web_page.small_app import NOON, do, look, post, turn


def test_the_clock_is_turned_and_tells_what_came(
    browser: FlaskClient, clock: AdjustableClock, workspace: SlackWorkspace
) -> None:
    assert "It is Sat 21 Nov 13:00. Nothing came on the way." in turn(browser, workspace, "ana/learning", "+1h")
    told = turn(browser, workspace, "ana/learning", "+7d")
    assert "It is Sat 28 Nov 13:00. 2 messages came on the way:" in told
    assert '<a href="/ana/learning">#learning (1)</a>' in told
    assert '<a href="/ben/roadmate">Ben Carter (1)</a>' in told
    assert clock.now() == NOON + timedelta(days=7, hours=1)
    assert "due at 09:00" in look(browser)
    assert "due at 10:00" in look(browser, "ben/roadmate")


def test_a_clock_that_cannot_be_turned_so_says_why(browser: FlaskClient) -> None:
    assert "The clock understands" in do(browser, "ana/learning/clock", to="yesterday")
    assert "The clock understands" in do(browser, "ana/learning/clock")


def test_what_fell_due_while_the_clock_ran_is_there_on_the_next_look(
    browser: FlaskClient, clock: AdjustableClock
) -> None:
    clock.advance(timedelta(days=2))
    assert "due at 09:00" in look(browser)


class EveryMinute(EmptyTimetable):
    """Something falls due every minute."""

    def __init__(self) -> None:
        self.delivered = 0

    def moments(self, after: datetime, until: datetime) -> list[datetime]:
        return [after + timedelta(minutes=number) for number in range(1, (until - after) // timedelta(minutes=1) + 1)]

    def deliver(self, at: datetime) -> None:
        self.delivered += 1


def test_a_turn_ends_before_the_app_goes_away(delivery: Delivery, clock: AdjustableClock) -> None:
    timetable = EveryMinute()
    pages = create_pages(delivery, clock, timetable)
    assert post(pages.test_client(), "ana/learning/clock", to="+300d")["turning"]
    stop_turning(pages)
    delivered, stopped_at = timetable.delivered, clock.now()
    assert stopped_at < NOON + timedelta(days=300)
    news = post(pages.test_client(), "ana/learning/open")
    assert (news["turning"], timetable.delivered - delivered) == (None, 0)
