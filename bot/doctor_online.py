"""Ask Slack itself: whether the token works, which permissions it has, and which of our messages it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from bot.doctor import Finding, Severity
from bot.features.help.views import render_command_help
from bot.settings import Settings
from bot.slack.accepted_blocks import BlockProblem
from bot.slack.blocks import (
    ButtonSpec,
    ConfirmSpec,
    MenuSpec,
    SortableCell,
    actions,
    bar_chart,
    context,
    data_table,
    divider,
    header,
    section,
    two_columns,
)
from bot.slack.client import SlackClient
from bot.slack.command import Command
from bot.slack.failures import SlackFailure
from bot.slack.message import Message, compose_message, resolve_blocks
from bot.slack.modals import (
    SelectOption,
    build_modal,
    channel_input,
    checkboxes_input,
    date_input,
    link_input,
    select_input,
    text_input,
    time_input,
    typeahead_input,
)
from bot.slack.scopes import REQUIRED_SCOPES, WITHOUT_OPTIONAL, how_to_grant, missing_scopes

MAX_PROBLEMS_SHOWN: Final = 3


def examine_slack(settings: Settings, slack: SlackClient, commands: Sequence[Command]) -> Iterator[Finding]:
    """Find what is wrong between this installation and Slack; nothing is posted or changed."""
    if settings.slack_bot_token is None:
        yield Finding(Severity.WARNING, "didn't ask Slack: SLACK_BOT_TOKEN isn't set")
        return
    try:
        identity, granted = slack.fetch_identity_and_scopes("")
    except SlackFailure as failure:
        yield Finding(Severity.BROKEN, f"Slack rejects the token or doesn't answer ({failure.label})")
        return
    yield Finding(Severity.FINE, f"Slack accepts the token; it's for workspace {identity.workspace}")
    yield from _check_scopes(granted)
    if settings.learning_channel:
        yield _check_channel(slack, identity.workspace, settings.learning_channel)
    yield from _check_messages(slack, identity.workspace, commands)


def _check_scopes(granted: Collection[str] | None) -> Iterator[Finding]:
    if granted is None:
        yield Finding(Severity.WARNING, "Slack didn't say which permissions the token has")
        return
    missing = missing_scopes(granted)
    for scope in missing:
        if scope in REQUIRED_SCOPES:
            yield Finding(Severity.BROKEN, f"the permission {scope} is missing. {_grant_text(scope)}")
        else:
            yield Finding(
                Severity.WARNING, f"without the optional {scope} {WITHOUT_OPTIONAL[scope]}. {_grant_text(scope)}"
            )
    if not missing:
        yield Finding(Severity.FINE, "the token has every permission Roadmate asks for")


def _grant_text(scope: str) -> str:
    return how_to_grant([scope]).replace("`", "")


def _check_channel(slack: SlackClient, workspace: str, channel: str) -> Finding:
    try:
        is_in = slack.is_bot_in_channel(workspace, channel)
    except SlackFailure as failure:
        reason = failure.label
        return Finding(Severity.WARNING, f"couldn't check whether Roadmate is in the learning channel ({reason})")
    if is_in:
        return Finding(Severity.FINE, "Roadmate is in the learning channel")
    return Finding(Severity.BROKEN, "Roadmate isn't in the learning channel: type /invite @Roadmate there")


def _check_messages(slack: SlackClient, workspace: str, commands: Sequence[Command]) -> Iterator[Finding]:
    """Have Slack check one sample of each kind of message and view."""
    checked = 0
    for kind, payload in sample_payloads(commands).items():
        try:
            problems = slack.validate(workspace, **payload)
        except SlackFailure as failure:
            yield Finding(Severity.WARNING, f"Slack didn't check the messages ({failure.label})")
            return
        checked += 1
        if problems:
            yield _refused_finding(kind, payload, problems)
    yield Finding(Severity.FINE, f"Slack checked {checked} kinds of messages and windows")


def _refused_finding(kind: str, payload: Mapping[str, Any], problems: Sequence[BlockProblem]) -> Finding:
    told = "; ".join(f"{each.text} at {each.pointer or 'the whole'}" for each in problems[:MAX_PROBLEMS_SHOWN])
    message = payload.get("message")
    new = Message("", tuple(message["blocks"])).new_blocks if message else frozenset()
    if new:
        blocks = " and ".join(sorted(new))
        return Finding(Severity.WARNING, f"Slack refuses {blocks} ({told}): {kind} is sent as plain text instead")
    return Finding(Severity.BROKEN, f"Slack refuses {kind}: {told}")


def sample_payloads(commands: Sequence[Command]) -> dict[str, dict[str, Any]]:
    """Return a sample of each kind of what we send, as the argument of `blocks.validate` that it is."""
    confirm = ConfirmSpec("Undo it?", "Takes back 2 h.", "Undo")
    answer = compose_message(
        section("*Logged 2 h on Networking*", ButtonSpec("Edit", "sample.edit")),
        context("Only you see this."),
        divider(),
        actions(
            ButtonSpec("Undo", "sample.undo", style="danger", confirm=confirm),
            MenuSpec("Area", "sample.area", [("Networking", "networking"), ("Every area", "all")], "all"),
        ),
    )
    table = data_table("The team", ["Name", "This week"], [["Ana", SortableCell(120, "2 h")]])
    chart = bar_chart("Hours by area", "Hours", [("Networking", 2.0), ("Containers", 1.5)])
    home = [header("This week"), *two_columns("*Hours by week*", [("16-22 Nov: 2 h", "▰▰▰▰▰▱▱▱▱▱")])]
    return {
        "an answer with buttons": {"message": answer.post_arguments()},
        "the help": {"message": render_command_help(commands, commands[0].name).post_arguments()},
        "the team's page": {"message": compose_message(table).post_arguments()},
        "the picture of hours in the digest and on cards": {"message": compose_message(chart).post_arguments()},
        "a form": {"view": _sample_form()},
        "the Home tab": {"view": {"type": "home", "blocks": list(resolve_blocks(home))}},
    }


def _sample_form() -> dict[str, Any]:
    options = [SelectOption("Networking", "networking"), SelectOption("Containers", "containers")]
    return build_modal(
        "Log hours",
        text_input("note", "Note", is_multiline=True, is_optional=True, hint="What you learned", max_length=500),
        link_input("link", "Link", is_optional=True),
        date_input("day", "Day", value=date(2026, 11, 20)),
        time_input("at", "At", value=time(15)),
        select_input("area", "Area", options, value="networking"),
        typeahead_input("topic", "Topic", "sample.topic", value=None, placeholder="Type to search"),
        channel_input("channel", "Channel", is_optional=True),
        checkboxes_input("wants", "Wanted", options, values=["networking"]),
        callback_id="sample.form",
        submit_label="Log",
    ).view()
