"""Actions on the page: pressing, filling in, turning the clock; and what there is to tell people."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack_api import views
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.history import refresh_shown
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.time_travel import ClockTurner, EmptyTimetable, SettableClock, Timetable, parse_moment
from bot.sandbox.user_actions import external_selects
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.form_values import fill_view
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.interactive_elements import InteractiveElement, interactive_elements
from bot.sandbox.web_page.form_parser import parse_form
from bot.sandbox.web_page.page_state import PageNotice, PageState
from bot.sandbox.web_page.turning import ClockTurning

log = logging.getLogger(__name__)


class PageActions:
    """The actions of people on the page, one at a time."""

    def __init__(self, delivery: Delivery, clock: SettableClock, timetable: Timetable | None = None) -> None:
        self.delivery = delivery
        self.workspace = delivery.workspace
        self.clock = clock
        self.lock = threading.RLock()
        self._clock_turner = ClockTurner(self.workspace, clock, timetable or EmptyTimetable())
        self.turning = ClockTurning(self._clock_turner, self.workspace, self.lock)
        self._page_states: dict[str, PageState] = {}

    def page_state(self, person: SlackUser) -> PageState:
        """Return the state of this person's page."""
        return self._page_states.setdefault(person.id, PageState())

    def press(
        self, person: SlackUser, source: ShownItem, number: int, form: Mapping[str, list[str]], action: str = ""
    ) -> None:
        """Use an element by its number; where `action` says which it was when drawn, it has to be that one still."""
        now = refresh_shown(self.workspace, source)
        if now is None:
            self.notify(person, "That message is gone.")
            return
        entered = self.page_state(person).entered.get(now.view["id"], {}) if now.view else {}
        blocks = fill_view(now.view, entered)["blocks"] if now.view else now.blocks
        every = list(interactive_elements(blocks))
        if not 1 <= number <= len(every) or (action and every[number - 1].action_id != action):
            self.notify(person, "That button is gone.")
            return
        self._use(person, now, every, number, form)

    def submit(self, person: SlackUser, form: Mapping[str, list[str]]) -> None:
        """Send the form on top."""
        view = views.top_modal(self.workspace, person.id)
        if view is None:
            self.notify(person, "No form is open.")
            return
        filled = fill_view(view, self.page_state(person).entered.get(view["id"], {}))
        source = ShownItem(ShownKind.MODAL, to=person.id, view=view)
        values = self._entered(person, source, list(interactive_elements(filled["blocks"])), form)
        if values is not None:
            self.perform(person, lambda: self.delivery.submit(person.id, values))

    def close(self, person: SlackUser, *, everything: bool = False) -> None:
        """Close the form on top, or every one."""
        if views.top_modal(self.workspace, person.id) is not None:
            close = self.delivery.close
            self.perform(person, lambda: close(person.id, everything=everything), may_be_silent=True)

    def open_home(self, person: SlackUser) -> None:
        """Open the app's Home tab."""
        self.perform(person, lambda: self.delivery.home_opened(person.id), may_be_silent=True)

    def turn_clock(self, person: SlackUser, words: str) -> None:
        """Begin to turn the clock; what comes on the way arrives while it turns."""
        if self.turning.progress is not None:
            self.notify(person, "The clock is being turned already. Try again when it has stopped.")
            return
        try:
            until = parse_moment(words, self.clock.now(), ZoneInfo(person.zone))
        except ValueError as refused:
            self.notify(person, str(refused))
            return
        self.turning.start(person, until, partial(self.put_notice, person))

    def catch_up(self) -> None:
        """Send what fell due while the clock ran by itself."""
        if self.turning.progress is None:
            self._clock_turner.catch_up()

    def suggest_options(self, person: SlackUser, source: ShownItem, number: int, words: str) -> list[str]:
        """Return what the app offers in a menu for the words typed so far."""
        now = refresh_shown(self.workspace, source)
        if now is None or not 1 <= number <= len(
            list(interactive_elements(now.view["blocks"] if now.view else now.blocks))
        ):
            return []
        try:
            return [
                external_selects.option_text(option)
                for option in external_selects.fetch_options(self.delivery, person, now, number, words)
            ]
        except LookupError:
            return []

    def notify(self, person: SlackUser, text: str) -> None:
        """Put a line before this person."""
        self.put_notice(person, PageNotice(text))

    def put_notice(self, person: SlackUser, notice: PageNotice) -> None:
        """Put a line with links before this person."""
        self.page_state(person).notices.append(notice)

    def take_notices(self, person: SlackUser) -> list[PageNotice]:
        """Return the lines for this person, which are then gone."""
        state = self.page_state(person)
        notices, state.notices = state.notices, []
        return notices

    def _use(
        self,
        person: SlackUser,
        source: ShownItem,
        every: list[InteractiveElement],
        number: int,
        form: Mapping[str, list[str]],
    ) -> None:
        values = self._entered(person, source, every, form)
        if values is None:
            return
        chosen = every[number - 1]
        value = None if chosen.is_button else values.get(chosen.action_id, values.get(chosen.block_id))
        if not chosen.is_button and value in (None, "", []):
            self.notify(person, "Choose something first.")
            return
        if source.view is not None:
            self.page_state(person).entered[source.view["id"]] = values

        def press() -> ActionResult:
            return self.delivery.click(person.id, source, number, value, values=values)

        self.perform(person, press, may_be_silent=bool(chosen.element.get("url")))

    def _entered(
        self, person: SlackUser, source: ShownItem, every: list[InteractiveElement], form: Mapping[str, list[str]]
    ) -> dict[str, Any] | None:
        """Return what was put in the fields; None, with a notice or an error, where it cannot be understood."""
        values, wrong = parse_form(self.delivery, person, source, every, form)
        state = self.page_state(person)
        if source.view is not None:
            state.entered[source.view["id"]] = values
            state.tell_errors(source.view["id"], wrong)
        elif wrong:
            self.notify(person, " ".join(wrong.values()))
        return None if wrong else values

    def perform(self, person: SlackUser, act: Callable[[], ActionResult], *, may_be_silent: bool = False) -> None:
        """Do something as this person, and put before them what is not in a conversation."""
        mark = len(self.workspace.journal.shown)
        try:
            outcome = act()
            self._clock_turner.follow_up()
        except RefusedError as refused:
            self.notify(person, f"Slack: {refused}")
            return
        except Exception as failure:  # the page outlives whatever the app does
            log.exception("something done on the page failed")
            self.notify(person, f"That went wrong: {type(failure).__name__}: {failure}")
            return
        seen = [one for one in self.workspace.seen_by(person.id, mark) if one.user != person.id]
        for one in seen:
            if one.kind is ShownKind.ERROR:
                self.notify(person, f"Slack: {one.text}")
            elif one.kind is ShownKind.FIELD_ERRORS and one.view:
                self.page_state(person).tell_errors(one.view["id"], one.view["errors"])
        if any(one.kind is not ShownKind.HOME for one in seen) or not outcome.status:
            return
        if outcome.status >= 400:
            self.notify(person, f"{self.workspace.bot.real_name} failed (HTTP {outcome.status}).")
        elif not may_be_silent:
            self.notify(person, f"{self.workspace.bot.real_name} got it and had nothing to say.")
