"""The workspace's settings."""

from __future__ import annotations

from bot.db.personal_data import PersonalData
from bot.db.tables import installations, workspaces
from bot.deps import Deps
from bot.dispatch.request import Request, Response
from bot.dispatch.router import Router
from bot.feature import Feature
from bot.features.settings import handlers
from bot.features.settings.payloads import SettingsFormPayload
from bot.slack.command import CommandUsage, Heading, WordHint


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_form(router, deps)


def _answer_settings(deps: Deps, request: Request) -> Response:
    return handlers.change_setting(deps, request) if request.text else handlers.open_settings_form(deps, request)


FEATURE = Feature(
    name="settings",
    payloads=(SettingsFormPayload,),
    usages=(
        CommandUsage(
            "settings",
            "this workspace's settings",
            Heading.WORKSPACE,
            order=200,
        ),
        CommandUsage(
            "settings board on",
            "change one; also `channel`, `digest`, `nudge`, `timezone`, `goal`, …",
            Heading.WORKSPACE,
            for_admins=True,
            order=210,
        ),
    ),
    register=_register,
    words={"settings": _answer_settings},
    synonyms={
        **dict.fromkeys(("setting", "config", "configure"), "roadmate settings"),
        **dict.fromkeys(("preferences", "prefs", "preference"), "roadmate settings"),
        **dict.fromkeys(
            ("timezone", "time zone", "tz"),
            WordHint(
                "I use the time zone of your Slack profile; change it there. The workspace's is in the settings.",
                ("roadmate settings",),
            ),
        ),
        **dict.fromkeys(("lang", "language", "locale"), WordHint("I only speak English so far.", ("roadmate help",))),
    },
    personal_data=PersonalData(
        plain=(
            *(workspaces.c.id, workspaces.c.bot_user, workspaces.c.timezone, workspaces.c.learning_channel),
            *(
                workspaces.c.digest_parts,
                installations.c.enterprise,
                installations.c.secret,
                installations.c.token_hash,
            ),
        ),
    ),
    admin_samples=(
        "roadmate settings",
        "roadmate settings board off",
        "roadmate settings nonsense",
        "roadmate settings timezone Mars",
        "roadmate settings digest",
    ),
)
