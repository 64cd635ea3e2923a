"""Keep a connection to Slack: open, doubt, replace, give up. One thread decides; the links only tell it news."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, Queue
from threading import Event
from typing import Any, Final

from bot.web.checks import RequestRefused, parse_json
from bot.web.socket_mode.link import Link, LinkWatcher
from bot.web.socket_mode.opening import OpeningError
from bot.web.socket_mode.outage import Outage
from bot.web.socket_mode.timing import Timing

logger = logging.getLogger(__name__)

SEND_PAUSE: Final = 0.02  # between looks for a connection that an answer could go over
MAX_ATTEMPTS: Final = 5  # at the same time; more than one only while they hang
FREE_SHORT_LIVES: Final = 2  # connections in a row that may end young before the next is waited for


class Connections(LinkWatcher):
    """The connections of one process. Normally one; two while one takes over from the other."""

    def __init__(
        self,
        open_link: Callable[[LinkWatcher], Link],
        *,
        take: Callable[[dict[str, Any], Callable[[str], None]], None],
        on_connected: Callable[[bool], None],
        on_reconnect: Callable[[], None],
        timing: Timing,
        monotonic: Callable[[], float],
    ) -> None:
        self._open_link = open_link
        self._take = take
        self._on_reconnect = on_reconnect
        self._timing = timing
        self._monotonic = monotonic
        self._news: Queue[Callable[[], None]] = Queue()  # the simple one's wait may miss its end when a signal comes
        self._stopping = Event()
        self._links: list[Link] = []
        self._failed_attempts = 0
        self._short_lives = 0
        self._last_attempt = self._hold_until = -float("inf")
        self._last_doubt = -float("inf")
        self._refused_since: float | None = None
        self._outage = Outage(monotonic, on_connected)

    def look(self) -> None:
        """Take the news and do what is due; call again at once. Raises OpeningError if Slack refuses the token."""
        with suppress(Empty):
            self._news.get(timeout=self._timing.look)()
            while True:
                self._news.get_nowait()()
        for link in [each for each in self._links if each.opened_at is not None]:
            self._look_at(link)
        if self._good() is None and self._monotonic() >= self._next_attempt():
            self._last_attempt = self._monotonic()
            self._links.append(self._open_link(self))

    def send(self, link: Link, message: str) -> None:
        """Send an answer over the connection that its request came by, or over the one that took over."""
        deadline = self._monotonic() + self._timing.answer
        while True:
            over = link if link.is_open and not link.is_doubted else self._good()
            if over is not None and over.send(message):
                return
            if self._monotonic() >= deadline or self._stopping.wait(SEND_PAUSE):
                logger.warning("an answer wasn't delivered: there was no connection to Slack")
                return

    def stop_reading(self, seconds: float) -> None:
        """Take what has arrived, and nothing more; connections that are being opened are given up."""
        self._stopping.set()
        deadline = self._monotonic() + seconds
        for link in self._links:
            link.stop_reading()
            if link.opened_at is None:
                link.close()
        for link in self._links:
            if link.opened_at is not None:
                link.wait_until_read(deadline - self._monotonic())

    def close(self, seconds: float) -> None:
        """Say goodbye to Slack, and wait so long for it at most."""
        deadline = self._monotonic() + seconds
        for link in self._links:
            link.close()
        for link in self._links:
            link.wait_until_ended(deadline - self._monotonic())
        self._outage.end()

    # What links tell, each in its own thread.

    def link_opened(self, link: Link) -> None:
        self._news.put(partial(self._opened, link))

    def link_failed(self, link: Link, error: OpeningError) -> None:
        self._news.put(partial(self._failed, link, error))

    def link_ended(self, link: Link, reason: str) -> None:
        self._news.put(partial(self._ended, link, reason))

    def message_came(self, link: Link, message: str) -> None:
        try:
            content = parse_json(message.encode())
        except (RequestRefused, RecursionError):
            content = None
        if not isinstance(content, dict):
            logger.warning("Slack sent a message that is no JSON object")
        elif content.get("type") == "disconnect":
            self._news.put(partial(self._asked_to_leave, link, str(content.get("reason"))))
        else:
            self._take(content, partial(self.send, link))

    # What the news means, in the thread that looks.

    def _opened(self, link: Link) -> None:
        self._failed_attempts = 0
        self._refused_since = None
        for other in self._links:
            if other is not link and (other.is_leaving or other.is_doubted) and other.leave_at is None:
                other.leave_at = self._monotonic() + self._timing.overlap
        if self._outage.has_been_connected:
            self._on_reconnect()
        self._outage.opened()

    def _failed(self, link: Link, error: OpeningError) -> None:
        self._links.remove(link)
        self._failed_attempts += 1
        self._hold_until = max(self._hold_until, self._monotonic() + error.hold)
        if error.is_final and self._is_refused_for_good():
            raise error
        self._outage.failed(str(error))

    def _is_refused_for_good(self) -> bool:
        """Tell whether a refused token is to be believed: at the start at once, later when Slack keeps saying so."""
        if not self._outage.has_been_connected:
            return True
        self._refused_since = self._refused_since or self._monotonic()
        return self._monotonic() - self._refused_since >= self._timing.refused

    def _ended(self, link: Link, reason: str) -> None:
        if link in self._links:  # not given up before
            self._links.remove(link)
            self._count_life(link)
            self._report_loss(reason)

    def _asked_to_leave(self, link: Link, reason: str) -> None:
        if not link.is_leaving:
            logger.info("Slack asks for a new connection (%s)", re.sub(r"\W", "", reason)[:40])
            link.is_leaving = True
            self._count_life(link)

    # What is due.

    def _look_at(self, link: Link) -> None:
        silent = link.unanswered_seconds()
        now = self._monotonic()
        if not link.is_open:  # it has said goodbye, and may take a while to end
            self._ended(link, "Slack closes it")
        elif silent >= self._timing.give_up:
            self._links.remove(link)
            link.close()
            self._report_loss(f"no answer for {silent:.1f} s", silent=silent)
        elif self._is_good(link) and silent >= self._timing.doubt and self._may_doubt(now):
            self._last_doubt = now
            link.is_doubted = True
            self._report_loss(f"no answer for {silent:.1f} s", silent=silent)
        elif link.is_doubted and silent < self._timing.doubt and link.leave_at is None:  # and no other to be had yet
            link.is_doubted = False
            self._outage.opened()
        elif link.leave_at is not None and now >= link.leave_at:
            link.close()

    def _may_doubt(self, now: float) -> bool:
        return now - self._last_doubt >= self._timing.doubt_pause

    def _report_loss(self, reason: str, *, silent: float = 0.0) -> None:
        if not any(link.is_open and not link.is_doubted for link in self._links):
            self._outage.lost(reason, silent=silent)

    def _good(self) -> Link | None:
        """Return the newest connection that is to stay."""
        return next((link for link in reversed(self._links) if self._is_good(link)), None)

    @staticmethod
    def _is_good(link: Link) -> bool:
        return link.is_open and not link.is_leaving and not link.is_doubted

    def _count_life(self, link: Link) -> None:
        lived = self._monotonic() - (link.opened_at or 0.0)
        self._short_lives = self._short_lives + 1 if lived < self._timing.short_life else 0

    def _next_attempt(self) -> float:
        """Return when to try next: at once, or later the more attempts failed; much later if Slack says so."""
        attempts = [link for link in self._links if link.opened_at is None]
        if len(attempts) >= MAX_ATTEMPTS:
            return float("inf")
        failures = max(self._failed_attempts, self._short_lives - FREE_SHORT_LIVES)
        delay = self._timing.first_delay * 2.0 ** min(failures - 1, 10) if failures > 0 else 0.0
        wait = self._timing.hang if attempts else min(delay, self._timing.max_delay)
        return max(self._last_attempt + wait, self._hold_until)
