"""The lines of a log: each message with its author, time and day, and what follows from the message before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.sandbox.rendering.block_models import BlockModel, model_blocks, numbered_elements
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.channel_history import HistoryMessage
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.history import sent_at
from bot.sandbox.slack_api.journal import ShownItem
from bot.sandbox.web_page.actions import PageActions
from bot.sandbox.web_page.places import initials, user_tone

PAGE_OF_MESSAGES: Final = 60
_TOGETHER: Final = timedelta(minutes=5)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """What stands under a message with replies."""

    count: int
    date: str
    day_name: str
    day: str
    time: str
    faces: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message in a log; `day` is set on the first of its day, `continued` where it goes on from the one before."""

    entry: HistoryMessage
    key: str
    author: str
    initials: str
    tone: int
    is_app: bool
    time: str
    moment: str
    date: str
    day_name: str
    day: str
    continued: bool
    mine: bool
    pieces: tuple[BlockModel, ...]
    version: int
    thread: ThreadSummary | None = None

    @property
    def usable(self) -> bool:
        """Return whether something in it can be pressed or chosen."""
        return any(True for _ in numbered_elements(self.pieces))


@dataclass(frozen=True, slots=True)
class LogPart:
    """A run of lines, and whether there are earlier ones."""

    lines: tuple[LogLine, ...]
    has_earlier: bool


class LogReader:
    """Makes lines of one conversation for one person."""

    def __init__(self, actions: PageActions, person: SlackUser, messages: Sequence[HistoryMessage]) -> None:
        self._actions = actions
        self._person = person
        self._zone = ZoneInfo(person.zone)
        self._today = actions.clock.now().astimezone(self._zone).date()
        known = {one.shown.ts for one in messages}
        self._replies: dict[str, list[HistoryMessage]] = {}
        self.top: list[HistoryMessage] = []
        for one in messages:
            if one.root in known:
                self._replies.setdefault(one.root, []).append(one)
            else:
                self.top.append(one)

    def latest(self, count: int = PAGE_OF_MESSAGES) -> LogPart:
        """Return the newest lines of the conversation itself."""
        return self._part(max(len(self.top) - count, 0), len(self.top))

    def before(self, ts: str, count: int = PAGE_OF_MESSAGES) -> LogPart:
        """Return the lines before the message with this time stamp, and that one again, which now follows on them."""
        found = next((place for place, one in enumerate(self.top) if one.shown.ts == ts), len(self.top))
        return self._part(max(found - count, 0), found + 1)

    def thread(self, root: str) -> tuple[LogLine, ...]:
        """Return a thread: the message it began with, then the replies."""
        every = [one for one in self.top if one.shown.ts == root] + self._replies.get(root, [])
        return tuple(self._lines(every, prefix="t"))

    def changed_since(self, mark: int, deleted: Sequence[ShownItem]) -> tuple[LogLine, ...]:
        """Return the lines of the conversation that look different since the first `mark` entries.

        That is also the one after a message that is gone, and one whose thread has changed.
        """
        followed = {self._next_after(one.ts) for one in deleted} | {one.thread_ts for one in deleted}
        pairs = [(None, self.top[0]), *pairwise(self.top)] if self.top else []
        return tuple(
            self._line(one, before, "m")
            for before, one in pairs
            if self._changed(one) > mark or one.shown.ts in followed
        )

    def thread_changed(self, root: str, mark: int, gone: Iterable[str]) -> tuple[LogLine, ...]:
        """Return the lines of a thread that look different since then; all of them where one is gone."""
        lines = self.thread(root)
        return lines if any(True for _ in gone) else tuple(line for line in lines if self._changed(line.entry) > mark)

    def _changed(self, one: HistoryMessage) -> int:
        return max([one.changed, *(reply.changed for reply in self._replies.get(one.shown.ts, ()))])

    def _next_after(self, ts: str) -> str:
        return next((one.shown.ts for one in self.top if one.shown.ts > ts), "")

    def _part(self, start: int, end: int) -> LogPart:
        return LogPart(tuple(self._lines(self.top[start:end])), start > 0)

    def _lines(self, every: Sequence[HistoryMessage], prefix: str = "m") -> Iterable[LogLine]:
        before: HistoryMessage | None = None
        for one in every:
            yield self._line(one, before, prefix)
            before = one

    def _line(self, one: HistoryMessage, before: HistoryMessage | None, prefix: str) -> LogLine:
        shown, local = one.shown, self._local(one)
        author = self._actions.workspace.people[shown.user]
        is_first = prefix == "m" and (before is None or self._local(before).date() != local.date())
        return LogLine(
            one,
            prefix + shown.ts.replace(".", "-"),
            author.real_name,
            initials(author.real_name),
            user_tone(self._actions, shown.user),
            shown.user == fixtures.BOT.id,
            f"{local:%H:%M}",
            f"{day_name(local.date(), local.date())}, {local:%H:%M}",
            local.date().isoformat(),
            day_name(local.date(), self._today),
            day_label(local.date(), self._today) if is_first else "",
            before is not None and not is_first and self._goes_on(before, one),
            shown.user == self._person.id,
            model_blocks(shown.blocks),
            self._changed(one),
            self._summary(shown.ts) if prefix == "m" else None,
        )

    def _goes_on(self, before: HistoryMessage, one: HistoryMessage) -> bool:
        if before.shown.user != one.shown.user or before.is_private or one.is_private:
            return False
        return self._local(one) - self._local(before) < _TOGETHER

    def _summary(self, ts: str) -> ThreadSummary | None:
        replies = self._replies.get(ts, [])
        if not replies:
            return None
        people = self._actions.workspace.people
        faces = {
            one.shown.user: (
                user_tone(self._actions, one.shown.user),
                initials(people[one.shown.user].real_name),
                one.shown.user == fixtures.BOT.id,
            )
            for one in replies
        }
        last = self._local(replies[-1])
        day, near = day_name(last.date(), self._today), day_label(last.date(), self._today)
        return ThreadSummary(
            len(replies), last.date().isoformat(), day, near, f"{last:%H:%M}", tuple(faces.values())[:4]
        )

    def _local(self, one: HistoryMessage) -> datetime:
        return sent_at(one.shown.ts).astimezone(self._zone)


def day_label(day: date, today: date) -> str:
    """Return a day as it heads what was written on it."""
    near = {0: "Today", 1: "Yesterday"}
    return near.get((today - day).days) or day_name(day, today)


def day_name(day: date, today: date) -> str:
    """Return a day in words, such as "Monday 30 November", with the year where it is not this one."""
    words = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"
