"""The client as all of Roadmate has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import orjson
from slack_sdk.errors import SlackApiError

from bot.slack.accepted_blocks import ASK_TIMEOUT, AcceptedBlocks, BlockProblem, parse_problems
from bot.slack.client.calls import JOB_TIMEOUT
from bot.slack.client.files import Files
from bot.slack.client.lookups import Lookups
from bot.slack.client.messages import Messages
from bot.slack.client.views import Views
from bot.slack.failures import (
    TRANSPORT_ERRORS,
    SlackFailure,
    classify_transport_error,
    failure_from_api_error,
)
from bot.slack.message import AnyMessage
from bot.slack.slash import put_prefix

VALIDATION_ERRORS: Final = frozenset({"invalid_blocks", "invalid_message", "invalid_view"})  # of blocks.validate


class SlackClient(Lookups, Messages, Views, Files):
    """Call the Web API with the token of the workspace that is asked about."""

    def for_jobs(self) -> SlackClient:
        """Return a client with the timeout that a background job can afford."""
        return SlackClient(
            api_url=self._api_url,
            token=self.token,
            timeout=JOB_TIMEOUT,
            command_prefix=self._command_prefix,
            forget_token=self._forget_token,
            on_call=self._on_call,
        )

    def fit_to_command(self, workspace: str, message: AnyMessage) -> AnyMessage:
        """Return the message as it can answer a command: in plain words where the workspace may refuse its blocks.

        Slack is asked about blocks that are new to us there; without a quick answer they are left out.
        """
        if not message.new_blocks or self._accepted_blocks.accepts(workspace, message.new_blocks):
            return message
        return message.to_message().plain_fallback()

    @cached_property
    def _accepted_blocks(self) -> AcceptedBlocks:
        return AcceptedBlocks(self._validate_quickly, self._monotonic)

    def _validate_quickly(self, workspace: str, blocks: Sequence[Mapping[str, Any]]) -> Sequence[BlockProblem]:
        return self.validate(workspace, timeout=ASK_TIMEOUT, blocks=blocks)

    def validate(self, workspace: str, *, timeout: int | None = None, **payload: Any) -> tuple[BlockProblem, ...]:
        """Ask Slack what it would refuse of `blocks`, a `message` or a `view`: one of them. Raises SlackFailure."""
        client = self._new_web_client(self.token(workspace), timeout)
        arguments = {
            name: orjson.dumps(put_prefix(part, self._command_prefix)).decode() for name, part in payload.items()
        }
        with self._reported("blocks.validate"):
            try:
                client.api_call("blocks.validate", data=arguments)
            except SlackApiError as error:
                failure, data = failure_from_api_error(error), error.response.data
                if failure.reason not in VALIDATION_ERRORS or not isinstance(data, dict):
                    raise failure from error
                return parse_problems(data.get("errors"))
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
        return ()
