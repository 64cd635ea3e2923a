"""Come to an end whatever Slack does: a server that begins an answer and never ends it resets every timeout."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, Queue
from typing import Final

from bot.doctor.findings import Finding, Step, broken
from bot.doctor.messages import MOST_SECONDS

SILENCE: Final = MOST_SECONDS + 60.0  # seconds without any news: longer than each pause that Slack can ask for
_AGAIN: Final = Step(
    "Find what is between this machine and Slack, such as a proxy, and check again.", "roadmate doctor --online"
)


class Patience:
    """Runs the questions in a thread of their own, which is left behind where nothing is heard of it any more."""

    def __init__(self, silence: float = SILENCE) -> None:
        self._silence = silence
        self._news: Queue[Finding | str | BaseException | None] = Queue()

    def note(self, text: str) -> None:
        """Hear from the thread how far it is."""
        self._news.put(text)

    def follow(self, findings: Iterator[Finding]) -> Iterator[Finding | str]:
        """Yield what is found and noted, each as it comes; what the thread raises is raised here."""
        threading.Thread(target=self._run, args=(findings,), name="doctor", daemon=True).start()
        while True:
            try:
                news = self._news.get(timeout=self._silence)
            except Empty:
                yield broken(f"Slack began an answer that didn't end within {self._silence:.0f} s", _AGAIN)
                return
            if news is None:
                return
            if isinstance(news, BaseException):
                raise news
            yield news

    def _run(self, findings: Iterator[Finding]) -> None:
        try:
            for each in findings:
                self._news.put(each)
        except BaseException as error:  # noqa: BLE001 - it is the caller's
            self._news.put(error)
        else:
            self._news.put(None)
