"""The doors of Bolt: each takes a request in, has it answered by a feature, and brings the answer back."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from slack_bolt import App, BoltRequest, BoltResponse

from bot.deps import Deps
from bot.listeners.ask import Ask, from_click, from_command, reply
from bot.views.message import Answer
from bot.views.tickets import BadTicket

log = logging.getLogger(__name__)

Feature = Callable[[Deps, Ask], Answer]

_ACTION: Final = re.compile(r"^(?P<action>[a-z]+\.[a-z]+)(#\d+)?$")  # a message numbers its buttons


class Doors(App):
    """Bolt with a single listener for all buttons: it tries its listeners one by one, and each try costs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._clicks: dict[str, tuple[Deps, Feature]] = {}

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a request; 400 for one that Bolt trips over, which happens before any listener hears of it."""
        try:
            return super().dispatch(req)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.warning("refused reason=shape at=%s:%s", Path(place.filename).name, place.lineno)
            return BoltResponse(status=400, body="body not understood")

    def on_command(self, deps: Deps, name: str, feature: Feature) -> None:
        """Answer a slash command in the body of its own HTTP answer."""

        def run(body: dict[str, Any]) -> BoltResponse:
            ask = from_command(body)
            return reply(deps, ask, feature(deps, ask))

        self.command(deps.settings.command(name))(run)

    def on_click(self, deps: Deps, action: str, feature: Feature) -> None:
        """Answer a button by replacing the message it stands on. Raises ValueError for an action that is taken."""
        if action in self._clicks:
            raise ValueError(f"two features answer {action}")
        self._clicks[action] = (deps, feature)

    def open(self) -> None:
        """Listen for buttons: once, behind the commands, which are asked for more often."""
        self.action(_ACTION)(self._clicked)

    def _clicked(self, body: dict[str, Any], action: dict[str, Any]) -> BoltResponse:
        ask = from_click(body)
        name = _ACTION.match(action["action_id"])
        found = self._clicks.get(name["action"]) if name else None
        if found is None:
            raise BadTicket("action")
        deps, feature = found
        deps.people.meet(ask.workspace, ask.member, ask.name)
        return reply(deps, ask, feature(deps, ask))
