"""Fill the transcripts of the tours: what is typed is written by hand, what is answered comes from the real app.

A transcript is a fenced block whose lines `ana> /log 2h networking` say who types what, as in `roadmate chat`. The
lines between them are the answers. An answer that ends in the line `[...]` is shown so far and no further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from bot.rehearsal.patient_trial import open_patient_trial
from bot.sandbox.terminal.chat import TerminalChat
from bot.trial import RoadmateTimetable

START: Final = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday: afternoon in Lisbon and Lagos, morning in New York
CUT: Final = "[...]"
_BLOCK: Final = re.compile(r"^```text\n((?:[a-z]+> ).*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT: Final = re.compile(r"^([a-z]+)> (.+)$")

Answer = Callable[[str, str], str]  # (who, what is typed) -> what is shown


def fill_transcripts(page: str, answer: Answer) -> str:
    """Return the page with the answers that its transcripts get now, one transcript after the other."""
    return _BLOCK.sub(lambda block: f"```text\n{_fill(block[1], answer)}\n```", page)


def _fill(transcript: str, answer: Answer) -> str:
    return "\n\n".join(f"{prompt}\n{_shown(answer, prompt, old)}".rstrip() for prompt, old in _exchanges(transcript))


def _exchanges(transcript: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each line that is typed, and the answer that the page has so far."""
    prompt, old = "", list[str]()
    for line in transcript.splitlines():
        if _PROMPT.match(line):
            if prompt:
                yield prompt, old
            prompt, old = line, []
        else:
            old.append(line)
    yield prompt, old


def _shown(answer: Answer, prompt: str, old: list[str]) -> str:
    found = _PROMPT.match(prompt)
    assert found
    lines = [line.rstrip() for line in answer(found[1], found[2]).splitlines()]
    if CUT in old:
        lines = [*lines[: old.index(CUT)], CUT]
    return "\n".join(lines)


@contextmanager
def open_chat(*, welcomes: bool) -> Iterator[Answer]:
    """Open a chat with a new team, whose clock starts at `START`; `welcomes` those who speak for the first time."""
    with open_patient_trial(START) as trial:
        chat = TerminalChat(trial.delivery, trial.clock, RoadmateTimetable(trial.roadmate, welcomes=welcomes))
        typing = chat.session.person.name

        def answer(who: str, typed: str) -> str:
            nonlocal typing
            if who != typing:
                chat.answer(f":as {who}")
                typing = who
            return chat.answer(typed)

        yield answer
