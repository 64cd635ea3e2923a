"""Say hello to who runs Roadmate: a real message, with what works and what to try."""

from __future__ import annotations

from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.slack.blocks import section
from bot.slack.client import SlackClient
from bot.slack.failures import SlackFailure
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH


def say_hello(slack: SlackClient, workspace: str, user: str) -> Finding:
    """Write to this person in this workspace; with "" say why there's nobody to write to."""
    if not user:
        step = Step(
            "Say who you are. Your member id: your profile in Slack, ⋮, Copy member ID.",
            "roadmate doctor --online --say-hello U0123456789",
        )
        return warning(f"{workspace}: nobody to say hello to, ROADMATE_ADMINS names no one here", step)
    try:
        slack.post_direct_message(workspace, user, render_hello())
    except SlackFailure as failure:
        if failure.reason in {"channel_not_found", "user_not_found", "users_not_found"}:
            step = Step("Take the member id from your profile in Slack: ⋮, Copy member ID.")
            return broken(f"{workspace}: nobody there has the id {user} ({failure.label})", step)
        return broken(f"{workspace}: the hello to {user} didn't arrive ({failure.label})")
    return fine(f"{workspace}: said hello to {user} in a direct message")


def render_hello() -> Message:
    """Render the message."""
    return compose_message(
        section(
            "👋 *Hello from `roadmate doctor`.* Sending works: I reach you here.\n"
            "Now see whether you reach me:\n"
            f"✅ `{SLASH}log 1h networking` logs an hour; `{SLASH}log undo` takes it back\n"
            f"📚 `{SLASH}roadmap aws scaling` shows what there is to learn\n"
            f"➡️ `{SLASH}roadmate setup` has the steps that are left for your team"
        )
    )
