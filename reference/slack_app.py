"""The page of the Slack app: the link that makes it, its permissions, events and shortcuts, from the manifest."""

from __future__ import annotations

import json

from bot.app import COMMANDS
from bot.manifest import EVENTS, SHORTCUTS, build_manifest, link_to_new_app
from bot.settings import read_settings
from bot.slack.scopes import SCOPES, WITHOUT_OPTIONAL
from reference.markdown import code, page, table

INTRODUCTION = """\
`roadmate manifest` prints what Slack needs to know of the app, `roadmate manifest --link` a link that makes it. With
`--url https://roadmate.example.com` both are for HTTP, without it for Socket Mode."""
OPTIONAL = """\
You can leave out the optional ones when you install the app: the rest keeps working, and Roadmate says what's
missing and who can allow it (`roadmate doctor --online` lists it too)."""


def socket_mode_link() -> str:
    """Return the link that makes the app for Socket Mode, with the commands' own names."""
    return link_to_new_app(build_manifest(read_settings({}), COMMANDS))


def render_slack_app() -> str:
    """Return the page of the Slack app."""
    manifest = json.dumps(build_manifest(read_settings({}), COMMANDS), indent=2, ensure_ascii=False)
    return page(
        "The Slack app",
        INTRODUCTION,
        f"[Make the app for Socket Mode]({socket_mode_link()})",
        "## Permissions",
        OPTIONAL,
        table(
            ("scope", "for", "without it"),
            [(code(scope), use, WITHOUT_OPTIONAL.get(scope, "required")) for scope, use in SCOPES.items()],
        ),
        "## Shortcuts",
        table(
            ("shortcut", "where", "what it does"),
            [(each["name"], _place(each["type"]), each["description"]) for each in SHORTCUTS],
        ),
        "## Events",
        "Slack tells the app of these: " + ", ".join(map(code, EVENTS)) + ".",
        "## The manifest for Socket Mode",
        f"```json\n{manifest}\n```",
    )


def _place(kind: str) -> str:
    return "anywhere, from the ⚡ menu" if kind == "global" else "on any message, from its ⋮ menu"
