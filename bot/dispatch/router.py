"""Route Slack's requests to their handlers: commands by name, buttons by action id, forms by callback id."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from slack_bolt import App, BoltRequest, BoltResponse

from bot import request_context
from bot.deps import Deps
from bot.dispatch import command_words, identity
from bot.dispatch.request import (
    JSON_HEADERS,
    FormSubmission,
    Request,
    Response,
    mapping_at,
    read_submission,
    request_from_button,
    request_from_command,
    request_from_options,
    request_from_shortcut,
    send_response,
)
from bot.dispatch.request_kinds import KnownRequests
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import FormErrors, Modal, SelectOption
from bot.slack.payloads import PayloadError
from bot.slack.slash import put_prefix_in_text

log = logging.getLogger(__name__)

HandlerT = TypeVar("HandlerT")

CommandHandler = Callable[[Deps, Request], Response]
SubmitHandler = Callable[[Deps, FormSubmission], Modal | FormErrors | Message | None]  # None closes the form
OptionsHandler = Callable[[Deps, Request], list[SelectOption]]

_NAME: Final = r"[a-z]+\.[a-z_]+"
# Bolt takes compiled ones alone.
_ACTION_ID: Final = re.compile(rf"^(?P<action>{_NAME})(#\d+)?$")  # a message numbers its buttons
_CALLBACK_ID: Final = re.compile(rf"^{_NAME}$")


class Router(App):
    """Bolt with one listener for each kind of interaction: it tries its listeners one by one, and each try costs.
    Slash commands, which people wait for most, are answered by name before it tries any.

    `event_types` are the events that are listened to.
    """

    def __init__(self, *, command_prefix: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._command_prefix = command_prefix
        self.event_types: set[str] = set()
        self.commands: dict[str, CommandHandler] = {}
        self._slash_answers: dict[str, Callable[[dict[str, Any]], BoltResponse]] = {}
        self._answer_failure: Callable[..., BoltResponse | None] | None = None
        self._click_handlers: dict[str, tuple[Deps, CommandHandler]] = {}
        self._shortcut_handlers: dict[str, tuple[Deps, CommandHandler]] = {}
        self._submit_handlers: dict[str, tuple[Deps, SubmitHandler]] = {}
        self._options_handlers: dict[str, tuple[Deps, OptionsHandler]] = {}
        self._known = KnownRequests(
            names={
                "button": self._click_handlers,
                "form": self._submit_handlers,
                "field": self._options_handlers,
                "shortcut": self._shortcut_handlers,
                "event": self.event_types,
            }
        )

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a request; 400 for one that Bolt trips over, which happens before any listener hears of it."""
        if (context := request_context.current()) is None:  # neither of our servers brought it
            with request_context.working_on("request", is_awaited=True):
                return self.dispatch(req)
        context.command, context.kind = self._known.describe(req.body)
        try:
            response = self._answer_slash(req.body) or super().dispatch(req)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            request_context.note_outcome("malformed")
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.warning("refused reason=shape at=%s:%s", Path(frame.filename).name, frame.lineno)
            return BoltResponse(status=400, body="body not understood")
        response.body = put_prefix_in_text(response.body, self._command_prefix)
        return response

    def _answer_slash(self, body: dict[str, Any]) -> BoltResponse | None:
        """Answer a slash command; None for anything else, an unknown command among it."""
        answer = self._slash_answers.get(body.get("command", ""))
        if answer is None:
            return None
        try:
            return answer(body)
        except Exception as error:
            if self._answer_failure is None:
                raise
            return self._answer_failure(error=error, body=body)

    def error(self, func: Callable[..., BoltResponse | None]) -> Callable[..., BoltResponse | None]:
        """Answer failures by this function, of Bolt's listeners and of slash commands."""
        self._answer_failure = func
        return super().error(func)

    def event(self, event: Any, *args: Any, **options: Any) -> Any:
        """Listen to events of a type, as Bolt does."""
        self.event_types.add(str(event))
        return super().event(event, *args, **options)

    def on_command(self, deps: Deps, name: str, handler: CommandHandler) -> None:
        """Answer a slash command, and words that stand for it behind others, in the body of its own HTTP answer.

        Raises:
            ValueError: the command is taken.
        """
        if name in self.commands:
            raise ValueError(f"/{name} is answered already")
        self.commands[name] = handler
        self._known.commands[deps.settings.slash_command(name)] = name

        def run(body: dict[str, Any]) -> BoltResponse:
            request = request_from_command(body, identity.identify(deps, body).workspace)
            return _run_handler(deps, request, lambda deps, request: self.answer_command(deps, name, request))

        self._slash_answers[deps.settings.slash_command(name)] = run

    def answer_command(self, deps: Deps, name: str, request: Request) -> Response:
        """Answer a command that was typed, or the one that the words behind it stand for."""
        return command_words.answer_command(self.commands, deps, name, request)

    def on_click(self, deps: Deps, action_id: str, handler: CommandHandler) -> None:
        """Answer a button in place of the message it stands on. Raises ValueError for an action that is taken."""
        _add_handler(self._click_handlers, action_id, (deps, handler))

    def on_shortcut(self, deps: Deps, name: str, handler: CommandHandler) -> None:
        """Answer a shortcut, which has no message: in a window. Raises ValueError for one that is taken."""
        _add_handler(self._shortcut_handlers, name, (deps, handler))

    def on_submit(self, deps: Deps, name: str, handler: SubmitHandler) -> None:
        """Answer a form that was sent. Raises ValueError for a form that is taken."""
        _add_handler(self._submit_handlers, name, (deps, handler))

    def on_options(self, deps: Deps, name: str, handler: OptionsHandler) -> None:
        """Offer what a field may be filled with. Raises ValueError for a field that is taken."""
        _add_handler(self._options_handlers, name, (deps, handler))

    def register_listeners(self) -> None:
        """Listen for interactions: once, behind the commands, which are asked for more often."""
        self.action(_ACTION_ID)(self._handle_click)
        self.view(_CALLBACK_ID)(self._handle_submission)
        self.options(_CALLBACK_ID)(self._handle_options)
        self.shortcut(_CALLBACK_ID)(self._handle_shortcut)

    def handlers_by_kind(self) -> dict[str, dict[str, tuple[Deps, Any]]]:
        """Return the handlers by kind of interaction and by name."""
        return {
            "click": dict(self._click_handlers),
            "form": dict(self._submit_handlers),
            "field": dict(self._options_handlers),
            "shortcut": dict(self._shortcut_handlers),
        }

    def _handle_click(self, body: dict[str, Any], action: dict[str, Any]) -> BoltResponse:
        name = _ACTION_ID.match(action["action_id"])
        deps, handler = _find_handler(self._click_handlers, name["action"] if name else "")
        request = request_from_button(body, identity.identify(deps, body).workspace)
        deps.directory.ensure_member(request.workspace, request.member, request.name)
        return _run_handler(deps, request, handler)

    def _handle_shortcut(self, body: dict[str, Any]) -> BoltResponse:
        deps, handler = _find_handler(self._shortcut_handlers, str(body.get("callback_id")))
        request = request_from_shortcut(body, identity.identify(deps, body).workspace)
        deps.directory.ensure_member(request.workspace, request.member, request.name)
        return _run_handler(deps, request, handler)

    def _handle_submission(self, body: dict[str, Any]) -> BoltResponse:
        deps, handler = _find_handler(self._submit_handlers, str(mapping_at(body, "view").get("callback_id")))
        form = read_submission(body, identity.identify(deps, body).workspace)
        deps.directory.ensure_member(form.request.workspace, form.request.member, form.request.name)
        outcome = handler(deps, form)
        deps.stale_homes.mark_stale(form.request.workspace, form.request.member)
        shown = modals.modal_from_message(outcome) if isinstance(outcome, Message) else outcome
        return BoltResponse(status=200, body=modals.form_response_json(shown), headers=JSON_HEADERS)

    def _handle_options(self, body: dict[str, Any]) -> BoltResponse:
        deps, handler = _find_handler(self._options_handlers, str(body.get("action_id")))
        request = request_from_options(body, identity.identify(deps, body).workspace)
        deps.directory.ensure_member(request.workspace, request.member, request.name)
        choices = handler(deps, request)
        offered = [choice.to_option() for choice in choices[: modals.MAX_SELECT_OPTIONS]]
        return BoltResponse(status=200, body=orjson.dumps({"options": offered}).decode(), headers=JSON_HEADERS)


def _run_handler(deps: Deps, request: Request, handler: CommandHandler) -> BoltResponse:
    deps.newcomers.note(request.workspace, request.member)  # before the handler: it may be the one that forgets them
    response = handler(deps, request)
    deps.stale_homes.mark_stale(request.workspace, request.member)
    return send_response(deps, request, response)


def _add_handler(handlers: dict[str, HandlerT], name: str, handler: HandlerT) -> None:
    if not _CALLBACK_ID.match(name):
        raise ValueError(f"{name} is no name that is listened to")
    if name in handlers:
        raise ValueError(f"two features answer {name}")
    handlers[name] = handler


def _find_handler(handlers: dict[str, HandlerT], name: str) -> HandlerT:
    """Return the handler of a name. Raises PayloadError where there is none."""
    if name not in handlers:
        raise PayloadError("action")
    return handlers[name]
