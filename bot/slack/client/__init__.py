"""Call Slack's Web API: who we are, who people are, and getting a message across.

Every way in which a call can fail is one of four kinds (`FailureKind`), so that nobody else needs Slack's error names.
"""

from __future__ import annotations

from bot.slack.client.calls import JOB_TIMEOUT, REQUEST_TIMEOUT
from bot.slack.client.descriptions import BotIdentity, ChannelState, UserProfile, parse_profile
from bot.slack.client.slack_client import SlackClient

__all__ = [
    "JOB_TIMEOUT",
    "REQUEST_TIMEOUT",
    "BotIdentity",
    "ChannelState",
    "SlackClient",
    "UserProfile",
    "parse_profile",
]
