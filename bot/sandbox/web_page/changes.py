"""The page for one person in one place: drawn whole at first, then only what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import render_template

from bot.sandbox.rendering.block_models import model_blocks
from bot.sandbox.rendering.shown_text import reader_for
from bot.sandbox.slack_api.channel_history import ChannelHistory
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.history import read_history
from bot.sandbox.time_travel import local_time_text
from bot.sandbox.user_actions.form_values import fill_view
from bot.sandbox.web_page.actions import PageActions
from bot.sandbox.web_page.log_lines import LogLine, LogPart, LogReader
from bot.sandbox.web_page.page_state import PageNotice
from bot.sandbox.web_page.places import PagePlace, link_people, link_places


@dataclass(frozen=True, slots=True)
class PageView:
    """Who looks at what: a place, and the thread open beside it ("" for none)."""

    person: SlackUser
    place: PagePlace
    thread: str = ""

    @property
    def base(self) -> str:
        """The address of the place."""
        return f"/{self.person.name}/{self.place.name}"


class PageDrawer:
    """Draws for one page; it takes the workspace's lock, and never waits for what is under way."""

    def __init__(self, actions: PageActions) -> None:
        self.boot = uuid4().hex
        self._numbers = count(1)
        self._actions = actions
        self._workspace = actions.workspace

    def whole_page(self, view: PageView) -> dict[str, Any]:
        """Return all that the page's template needs; the conversation counts as read from now on."""
        with self._workspace.lock:
            unread_from = self._first_unread(view)
            self._mark_read(view)
            log = self._reader(view).latest() if view.place.channel else LogPart((), has_earlier=False)
            thread = self._reader(view).thread(view.thread) if view.thread else ()
            return self._basics(view) | {
                "boot": self.boot,
                "mark": len(self._workspace.journal.shown),
                "log": log,
                "thread": thread,
                "unread_from": unread_from,
                "home": self._home(view),
                "modal": self._modal(view),
                "notices": self._take_notices(view.person),
            }

    def changes(self, view: PageView, mark: int) -> dict[str, Any]:
        """Return what looks different since the first `mark` entries of the journal, as the page's script takes it."""
        with self._workspace.lock:
            self._mark_read(view)
            basics = self._basics(view)
            news: dict[str, Any] = {
                "boot": self.boot,
                "serial": next(self._numbers),
                "mark": len(self._workspace.journal.shown),
                "clock": basics["clock"],
                "today": self._actions.clock.now().astimezone(basics["zone"]).date().isoformat(),
            }
            news |= self._changed_lines(view, mark, basics)
            news["side"] = render_template("side.html", **basics)
            for name, model in (("modal", self._modal(view)), ("home", self._home(view))):
                html = render_template(f"{name}.html", **basics, **{name: model}) if model else ""
                news[name] = {"front": model["front"] if model else "", "html": html}
            news["turning"] = self._turning(view.person)  # before the notices: the last of a turn comes before its end
            notices = self._take_notices(view.person)
            news["notices"] = render_template("notices.html", notices=notices) if notices else ""
            return news

    def earlier(self, view: PageView, before: str) -> dict[str, Any]:
        """Return the lines before a message, and whether there are still earlier ones."""
        with self._workspace.lock:
            part = self._reader(view).before(before)
            return {"log": self._drawn(part.lines, self._basics(view)), "more": part.has_earlier}

    def thread(self, view: PageView) -> str:
        """Return the pane with a thread, "" where there is no such message."""
        with self._workspace.lock:
            lines = self._reader(view).thread(view.thread)
            return render_template("thread.html", **self._basics(view), thread=lines) if lines else ""

    def _turning(self, person: SlackUser) -> dict[str, Any] | None:
        """Return how far the clock is while it is being turned."""
        progress = self._actions.turning.progress
        if progress is None:
            return None
        when = local_time_text(progress.now, ZoneInfo(person.zone), progress.now)
        return {"text": f"Turning the clock… {when}", "share": round(progress.share, 3)}

    def _basics(self, view: PageView) -> dict[str, Any]:
        zone, now = ZoneInfo(view.person.zone), self._actions.clock.now()
        shortcuts = self._actions.delivery.shortcuts
        return {
            "base": view.base,
            "person": view.person,
            "place": view.place,
            "view": view,
            "reader": reader_for(self._workspace, view.person),
            "zone": zone,
            "clock": local_time_text(now, zone, now),
            "app": self._workspace.bot,
            "workspace_name": self._workspace.team_name,
            "everyone": self._workspace.team(),
            "shortcuts": [one for one in shortcuts if not one.on_message],
            "message_shortcuts": [one for one in shortcuts if one.on_message],
            "rooms": [channel for channel in self._workspace.channels.values() if channel.name],
            "places": link_places(self._actions, view.person, view.place),
            "people": link_people(self._actions, view.person, view.place),
        }

    def _reader(self, view: PageView) -> LogReader:
        channel = view.place.channel
        messages = read_history(self._workspace, view.person, channel.id) if channel else ()
        return LogReader(self._actions, view.person, messages)

    def _changed_lines(self, view: PageView, mark: int, basics: Mapping[str, Any]) -> dict[str, Any]:
        channel = view.place.channel
        if channel is None:
            return {"log": [], "gone": [], "thread": []}
        history = self._workspace.histories.get(channel.id, ChannelHistory())
        deleted = [one for at, one in history.deleted if at > mark and one.to in ("", view.person.id)]
        reader = self._reader(view)
        in_thread = [one.ts for one in deleted if one.thread_ts == view.thread]
        thread = reader.thread_changed(view.thread, mark, in_thread) if view.thread else ()
        return {
            "log": self._drawn(reader.changed_since(mark, deleted), basics),
            "gone": [one.ts.replace(".", "-") for one in deleted],
            "thread": self._drawn(thread, basics),
        }

    def _drawn(self, lines: tuple[LogLine, ...], basics: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "key": line.key,
                "order": line.entry.first,
                "version": line.version,
                "html": render_template("message.html", **basics, line=line),
            }
            for line in lines
        ]

    def _modal(self, view: PageView) -> dict[str, Any] | None:
        stack = self._workspace.views.stacks.get(view.person.id)
        return self._form(view, stack[-1]) | {"below": stack[:-1]} if stack else None

    def _home(self, view: PageView) -> dict[str, Any] | None:
        home = self._workspace.views.homes.get(view.person.id) if view.place.channel is None else None
        return self._form(view, home) if home else None

    def _form(self, view: PageView, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Return a view with what stands in its fields and what is wrong with that; `front` names this state of it."""
        state = self._actions.page_state(view.person)
        filled = fill_view(shown, state.entered.get(shown["id"], {}))
        return {
            "front": f"{shown['id']} {shown['hash']} {state.revision}",
            "view": filled,
            "pieces": model_blocks(filled["blocks"]),
            "errors": state.errors.get(shown["id"], {}),
        }

    def _first_unread(self, view: PageView) -> str:
        channel = view.place.channel
        if channel is None:
            return ""
        mark = self._workspace.read_until(view.person.id, channel.id)
        fresh = (one for one in self._reader(view).top if one.first > mark)
        first = next((one for one in fresh if one.shown.user != view.person.id), None)
        return "m" + first.shown.ts.replace(".", "-") if first and mark else ""

    def _mark_read(self, view: PageView) -> None:
        if view.place.channel is not None:
            self._workspace.mark_read(view.person.id, view.place.channel.id)

    def _take_notices(self, person: SlackUser) -> list[PageNotice]:
        return self._actions.take_notices(person)
