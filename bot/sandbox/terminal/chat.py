"""The terminal chat: lines in, what the person would see in Slack out; and one line by itself, `roadmate say`."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import ANA
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.terminal import buttons, commands, messages
from bot.sandbox.terminal.screen import TerminalScreen
from bot.sandbox.terminal.session import ChatSession, NotUnderstoodError
from bot.sandbox.time_travel import ClockTurner, EmptyTimetable, SettableClock, Timetable
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.errors import RefusedError

log = logging.getLogger(__name__)

_CONTROL: Final = re.compile(r":[A-Za-z]+(?!\S)")


class TerminalChat:
    """A conversation with the app that `delivery` delivers to, on a clock that can be turned."""

    def __init__(
        self,
        delivery: Delivery,
        clock: SettableClock,
        timetable: Timetable | None = None,
        *,
        person: str = fixtures.ANA.name,
        screen: TerminalScreen | None = None,
        examples: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Start as this person; `examples` are lines to try, each with what it is.

        Raises `NotUnderstoodError` when there is nobody of that name.
        """
        turning = ClockTurner(delivery.workspace, clock, timetable or EmptyTimetable())
        self.session = ChatSession(delivery, turning, fixtures.ANA, screen or TerminalScreen(), tuple(examples))
        commands.become_user(self.session, person)

    @property
    def over(self) -> bool:
        """Return whether the person has left."""
        return self.session.is_over

    @property
    def wants_reset(self) -> bool:
        """Return whether the person wants to start anew."""
        return self.session.wants_reset

    def banner(self) -> str:
        """Return what this is and how to begin, in a few lines."""
        workspace, tries = self.session.workspace, [line for line, _ in self.session.examples]
        name, people = workspace.bot.real_name, len(workspace.team())
        lines = (
            f"{name}, here without Slack: a team of {people}, and a clock that you can turn.",
            f"Try {', '.join(tries[:-1])} or {tries[-1]}." if len(tries) > 1 else "",
            ":help shows what else there is, :quit leaves.",
        )
        return self.session.screen.fit("\n".join(filter(None, lines)))

    def prompt(self) -> str:
        """Return who types, and when it is there."""
        return f"{self.session.person.name} {self.session.local_time()}> "

    def answer(self, line: str) -> str:
        """Return what one line brings, fitted to the screen; never raise, say where one makes no sense."""
        return self.session.screen.fit(self._answer(line.strip())) if line.strip() else ""

    def _answer(self, line: str) -> str:
        try:
            came = self.session.render_arrivals(self.session.clock_turner.catch_up())
            told = buttons.answer_question(self.session, line)
            if told is None:
                told = commands.run_command(self.session, line) if _CONTROL.match(line) else self._say(line)
            return "\n\n".join([*came, told])
        except NotUnderstoodError as refused:
            return str(refused)
        except RefusedError as refused:
            return f"Slack: {refused}"
        except Exception as failure:  # the chat outlives whatever the app does
            log.exception("a line of the chat failed")
            return f"That went wrong: {type(failure).__name__}: {failure}"

    def _say(self, line: str) -> str:
        return self.session.perform(lambda: type_line(self.session, line))


def type_line(session: ChatSession, line: str) -> ActionResult:
    """Type a line as the person: a slash command, words in a channel, a mention in #learning, a direct message."""
    delivery, person = session.delivery, session.person.id
    if line.startswith("/"):
        name, _, rest = line.partition(" ")
        return delivery.command(person, name, rest.strip(), channel=session.channel().id)
    said = messages.write_in_named_channel(session, line)
    if said is not None:
        return said
    name = re.escape(session.workspace.bot.name)
    mention = re.match(rf"@{name}\b[:,]?\s*", line, re.IGNORECASE)
    if mention:
        return delivery.mention(person, fixtures.LEARNING.id, line[mention.end() :])
    return delivery.direct_message(person, line)


_LOOKUPS: Final = ("api.", "apps.", "auth.", "conversations.", "users.", "chat.getPermalink")


@dataclass(frozen=True, slots=True)
class SayReply:
    """The text to print, and whether it is an error of Slack's or the app's instead of an answer."""

    output: str
    failed: bool


def say_once(
    delivery: Delivery,
    clock: SettableClock,
    text: str,
    *,
    person: str = ANA.name,
    as_json: bool = False,
    screen: TerminalScreen | None = None,
    timetable: Timetable | None = None,
) -> SayReply:
    """Say this as this person; return the reply as text, or as the JSON list of what Slack was told to show.

    Raises `NotUnderstoodError` for a name that nobody has.
    """
    chat = TerminalChat(delivery, clock, timetable, person=person, screen=screen)
    session = chat.session
    mark = delivery.workspace.journal.mark()
    outcomes: list[ActionResult] = []

    def act() -> ActionResult:
        outcomes.append(type_line(session, text.strip()))
        return outcomes[0]

    told = session.perform(act)
    outcome = outcomes[0]
    failed = bool(outcome.error) or outcome.status >= 400
    if as_json:
        made = delivery.workspace.journal.calls_since(mark)
        calls = [call.as_json() for call in made if not call.method.startswith(_LOOKUPS)]
        return SayReply(json.dumps(calls, indent=2, ensure_ascii=False), failed)
    return SayReply(session.screen.fit(told), failed)


def detect_screen(out: TextIO, environment: Mapping[str, str] = os.environ) -> TerminalScreen:
    """Return the screen of this output: as wide as the terminal, dimming only in one and without NO_COLOR."""
    if not out.isatty():
        return TerminalScreen()
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return TerminalScreen(shutil.get_terminal_size().columns, dims=not plain)


def converse(chat: TerminalChat, source: TextIO, out: TextIO) -> int:
    """Answer line by line until the person leaves or wants to start anew; return the exit code, which is 0."""
    typed = source.isatty()
    _write(out, chat.banner() + "\n")
    with contextlib.suppress(KeyboardInterrupt):
        for line in _keyboard_lines(chat) if typed else _piped_lines(source, out):
            answer = chat.answer(line)
            if answer:
                _write(out, answer)
            if chat.over:
                return 0
            if not typed or answer:
                _write(out, "")
    if typed:
        _write(out, "\nBye.")
    return 0


def _keyboard_lines(chat: TerminalChat) -> Iterator[str]:
    """Yield lines of a keyboard, with history where the system has readline; ends with Ctrl-D."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - importing it gives input() a history; not every system has it
    while True:
        try:
            yield input(chat.prompt())
        except EOFError:
            return


def _piped_lines(source: TextIO, out: TextIO) -> Iterator[str]:
    for line in source:
        if line.strip():
            _write(out, f"> {line.strip()}")
            yield line


def _write(out: TextIO, text: str) -> None:
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    out.flush()
