"""The app at Slack: whether its commands, events and permissions are those of the manifest.

Slack tells nobody with a bot's token which slash commands an app has. A configuration token exports the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.doctor.installed import APPS_PAGE
from bot.lazy_pattern import lazy_pattern
from bot.slack.client import SlackClient
from bot.slack.failures import SlackFailure

_SECRET: Final = lazy_pattern(r"[0-9a-f]{32}")
_REPLACE: Final = Step(
    f"Print the manifest, and paste it on {APPS_PAGE} into your app's App Manifest page. Keep its addresses.",
    "roadmate manifest",
)


def check_unseen_app(commands: Sequence[str]) -> Finding:
    """Say how to see what can't be asked: `commands` as they are typed."""
    return fine(
        f"Slack tells nobody which commands an app has: type / in Slack and look for {', '.join(commands)}. With an "
        "app configuration token in SLACK_CONFIG_TOKEN I compare the whole app with the manifest"
    )


def check_app(slack: SlackClient, config_token: str, app: str, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    """Compare the app at Slack with the manifest that it should have."""
    if not app:
        yield warning("can't compare the app with the manifest: neither token says which app it is of")
        return
    try:
        actual = slack.fetch_manifest(config_token, app)
    except SlackFailure as failure:
        step = Step(f"Make a new configuration token on {APPS_PAGE}, below the list of apps: one lives for 12 hours.")
        yield warning(f"Slack doesn't export the manifest of app {app} ({failure.label})", step)
        return
    differences = list(_compare(actual, wanted))
    yield from differences
    if not differences:
        yield fine(f"app {app} has all commands, events, shortcuts and permissions of the manifest")
    yield from _check_addresses(actual)


def check_signing_secret(secret: str) -> Finding:
    """Tell whether a signing secret has the shape of one; whether it's the right one only a request shows."""
    if _SECRET.fullmatch(secret):
        return fine("SLACK_SIGNING_SECRET has the right form")
    step = Step(
        f"On {APPS_PAGE} open your app: Basic Information, App Credentials. Copy the Signing Secret.",
        "SLACK_SIGNING_SECRET=...",
        "in .env",
    )
    return warning("SLACK_SIGNING_SECRET doesn't look like one: 32 of 0-9 and a-f", step)


def check_address() -> Finding:
    """Say how to see whether Slack reaches us over HTTP, which can't be seen from inside."""
    return fine(
        "HTTP: whether Slack reaches this machine shows on your app's page, Event Subscriptions: the Request URL must "
        "end in /slack/events and say Verified while `roadmate serve` runs"
    )


def _compare(actual: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Finding]:
    registered = {str(each.get("command")): each for each in _at(actual, "features", "slash_commands") or ()}
    names = [each["command"] for each in wanted["features"]["slash_commands"]]
    if missing := [name for name in names if name not in registered]:
        yield broken(f"the app lacks the commands {', '.join(missing)}", _REPLACE)
    if unescaped := [name for name in names if name in registered and not registered[name].get("should_escape")]:
        yield broken(
            f"{', '.join(unescaped)}: “Escape channels, users, and links” is off, so @names don't work", _REPLACE
        )
    for what, path, severity in (
        ("events", ("settings", "event_subscriptions", "bot_events"), broken),
        ("permissions", ("oauth_config", "scopes", "bot"), warning),
    ):
        asked, has = _at(wanted, *path) or (), _at(actual, *path) or ()
        if lacking := [each for each in asked if each not in has]:
            yield severity(f"the app doesn't ask for the {what} {', '.join(lacking)}", _REPLACE)
    has_shortcuts = {str(each.get("callback_id")) for each in _at(actual, "features", "shortcuts") or ()}
    if lacking := [
        each["name"] for each in wanted["features"]["shortcuts"] if each["callback_id"] not in has_shortcuts
    ]:
        yield warning(f"the app lacks the shortcuts {', '.join(lacking)}", _REPLACE)
    if bool(_at(actual, "settings", "socket_mode_enabled")) != wanted["settings"]["socket_mode_enabled"]:
        should = "on" if wanted["settings"]["socket_mode_enabled"] else "off"
        yield broken(
            f"Socket Mode should be {should} for these settings", Step(f"Turn Socket Mode {should} on {APPS_PAGE}.")
        )


def _check_addresses(actual: Mapping[str, Any]) -> Iterator[Finding]:
    if _at(actual, "settings", "socket_mode_enabled"):
        return
    for name, path in (("events", "event_subscriptions"), ("buttons", "interactivity")):
        address = str(_at(actual, "settings", path, "request_url") or "")
        if re.fullmatch(r"https://[^\s/]+(?:/[^\s]*)?/slack/events", address):
            healthy = address.removesuffix("/slack/events") + "/healthz"
            yield fine(f"Slack sends {name} to {address}; from outside, `curl {healthy}` must say ok")
        else:
            yield broken(f"Slack sends {name} to {address or 'no address'}, which must end in /slack/events", _REPLACE)


def _at(part: Any, *path: str) -> Any:
    for name in path:
        part = part.get(name) if isinstance(part, Mapping) else None
    return part
