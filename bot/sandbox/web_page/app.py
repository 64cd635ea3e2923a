"""The stand-in as a web page on loopback: a small Slack in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, abort, jsonify, redirect, render_template, request, send_file
from werkzeug.wrappers import Request, Response

from bot.sandbox.rendering import block_models
from bot.sandbox.slack_api import input_text
from bot.sandbox.slack_api.fixtures import ANA, LEARNING, SlackUser
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.time_travel import SettableClock, Timetable
from bot.sandbox.user_actions import external_selects
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.web_page import html_emoji, html_mrkdwn, html_rich_text, messages, view_models
from bot.sandbox.web_page.actions import PageActions
from bot.sandbox.web_page.svg_charts.figure import draw_chart
from bot.sandbox.web_page.view_models import PagePlace

CLOCK_STEPS: Final = (("+1h", "+1 h"), ("+1d", "+1 d"), ("+7d", "+7 d"))
MAX_REQUEST: Final = 1_000_000
MAX_UPLOAD: Final = 10_000_000


def create_pages(
    delivery: Delivery,
    clock: SettableClock,
    timetable: Timetable | None = None,
    *,
    commands: Iterable[CommandHint] = (),
) -> Flask:
    """Return the web application; `commands` are offered while a person types."""
    app = Flask(__name__, template_folder="templates", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters: dict[str, Callable[..., Any]] = {
        "mrkdwn": html_mrkdwn.mrkdwn_html,
        "written": html_mrkdwn.plain_html,
        "drawing": draw_chart,
        "cells": block_models.model_table,
        "rich": html_rich_text.rich_text_html,
        "reaction": html_emoji.reaction_html,
        "at": _wall_time,
        "option": external_selects.option_text,
        "typed": input_text.decode_typed,
    }
    app.jinja_env.filters.update(filters)
    app.before_request(lambda: refuse_request(request))
    app.after_request(_with_headers)
    _PageRoutes(PageActions(delivery, clock, timetable), commands).register(app)
    return app


def _with_headers(response: Any) -> Any:
    response.headers.update(SECURITY_HEADERS)
    return response


def _wall_time(unix: Any, zone: ZoneInfo) -> str:
    """Return a moment as a date-and-time field wants it; anything else is an empty field."""
    return f"{datetime.fromtimestamp(unix, zone):%Y-%m-%dT%H:%M}" if isinstance(unix, int) else ""


class _PageRoutes:
    """The routes of the page: /PERSON/PLACE to look, and what can be posted there."""

    def __init__(self, actions: PageActions, commands: Iterable[CommandHint]) -> None:
        self.actions = actions
        self.commands = tuple(commands)

    def register(self, app: Flask) -> None:
        """Register every address with what answers there."""
        app.add_url_rule("/", "start", lambda: redirect(f"/{ANA.name}/{LEARNING.name}"))
        app.add_url_rule("/<name>/<where>", "look", self.look)
        app.add_url_rule("/<name>/<where>/since/<int:mark>", "since", self.since)
        app.add_url_rule("/<name>/<where>/suggest", "suggest", self.suggest, methods=["POST"])
        app.add_url_rule("/<name>/<where>/file/<file_id>", "file", self.file)
        app.add_url_rule("/<name>/<where>/<act>", "act", self.act, methods=["POST"])

    def look(self, name: str, where: str) -> str:
        """Return the page."""
        with self.actions.lock:
            person, place = self._find_person_and_place(name, where)
            self.actions.catch_up()
            context = self._context(person, place)
            context |= view_models.front_dialog(self.actions, person)
            notices = self.actions.take_notices(person)
            home = view_models.model_home(self.actions, person) if place.channel is None else None
            return render_template(
                "page.html", **context, home=home, notices=notices, commands=self.commands, turns=CLOCK_STEPS
            )

    def since(self, name: str, where: str, mark: int) -> Response:
        """Return what changed after the page was drawn, for the script that keeps it fresh."""
        with self.actions.lock:
            person, place = self._find_person_and_place(name, where)
            self.actions.catch_up()
            basics = view_models.page_basics(self.actions, person)
            news: dict[str, Any] = {name: basics[name] for name in ("mark", "clock")}
            news["front"] = view_models.front_dialog(self.actions, person)["front"]
            if basics["mark"] != mark:
                context = self._context(person, place)
                news |= {"log": render_template("log.html", **context), "side": render_template("side.html", **context)}
            return jsonify(news)

    def act(self, name: str, where: str, act: str) -> Response:
        """Do one thing as the person, then show the page again."""
        acts: Mapping[str, Callable[[SlackUser, PagePlace], None]] = {
            "upload": self._upload,
            "press": self._press,
            "confirm": lambda person, _: self.actions.confirm(person, sure=request.form.get("sure") == "yes"),
            "submit": lambda person, _: self.actions.submit(person, request.form.to_dict(flat=False)),
            "close": lambda person, _: self.actions.close(person),
            "open": lambda person, _: self.actions.open_home(person),
            "clock": lambda person, _: self.actions.turn_clock(person, request.form.get("to", "")),
        }
        if act not in acts and act not in messages.MESSAGE_ACTIONS:
            abort(404)
        if act == "upload":
            request.max_content_length = MAX_UPLOAD
        with self.actions.lock:
            person, place = self._find_person_and_place(name, where)
            if act in acts:
                acts[act](person, place)
            else:
                messages.MESSAGE_ACTIONS[act](self.actions, person, place.channel, request.form)
        return redirect(f"/{name}/{where}#latest", 303)

    def suggest(self, name: str, where: str) -> Response:
        """Return what the app offers in a menu for the words typed so far."""
        with self.actions.lock:
            person, place = self._find_person_and_place(name, where)
            number = request.form.get("number", 0, type=int)
            words = request.form.get("words", "")
            return jsonify(self.actions.suggest_options(person, self._source(person, place), number, words))

    def file(self, name: str, where: str, file_id: str) -> Response:
        """Return a file of this conversation, to keep."""
        with self.actions.lock:
            _, place = self._find_person_and_place(name, where)
            found = self.actions.workspace.uploads.get(file_id)
            if found is None or found.content is None or place.channel is None or found.shared_in != place.channel.id:
                abort(404)
            return send_file(BytesIO(found.content), as_attachment=True, download_name=found.filename)

    def _upload(self, person: SlackUser, place: PagePlace) -> None:
        file = request.files.get("file")
        if place.channel is not None and file is not None:
            with closing(file):
                content = file.read()
            messages.upload_file(self.actions, person, place.channel, file.filename or "", content)

    def _press(self, person: SlackUser, place: PagePlace) -> None:
        number = request.form.get("press", 0, type=int)
        self.actions.press(person, self._source(person, place), number, request.form.to_dict(flat=False))

    def _source(self, person: SlackUser, place: PagePlace) -> ShownItem:
        """Return the message or view that the posted form says it is."""
        if request.form.get("view"):
            return ShownItem(ShownKind.MODAL, to=person.id, view={"id": request.form["view"]})
        to = person.id if request.form.get("private") else ""
        channel = place.channel.id if place.channel else ""
        return ShownItem(ShownKind.MESSAGE, channel=channel, ts=request.form.get("ts", ""), to=to)

    def _find_person_and_place(self, name: str, where: str) -> tuple[SlackUser, PagePlace]:
        person = view_models.find_user(self.actions, name)
        if person is None:
            abort(404)
        found = [place for place in view_models.list_places(self.actions, person) if place.name == where]
        if not found:
            abort(404)
        return person, found[0]

    def _context(self, person: SlackUser, place: PagePlace) -> dict[str, Any]:
        log = view_models.conversation_log(self.actions, person, place)
        base = {"base": f"/{person.name}/{place.name}"}
        return (
            base
            | view_models.page_basics(self.actions, person)
            | view_models.side_columns(self.actions, person, place)
            | log
        )


LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def refuse_request(request: Request) -> Response | None:
    """Return the refusal of a request that comes under a foreign name, or that another site could have sent."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return Response("This page answers on loopback only.", 403)
    if request.method in ("GET", "HEAD") or _same_origin(request):
        return None
    return Response("This didn't come from the page itself.", 403)


def _same_origin(request: Request) -> bool:
    """Return whether the browser says so itself; a request that tells no origin is not trusted."""
    told = request.headers.get("Origin") or request.headers.get("Referer")
    if not told:
        return False
    origin = urlsplit(told)
    return f"{origin.scheme}://{origin.netloc}" == request.host_url.rstrip("/")
