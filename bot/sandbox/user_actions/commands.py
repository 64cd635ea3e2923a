"""Slash commands, and what Slack makes of the app's answer to one."""

from __future__ import annotations

from typing import NamedTuple

from bot.sandbox.slack_api import input_text, payloads, responses
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.user_actions.app_requests import AppResponse, try_send
from bot.sandbox.user_actions.sender import DeliveryBase, parse_json_object
from bot.sandbox.validation.errors import RefusedError


class CommandHint(NamedTuple):
    """A slash command as it is offered while a person types."""

    name: str
    hint: str
    summary: str


class CommandDelivery(DeliveryBase):
    """Delivers slash commands; `known` names the registered commands, without it any is sent."""

    known: frozenset[str] | None = None

    def command(self, user: str, name: str, text: str = "", channel: str = "") -> ActionResult:
        """Type a slash command as a person, in the direct message with the bot unless told where."""
        person, mark = self._person(user), self._mark()
        if self.known is not None and name not in self.known:
            self.workspace.show_error(person.id, "unknown_command", f"{name} isn't a valid command.")
            return self._outcome(person, mark, 0)
        conversation = self.workspace.channel(channel or person.id)
        answer, error = try_send(lambda: self.post.form(self._form(person, conversation, name, text)))
        if error:
            self.workspace.show_error(person.id, error, f'{name} failed with the error "{error}"')
        elif answer is not None and answer.body.strip():
            self._take_answer(person, conversation, name, answer)
        return self._outcome(person, mark, answer.status if answer else 0)

    def _form(self, person: SlackUser, channel: SlackChannel, name: str, text: str) -> dict[str, str]:
        secret = self.workspace.response_secret(person.id, channel.id)
        permits = {
            "response_url": self.server.response_url(secret),
            "trigger_id": self.workspace.trigger(person.id),
        }
        handed = input_text.encode_typed(self.workspace, text.strip(), with_names=True)
        return payloads.command_form(person, channel, name, handed, **permits)

    def _take_answer(self, person: SlackUser, channel: SlackChannel, name: str, answer: AppResponse) -> None:
        """Show the answer in the body, or Slack's error where Slack would refuse it."""
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        payload: dict[str, object] = {"text": answer.body}
        try:
            payload = parse_json_object(answer.body) if is_json else payload
            responses.post_response(self.workspace, person.id, channel.id, payload)
        except RefusedError as refused:
            self.workspace.record_answer(payload, refused)
            self.workspace.show_error(person.id, refused.error, f'{name} failed with the error "{refused.error}"')
        else:
            self.workspace.record_answer(payload)
