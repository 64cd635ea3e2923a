"""The terminal chat: lines in, what the person would see in Slack out."""

from __future__ import annotations

import logging
import re
from typing import Final

from bot.clock import TurnableClock
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.call_log import ActionResult
from bot.sandbox.terminal import buttons, commands, messages
from bot.sandbox.terminal.screen import TerminalScreen
from bot.sandbox.terminal.session import ChatSession, NotUnderstoodError
from bot.sandbox.time_travel import ClockTurner, EmptyTimetable, Timetable
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.errors import RefusedError

log = logging.getLogger(__name__)

_CONTROL: Final = re.compile(r":[A-Za-z]+(?!\S)")
_MENTION: Final = re.compile(rf"@{fixtures.BOT.name}\b[:,]?\s*", re.IGNORECASE)
BANNER: Final = (
    "Roadmate, here without Slack: a team of five, and a clock that you can turn.",
    "Try /roadmap aws scaling, /log 2h networking or /plan.",
    ":help shows what else there is, :quit leaves.",
)


class TerminalChat:
    """A conversation with the app that `delivery` delivers to, on a clock that can be turned."""

    def __init__(
        self,
        delivery: Delivery,
        clock: TurnableClock,
        timetable: Timetable | None = None,
        *,
        person: str = fixtures.ANA.name,
        screen: TerminalScreen | None = None,
    ) -> None:
        """Starts as this person. Raises `NotUnderstoodError` when there is nobody of that name."""
        turning = ClockTurner(delivery.workspace, clock, timetable or EmptyTimetable())
        self.session = ChatSession(delivery, turning, fixtures.ANA, screen or TerminalScreen())
        commands.become_user(self.session, person)

    @property
    def over(self) -> bool:
        """Whether the person has left."""
        return self.session.over

    def banner(self) -> str:
        """What this is and how to begin, in three lines."""
        return self.session.screen.fit("\n".join(BANNER))

    def prompt(self) -> str:
        """Who types, and when it is there."""
        return f"{self.session.person.name} {self.session.local_time()}> "

    def answer(self, line: str) -> str:
        """What one line brings, fitted to the screen; never raises, one that makes no sense is told so."""
        return self.session.screen.fit(self._answer(line.strip())) if line.strip() else ""

    def _answer(self, line: str) -> str:
        try:
            came = self.session.arrived(self.session.turning.catch_up())
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
        return self.session.do(lambda: type_line(self.session, line))


def type_line(session: ChatSession, line: str) -> ActionResult:
    """Types a line as the person: a slash command, words in a channel, a mention in #learning, a direct message."""
    delivery, person = session.delivery, session.person.id
    if line.startswith("/"):
        name, _, rest = line.partition(" ")
        return delivery.command(person, name, rest.strip(), channel=session.channel().id)
    said = messages.write_in_named_channel(session, line)
    if said is not None:
        return said
    mention = _MENTION.match(line)
    if mention:
        return delivery.mention(person, fixtures.LEARNING.id, line[mention.end() :])
    return delivery.direct_message(person, line)
