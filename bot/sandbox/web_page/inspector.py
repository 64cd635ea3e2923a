"""The inspector: every call between the app and Slack, newest first, and the faults that can be switched on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from bot.sandbox.slack_api.api import METHODS
from bot.sandbox.slack_api.faults import ANY_METHOD, FaultKind, SwitchedFault
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.server import DOWNLOAD, RESPONSE_URL, UPLOAD
from bot.sandbox.slack_api.traffic import KEPT_EXCHANGES
from bot.sandbox.slack_api.workspace import SlackWorkspace

SHOWN_AT_FIRST: Final = 100
FAULT_NAMES: Final[Mapping[FaultKind, str]] = {
    FaultKind.RATE_LIMITED: "Too many calls (429)",
    FaultKind.SERVER_ERROR: "Slack is broken (500)",
    FaultKind.SLOW: "Slow answer",
    FaultKind.LOST: "Done, but the answer is lost",
}


def register_inspector(app: Flask, workspace: SlackWorkspace) -> None:
    """Register the inspector's addresses below /PERSON/PLACE/inspector."""
    routes = _InspectorRoutes(workspace)
    app.jinja_env.filters["fault_words"] = fault_words
    app.jinja_env.filters["pretty_json"] = pretty_json
    base = "/<name>/<where>/inspector"
    app.add_url_rule(base, "inspector", routes.show)
    app.add_url_rule(f"{base}/<int:number>", "inspector_exchange", routes.show_exchange)
    app.add_url_rule(f"{base}/faults-on", "inspector_faults_on", routes.switch_on, methods=["POST"])
    app.add_url_rule(f"{base}/faults-off", "inspector_faults_off", routes.switch_off, methods=["POST"])
    app.add_url_rule(f"{base}/clear", "inspector_clear", routes.clear, methods=["POST"])


class _InspectorRoutes:
    """What answers at the inspector's addresses; none of it waits for what people do on the page."""

    def __init__(self, workspace: SlackWorkspace) -> None:
        self.workspace = workspace

    def show(self, name: str, where: str) -> str:
        """Return the panel, with the newest calls."""
        return self._render(name, where)

    def show_exchange(self, name: str, where: str, number: int) -> str:  # noqa: ARG002 - a part of the address
        """Return one call's request and answer."""
        self._find_person(name)
        return render_template("exchange.html", exchange=self.workspace.traffic.find(number), number=number)

    def switch_on(self, name: str, where: str) -> str | Response:
        """Switch on the fault that the form describes."""
        self._find_person(name)
        try:
            kind, method, seconds, calls = _read_form(request.form)
            self.workspace.faults.switch_on(kind, method, seconds=seconds, calls=calls)
        except ValueError as refused:
            return self._render(name, where, problem=str(refused))
        return redirect(f"/{name}/{where}/inspector", 303)

    def switch_off(self, name: str, where: str) -> Response:
        """Switch off one fault, or all."""
        self._find_person(name)
        self.workspace.faults.switch_off(request.form.get("number", type=int))
        return redirect(f"/{name}/{where}/inspector", 303)

    def clear(self, name: str, where: str) -> Response:
        """Empty the list."""
        self._find_person(name)
        self.workspace.traffic.clear()
        return redirect(f"/{name}/{where}/inspector", 303)

    def _render(self, name: str, where: str, problem: str = "") -> str:
        person = self._find_person(name)
        most = min(request.args.get("most", SHOWN_AT_FIRST, type=int), KEPT_EXCHANGES)
        every = self.workspace.traffic.newest_first()
        return render_template(
            "inspector.html",
            base=f"/{name}/{where}/inspector",
            exchanges=every[:most],
            older=len(every) - most,
            most=KEPT_EXCHANGES,
            zone=ZoneInfo(person.zone),
            faults=self.workspace.faults.on,
            kinds=FAULT_NAMES,
            methods=[*METHODS, RESPONSE_URL, UPLOAD, DOWNLOAD],
            problem=problem,
            form=request.form,
            app_name=self.workspace.bot.real_name,
        )

    def _find_person(self, name: str) -> SlackUser:
        found = [person for person in self.workspace.team() if person.name == name]
        return found[0] if found else abort(404)


def fault_words(fault: SwitchedFault) -> str:
    """Return a fault as one reads it: "Too many calls (429), retry after 2 s, chat.update, 3 more calls"."""
    seconds = f"{fault.seconds:g} s"
    words = [
        FAULT_NAMES[fault.kind],
        {FaultKind.RATE_LIMITED: f"retry after {seconds}", FaultKind.SLOW: seconds}.get(fault.kind, ""),
        "every method" if fault.method == ANY_METHOD else fault.method,
        "until switched off" if fault.calls is None else f"{fault.calls} more call{'s' * (fault.calls != 1)}",
    ]
    return ", ".join(filter(None, words))


def pretty_json(value: Any) -> str:
    """Return JSON to read; a text that is none stays as it is."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _read_form(form: Mapping[str, str]) -> tuple[FaultKind, str, float, int | None]:
    """Return what the form says. Raises ValueError with words for the person."""
    try:
        kind = FaultKind(form.get("kind", ""))
        seconds = float(form.get("seconds") or 1)
        calls = int(form["calls"]) if form.get("calls", "").strip() else None
    except ValueError:
        raise ValueError("Write seconds and calls as numbers.") from None
    return kind, form.get("method", ""), seconds, calls
