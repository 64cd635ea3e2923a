"""One message and the reply to it: `roadmate say`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from bot.clock import TurnableClock
from bot.sandbox.slack_api.call_log import ActionResult
from bot.sandbox.slack_api.fixtures import ANA
from bot.sandbox.terminal.chat import TerminalChat, type_line
from bot.sandbox.terminal.screen import TerminalScreen
from bot.sandbox.time_travel import Timetable
from bot.sandbox.user_actions.delivery import Delivery

_LOOKUPS: Final = ("api.", "apps.", "auth.", "conversations.", "users.", "chat.getPermalink")


@dataclass(frozen=True, slots=True)
class SayReply:
    """What to print, and whether it is an error of Slack's or the app's instead of an answer."""

    output: str
    failed: bool


def say_once(
    delivery: Delivery,
    clock: TurnableClock,
    text: str,
    *,
    person: str = ANA.name,
    as_json: bool = False,
    screen: TerminalScreen | None = None,
    timetable: Timetable | None = None,
) -> SayReply:
    """Says this as this person; the reply as text, or as the JSON list of what Slack was told to show.

    Raises `NotUnderstoodError` for a name that nobody has.
    """
    chat = TerminalChat(delivery, clock, timetable, person=person, screen=screen)
    session = chat.session
    mark = len(delivery.workspace.journal.calls)
    outcomes: list[ActionResult] = []

    def act() -> ActionResult:
        outcomes.append(type_line(session, text.strip()))
        return outcomes[0]

    told = session.do(act)
    outcome = outcomes[0]
    failed = bool(outcome.error) or outcome.status >= 400
    if as_json:
        made = delivery.workspace.journal.calls[mark:]
        calls = [call.as_json() for call in made if not call.method.startswith(_LOOKUPS)]
        return SayReply(json.dumps(calls, indent=2, ensure_ascii=False), failed)
    return SayReply(session.screen.fit(told), failed)
