"""Find out whether Roadmate is in a channel, as far as Slack tells."""

from __future__ import annotations

from bot.deps import Deps
from bot.frozen import frozen
from bot.slack.failures import FailureCause, SlackFailure
from bot.slack.scopes import how_to_grant

_CHANNEL_SCOPES = ("channels:read", "groups:read")
_ABSENT_CAUSES = frozenset({FailureCause.NOT_IN_CHANNEL, FailureCause.CHANNEL_ARCHIVED})


@frozen
class ChannelPresence:
    """Whether Roadmate is in a channel; `is_in` is None where Slack did not tell, perhaps for lack of these scopes."""

    channel: str
    is_in: bool | None
    missing_scopes: tuple[str, ...] = ()

    @property
    def is_absent(self) -> bool:
        """Return whether Roadmate is known not to be there."""
        return self.is_in is False

    @property
    def unknown_text(self) -> str:
        """Return a sentence on why it is not known; empty where it is."""
        if self.is_in is not None:
            return ""
        lead = f"I can't check whether I'm in <#{self.channel}>"
        then = "If nothing arrives there, type `/invite @Roadmate` in it."
        if not self.missing_scopes:
            return f"{lead}: Slack didn't answer. {then}"
        lacked = " or ".join(f"`{scope}`" for scope in self.missing_scopes)
        return f"{lead}: I lack the permission {lacked}. {then} {how_to_grant(self.missing_scopes)}"


def find_presence(deps: Deps, workspace: str, channel: str) -> ChannelPresence:
    """Ask Slack whether Roadmate is in the channel."""
    try:
        return ChannelPresence(channel, deps.slack.is_bot_in_channel(workspace, channel))
    except SlackFailure as failure:
        is_in = False if failure.cause in _ABSENT_CAUSES else None
        return ChannelPresence(channel, is_in, lacked_for_channels(failure))


def lacked_for_channels(failure: SlackFailure) -> tuple[str, ...]:
    """Return the permissions without which Slack tells nothing of a channel; empty for another failure."""
    is_scope_missing = failure.cause is FailureCause.SCOPE_MISSING
    return failure.missing_scopes or (_CHANNEL_SCOPES if is_scope_missing else ())
