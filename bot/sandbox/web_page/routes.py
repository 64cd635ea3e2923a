"""The addresses of the page: /PERSON/PLACE to look, and what can be asked and posted below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from io import BytesIO
from typing import Any, Final

from flask import Flask, abort, jsonify, redirect, render_template, request, send_file, stream_with_context
from werkzeug.wrappers import Response

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.web_page import messages, places
from bot.sandbox.web_page.actions import PageActions
from bot.sandbox.web_page.changes import PageDrawer, PageView
from bot.sandbox.web_page.event_stream import EventStreams, is_connected
from bot.sandbox.web_page.guide import ClockJump, Guide

CLOCK_STEPS: Final = (("+1h", "+1 hour"), ("+1d", "+1 day"), ("+7d", "+1 week"))
MAX_UPLOAD: Final = 10_000_000


class PageRoutes:
    """The routes of the page."""

    def __init__(self, actions: PageActions, commands: Iterable[CommandHint], guide: Guide) -> None:
        self.actions = actions
        self.commands = tuple(commands)
        self.guide = guide
        self.drawer = PageDrawer(actions)
        self.streams = EventStreams(actions.workspace)

    def register(self, app: Flask) -> None:
        """Register every address with what answers there."""
        app.add_url_rule("/", "start", lambda: redirect("/{}/{}".format(*self.guide.start())))
        app.add_url_rule("/boot", "boot", lambda: jsonify(self.drawer.boot))
        app.add_url_rule("/<name>/<where>", "look", self.look)
        app.add_url_rule("/<name>/<where>/events", "events", self.events)
        app.add_url_rule("/<name>/<where>/jumps", "jumps", self.jumps)
        app.add_url_rule("/<name>/<where>/earlier", "earlier", self.earlier)
        app.add_url_rule("/<name>/<where>/thread/<ts>", "thread", self.thread)
        app.add_url_rule("/<name>/<where>/file/<file_id>", "file", self.file)
        app.add_url_rule("/<name>/<where>/suggest", "suggest", self.suggest, methods=["POST"])
        app.add_url_rule("/<name>/<where>/restart", "restart", self.restart, methods=["POST"])
        app.add_url_rule("/<name>/<where>/<act>", "act", self.act, methods=["POST"])

    def look(self, name: str, where: str) -> str:
        """Return the page."""
        view = self._find_view(name, where)
        with self.actions.lock:
            self.actions.catch_up()
        context = self.drawer.whole_page(view)
        guide = {
            "steps": self.guide.steps(view.person),
            "jumps": self._offer_jumps(view.person),
            "can_restart": self.guide.can_restart,
        }
        return render_template("page.html", **context, **guide, commands=self.commands, turns=CLOCK_STEPS)

    def events(self, name: str, where: str) -> Response:
        """Return the stream of what changes."""
        view = self._find_view(name, where)

        def draw(mark: int) -> dict[str, Any]:
            if self.actions.lock.acquire(blocking=False):
                try:
                    self.actions.catch_up()
                finally:
                    self.actions.lock.release()
            return self.drawer.changes(view, mark)

        connection = request.environ.get("werkzeug.socket")
        mark = request.args.get("mark", 0, type=int)
        stream = self.streams.stream(draw, mark, lambda: is_connected(connection))
        return Response(stream_with_context(stream), content_type="text/event-stream")

    def jumps(self, name: str, where: str) -> str:
        """Return the jumps in time that are offered now: their moments change as the clock goes on."""
        person = self._find_view(name, where).person
        return render_template("jumps.html", person=person, jumps=self._offer_jumps(person))

    def earlier(self, name: str, where: str) -> Response:
        """Return earlier messages of a conversation."""
        return jsonify(self.drawer.earlier(self._find_view(name, where), request.args.get("before", "")))

    def thread(self, name: str, where: str, ts: str) -> str:
        """Return the pane with one thread."""
        return self.drawer.thread(self._find_view(name, where, ts)) or abort(404)

    def act(self, name: str, where: str, act: str) -> Response:
        """Do one thing as the person, and return what has changed since the mark that the page tells."""
        acts: Mapping[str, Callable[[PageView], None]] = {
            "upload": self._upload,
            "press": self._press,
            "submit": lambda view: self.actions.submit(view.person, request.form.to_dict(flat=False)),
            "close": lambda view: self.actions.close(view.person, everything=bool(request.form.get("everything"))),
            "open": lambda view: self.actions.open_home(view.person),
            "clock": lambda view: self.actions.turn_clock(view.person, request.form.get("to", "")),
        }
        if act not in acts and act not in messages.MESSAGE_ACTIONS:
            abort(404)
        if act == "upload":
            request.max_content_length = MAX_UPLOAD
        view = self._find_view(name, where, request.form.get("open_thread", ""))
        with self.actions.lock:
            if act in acts:
                acts[act](view)
            else:
                messages.MESSAGE_ACTIONS[act](self.actions, view.person, view.place.channel, request.form)
        return jsonify(self.drawer.changes(view, request.form.get("mark", 0, type=int)))

    def suggest(self, name: str, where: str) -> Response:
        """Return what the app offers in a menu for the words typed so far."""
        view = self._find_view(name, where)
        number, words = request.form.get("number", 0, type=int), request.form.get("words", "")
        with self.actions.lock:
            return jsonify(self.actions.suggest_options(view.person, self._source(view), number, words))

    def restart(self, name: str, where: str) -> Response:
        """Put everything back to the start; this server goes away and another one comes."""
        self._find_view(name, where)
        if not self.guide.can_restart:
            abort(404)
        self.streams.close()
        self.guide.restart()
        return jsonify({"boot": self.drawer.boot})

    def file(self, name: str, where: str, file_id: str) -> Response:
        """Return a file of this conversation, to keep."""
        place = self._find_view(name, where).place
        found = self.actions.workspace.uploads.get(file_id)
        if found is None or found.content is None or place.channel is None or found.shared_in != place.channel.id:
            abort(404)
        return send_file(BytesIO(found.content), as_attachment=True, download_name=found.filename)

    def _offer_jumps(self, person: SlackUser) -> Sequence[ClockJump]:
        return self.guide.jumps(person, self.actions.clock.now())

    def _upload(self, view: PageView) -> None:
        file, channel = request.files.get("file"), view.place.channel
        if channel is not None and file is not None:
            with closing(file):
                content = file.read()
            text = request.form.get("text", "").strip()
            messages.upload_file(self.actions, view.person, channel, file.filename or "", content, text=text)

    def _press(self, view: PageView) -> None:
        number, action = request.form.get("press", 0, type=int), request.form.get("action", "")
        self.actions.press(view.person, self._source(view), number, request.form.to_dict(flat=False), action)

    def _source(self, view: PageView) -> ShownItem:
        """Return the message or view that the posted form says it is."""
        if request.form.get("view"):
            return ShownItem(ShownKind.MODAL, to=view.person.id, view={"id": request.form["view"]})
        to = view.person.id if request.form.get("private") else ""
        channel = view.place.channel.id if view.place.channel else ""
        return ShownItem(ShownKind.MESSAGE, channel=channel, ts=request.form.get("ts", ""), to=to)

    def _find_view(self, name: str, where: str, thread: str = "") -> PageView:
        person = places.find_user(self.actions, name)
        place = places.find_place(self.actions, person, where) if person else None
        if person is None or place is None:
            abort(404)
        return PageView(person, place, thread or request.args.get("thread", ""))
