"""One workspace as Slack sees it: the token, its permissions, and the learning channel."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.frozen import frozen
from bot.slack.client import ChannelState, SlackClient
from bot.slack.failures import DEAD_TOKEN_ERRORS, FailureKind, SlackFailure
from bot.slack.mrkdwn import join_words
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES, WITHOUT_OPTIONAL, missing_scopes
from bot.slack.slash import SLASH

APPS_PAGE: Final = "https://api.slack.com/apps"
_REINSTALL: Final = f"On {APPS_PAGE} open your app: OAuth & Permissions, Reinstall to Workspace, and allow"
_INVITE: Final = "/invite @Roadmate"
_SETUP: Final = f"{SLASH}roadmate setup"


@frozen
class Installed:
    """What Slack says a token is for; empty where it says nothing."""

    workspace: str = ""
    app: str = ""


class WorkspaceCheck:
    """The check of one workspace. `called` is what it is known as until Slack has named it."""

    def __init__(self, slack: SlackClient, called: str, *, is_own_install: bool) -> None:
        self._slack = slack
        self._called = called
        self._is_own_install = is_own_install
        self.found = Installed()

    def check_token(self) -> Iterator[Finding]:
        """Ask Slack whose token it is, which app it belongs to, and what it may do."""
        try:
            identity, granted = self._slack.fetch_identity_and_scopes(self._called)
        except SlackFailure as failure:
            yield self._explain_token(failure)
            return
        app = self._ask_app(identity.bot_id)
        self.found = Installed(identity.workspace, app)
        of_app = f", app {app}" if app else ""
        yield fine(f"Slack accepts the token; it's for workspace {identity.workspace}{of_app}")
        yield from self._check_scopes(granted)

    def _explain_token(self, failure: SlackFailure) -> Finding:
        if failure.reason in DEAD_TOKEN_ERRORS or failure.kind is FailureKind.PERMANENT:
            step = (
                Step(f"Install Roadmate in {self._called} again: open /slack/install of its address in a browser.")
                if self._is_own_install
                else Step(
                    f"On {APPS_PAGE} open your app: OAuth & Permissions. Copy the Bot User OAuth Token into "
                    "SLACK_BOT_TOKEN; where there's none, press Install to Workspace first.",
                    "SLACK_BOT_TOKEN=xoxb-...",
                    "in .env",
                )
            )
            return broken(f"{self._prefix}Slack rejects the token ({failure.label})", step)
        return broken(f"{self._prefix}Slack doesn't say whose token it is ({failure.label}); try again in a minute")

    def _ask_app(self, bot_id: str) -> str:
        try:
            return self._slack.fetch_app_id(self._called, bot_id) if bot_id else ""
        except SlackFailure:
            return ""  # it only serves to compare

    def _check_scopes(self, granted: Collection[str] | None) -> Iterator[Finding]:
        if granted is None:
            yield warning(f"{self._prefix}Slack didn't say which permissions the token has")
            return
        missing = missing_scopes(granted)
        required = [scope for scope in missing if scope in REQUIRED_SCOPES]
        optional = [scope for scope in missing if scope not in REQUIRED_SCOPES]
        for scope in required:
            text = f"{self._prefix}the permission {scope} is missing ({SCOPES[scope]})"
            yield broken(text, self._grant_step(required))
        for scope in optional:
            yield warning(f"{self._prefix}without the optional {scope} {WITHOUT_OPTIONAL[scope]}")
        if extra := sorted(set(granted) - SCOPES.keys() - {""}):
            text = f"{self._prefix}the token may do more than Roadmate asks for: {', '.join(extra)}"
            yield warning(
                text, Step(f"On {APPS_PAGE} open your app: OAuth & Permissions, and remove {join_words(extra)}.")
            )
        if not missing:
            yield fine(f"{self._prefix}the token has every permission Roadmate asks for")

    def _grant_step(self, scopes: Collection[str]) -> Step:
        if self._is_own_install:
            return Step(f"Install Roadmate in {self._called} again, and allow {join_words(list(scopes))}.")
        return Step(f"{_REINSTALL} {join_words(list(scopes))}.")

    def check_channel(self, channel: str) -> Finding:
        """Tell whether Roadmate can post in the learning channel, and who reads it there."""
        if not channel:
            step = Step("Choose the learning channel in Slack.", _SETUP, "in Slack")
            return warning(f"{self._prefix}no learning channel yet, so no digest", step)
        try:
            state = self._slack.fetch_channel_state(self._called, channel)
        except SlackFailure as failure:
            return self._explain_channel(channel, failure)
        return self._judge(channel, state)

    def _explain_channel(self, channel: str, failure: SlackFailure) -> Finding:
        if failure.reason == "channel_not_found":  # Slack says so of a private channel too, where the app isn't in it
            text = f"{self._prefix}Slack shows no channel {channel}: the id is wrong, or it's private and I'm not in it"
            return broken(text, Step("Invite Roadmate into the learning channel.", _INVITE, "in that channel"))
        if failure.missing_scopes:
            return warning(
                f"{self._prefix}couldn't check whether Roadmate is in the learning channel ({failure.label})",
                Step(
                    "See whether Roadmate is in the learning channel, and invite it if not.", _INVITE, "in that channel"
                ),
            )
        return warning(f"{self._prefix}couldn't check the learning channel ({failure.label}); try again in a minute")

    def _judge(self, channel: str, state: ChannelState) -> Finding:
        name = f"#{state.name}" if state.name != channel else channel
        if state.is_archived:
            step = Step(f"Unarchive {name}, or choose another learning channel.", _SETUP, "in Slack")
            return broken(f"{self._prefix}the learning channel {name} is archived", step)
        if not state.has_bot:
            step = Step(f"Invite Roadmate into {name}.", _INVITE, f"in {name}")
            return broken(f"{self._prefix}Roadmate isn't in the learning channel {name}", step)
        if state.is_shared:
            return warning(
                f"{self._prefix}{name} is shared with another organization: its people read the digest, and no "
                "leaderboard is posted there",
                Step("For a team of your own, choose another learning channel.", _SETUP, "in Slack"),
            )
        return fine(f"{self._prefix}Roadmate is in the learning channel {name}")

    @property
    def _prefix(self) -> str:
        return f"{self._called}: " if self._called else ""
