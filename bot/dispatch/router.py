"""The doors of Bolt: each takes a request in, has it answered by a feature, and brings the answer back."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from slack_bolt import App, BoltRequest, BoltResponse

from bot.deps import Deps
from bot.dispatch.request import (
    JSON,
    Ask,
    Reply,
    Submitted,
    from_click,
    from_command,
    from_options,
    from_shortcut,
    from_submission,
    reply,
)
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import Choice, Modal, Wrong
from bot.slack.payloads import BadTicket

log = logging.getLogger(__name__)

T = TypeVar("T")

Feature = Callable[[Deps, Ask], Reply]
Taking = Callable[[Deps, Submitted], Modal | Wrong | Message | None]  # None closes the form
Offering = Callable[[Deps, Ask], list[Choice]]

_ACTION: Final = re.compile(r"^(?P<action>[a-z]+\.[a-z]+)(#\d+)?$")  # a message numbers its buttons
_NAME: Final = re.compile(r"^[a-z]+\.[a-z]+$")


class Doors(App):
    """Bolt with one listener for each kind of interaction: it tries its listeners one by one, and each try costs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._clicks: dict[str, tuple[Deps, Feature]] = {}
        self._shortcuts: dict[str, tuple[Deps, Feature]] = {}
        self._forms: dict[str, tuple[Deps, Taking]] = {}
        self._offers: dict[str, tuple[Deps, Offering]] = {}

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
            answer = feature(deps, ask)
            deps.changes.note(ask.workspace, ask.member)
            return reply(deps, ask, answer)

        self.command(deps.settings.command(name))(run)

    def on_click(self, deps: Deps, action: str, feature: Feature) -> None:
        """Answer a button in place of the message it stands on. Raises ValueError for an action that is taken."""
        _add(self._clicks, action, (deps, feature))

    def on_shortcut(self, deps: Deps, name: str, feature: Feature) -> None:
        """Answer a shortcut, which has no message: in a window. Raises ValueError for one that is taken."""
        _add(self._shortcuts, name, (deps, feature))

    def on_submit(self, deps: Deps, name: str, feature: Taking) -> None:
        """Take a form that was sent. Raises ValueError for a form that is taken."""
        _add(self._forms, name, (deps, feature))

    def on_options(self, deps: Deps, name: str, feature: Offering) -> None:
        """Offer what a field may be filled with. Raises ValueError for a field that is taken."""
        _add(self._offers, name, (deps, feature))

    def open(self) -> None:
        """Listen for interactions: once, behind the commands, which are asked for more often."""
        self.action(_ACTION)(self._clicked)
        self.view(_NAME)(self._submitted)
        self.options(_NAME)(self._offered)
        self.shortcut(_NAME)(self._called)

    def answered(self) -> dict[str, dict[str, tuple[Deps, Any]]]:
        """The features by kind of interaction and by name."""
        return {
            "click": dict(self._clicks),
            "form": dict(self._forms),
            "field": dict(self._offers),
            "shortcut": dict(self._shortcuts),
        }

    def _clicked(self, body: dict[str, Any], action: dict[str, Any]) -> BoltResponse:
        name = _ACTION.match(action["action_id"])
        return self._met(from_click(body), self._clicks, name["action"] if name else "")

    def _called(self, body: dict[str, Any]) -> BoltResponse:
        return self._met(from_shortcut(body), self._shortcuts, str(body.get("callback_id")))

    def _met(self, ask: Ask, features: dict[str, tuple[Deps, Feature]], name: str) -> BoltResponse:
        deps, feature = _find(features, name)
        deps.people.meet(ask.workspace, ask.member, ask.name)
        answer = feature(deps, ask)
        deps.changes.note(ask.workspace, ask.member)
        return reply(deps, ask, answer)

    def _submitted(self, body: dict[str, Any]) -> BoltResponse:
        sent = from_submission(body)
        deps, feature = _find(self._forms, str(body["view"].get("callback_id")))
        deps.people.meet(sent.ask.workspace, sent.ask.member, sent.ask.name)
        outcome = feature(deps, sent)
        deps.changes.note(sent.ask.workspace, sent.ask.member)
        made = modals.of_message(outcome) if isinstance(outcome, Message) else outcome
        return BoltResponse(status=200, body=modals.body(made), headers=JSON)

    def _offered(self, body: dict[str, Any]) -> BoltResponse:
        ask = from_options(body)
        deps, feature = _find(self._offers, str(body.get("action_id")))
        offered = [choice.option() for choice in feature(deps, ask)[: modals.MAX_OPTIONS]]
        return BoltResponse(status=200, body=orjson.dumps({"options": offered}).decode(), headers=JSON)


def _add(features: dict[str, T], name: str, feature: T) -> None:
    if name in features:
        raise ValueError(f"two features answer {name}")
    features[name] = feature


def _find(features: dict[str, T], name: str) -> T:
    """Raises BadTicket for a name that nobody answers."""
    if name not in features:
        raise BadTicket("action")
    return features[name]
