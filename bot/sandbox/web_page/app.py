"""The stand-in as a web page on loopback: a small Slack in the browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask, request, send_from_directory
from markupsafe import Markup
from werkzeug.wrappers import Response

from bot.sandbox.rendering import block_models
from bot.sandbox.slack_api import input_text
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.time_travel import SettableClock, Timetable, local_time_text
from bot.sandbox.user_actions import external_selects
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page import html_emoji, html_mrkdwn, html_rich_text
from bot.sandbox.web_page.actions import PageActions
from bot.sandbox.web_page.guide import EmptyGuide, Guide
from bot.sandbox.web_page.inspector import register_inspector
from bot.sandbox.web_page.origin import SECURITY_HEADERS, refuse_request
from bot.sandbox.web_page.routes import PageRoutes
from bot.sandbox.web_page.svg_charts.figure import draw_chart

MAX_REQUEST: Final = 1_000_000
STATIC: Final = Path(__file__).with_name("static")
_SCRIPTS: Final = ("theme.js", "inspector.js")  # the others are modules
_A_YEAR: Final = 31_536_000
_TURNING: Final = "sandbox-turning"


def create_pages(
    delivery: Delivery,
    clock: SettableClock,
    timetable: Timetable | None = None,
    *,
    commands: Iterable[CommandHint] = (),
    guide: Guide | None = None,
) -> Flask:
    """Return the web application; `commands` are offered while a person types, `guide` says what to try."""
    app = Flask(__name__, template_folder="templates", static_folder=str(STATIC))
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters: dict[str, Callable[..., Any]] = {
        "mrkdwn": html_mrkdwn.mrkdwn_html,
        "written": html_mrkdwn.plain_html,
        "drawing": draw_chart,
        "cells": block_models.model_table,
        "rich": html_rich_text.rich_text_html,
        "reaction": html_emoji.reaction_html,
        "glyphs": html_emoji.glyphs_html,
        "at": _wall_time,
        "option": external_selects.option_text,
        "typed": input_text.decode_typed,
        "icon": _icon,
        "local": lambda moment, zone: local_time_text(moment, ZoneInfo(zone), moment),
    }
    app.jinja_env.filters.update(filters)
    version = _static_version()
    app.jinja_env.globals["asset"] = lambda name: f"/static/{version}/{name}"
    app.jinja_env.globals["modules"] = sorted(file.name for file in STATIC.glob("*.js") if file.name not in _SCRIPTS)
    app.add_url_rule(f"/static/{version}/<path:filename>", "asset", _send_asset)
    app.before_request(lambda: refuse_request(request))
    app.after_request(_with_headers)
    register_inspector(app, delivery.workspace)
    actions = PageActions(delivery, clock, timetable)
    PageRoutes(actions, commands, guide or EmptyGuide(*_first_place(delivery.workspace))).register(app)
    app.extensions[_TURNING] = actions.turning
    return app


def stop_turning(app: Flask) -> None:
    """End a turn of the clock that is under way, before the app it is turned for goes away."""
    app.extensions[_TURNING].stop()


def _first_place(workspace: SlackWorkspace) -> tuple[str, str]:
    """Return the first person and the first channel they are in, for a visit that nobody guides."""
    person = workspace.team()[0]
    rooms = [one.name for one in workspace.channels.values() if one.name and person.id in one.members]
    return person.name, rooms[0] if rooms else workspace.bot.name


def _static_version() -> str:
    """Return what changes whenever one of the page's own files does, for addresses that may be kept for ever."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _send_asset(filename: str) -> Response:
    return send_from_directory(STATIC, filename, max_age=_A_YEAR)


def _with_headers(response: Any) -> Any:
    response.headers.update(SECURITY_HEADERS)
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _wall_time(unix: Any, zone: ZoneInfo) -> str:
    """Return a moment as a date-and-time field wants it; anything else is an empty field."""
    return f"{datetime.fromtimestamp(unix, zone):%Y-%m-%dT%H:%M}" if isinstance(unix, int) else ""


def _icon(name: str) -> Markup:
    """Return one of the page's own icons, which says nothing by itself."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>').format(name)
