"""Forms: what happens when a person sends or closes the modal they look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack_api import payloads, views
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import Person
from bot.sandbox.user_actions.app_target import Answer
from bot.sandbox.user_actions.sender import Sender, parsed
from bot.sandbox.user_actions.signed_post import try_send
from bot.sandbox.validation import interactive_fields
from bot.sandbox.validation.errors import RefusedError

Json = Mapping[str, Any]


class Forms(Sender):
    """What people do with a modal as a whole; without a `Shown` it is the one on top."""

    def submit(self, user: str, values: Mapping[str, Any], source: Shown | None = None) -> Outcome:
        """A person sends the form they look at, with `values` by action id or block id.

        Slack's own form stops it first where a required field is empty.
        """
        person, mark = self._person(user), self._mark()
        view = self._view(person, source)
        filled = interactive_fields.state(view["blocks"], values)
        wrong = interactive_fields.missing(view["blocks"], filled)
        if wrong:
            self._show_wrong(person, view, wrong)
            return self._outcome(person, mark, 0)
        rest = {**payloads.on_view(view, filled), "response_urls": []}
        rest.pop("container")
        return self._done(person, mark, *self._send_form(person, view, rest))

    def close(self, user: str, source: Shown | None = None, *, everything: bool = False) -> Outcome:
        """A person closes the modal they look at, or all; the app hears of it where it asked to."""
        person, mark = self._person(user), self._mark()
        view = self._view(person, source)
        if everything or view["clear_on_close"]:
            views.close_all(self.workspace, person.id)
        else:
            views.close(self.workspace, person.id, view["id"])
        if not view["notify_on_close"]:
            return self._outcome(person, mark, 0)
        payload = payloads.interaction("view_closed", person, view=view, is_cleared=everything)
        answer, error = try_send(lambda: self.post.payload(payload))
        return self._done(person, mark, answer, error)

    def _send_form(self, person: Person, view: dict[str, Any], rest: Json) -> tuple[Answer | None, str]:
        answer, error = self._interact("view_submission", person, rest, view["id"])
        if answer and not error:
            self._take_submission(person, view, answer)
        return answer, error

    def _interact(self, kind: str, person: Person, rest: Json, view_id: str = "") -> tuple[Answer | None, str]:
        payload = payloads.interaction(kind, person, trigger_id=self.workspace.trigger(person.id, view_id), **rest)
        return try_send(lambda: self.post.payload(payload))

    def _done(self, person: Person, mark: tuple[int, int, int], answer: Answer | None, error: str) -> Outcome:
        if error:
            self.workspace.show_error(person.id, error, f"That did not work ({error}).")
        return self._outcome(person, mark, answer.status if answer else 0)

    def _view(self, person: Person, source: Shown | None) -> dict[str, Any]:
        if source is not None and source.view is not None:
            return views.current(self.workspace, source.view["id"])
        view = views.top(self.workspace, person.id)
        if view is None:
            raise RefusedError("not_found", "no modal is open")
        return view

    def _show_wrong(self, person: Person, view: Json, wrong: Mapping[str, str]) -> None:
        text = "\n".join(wrong.values())
        self.workspace.show(Shown(Kind.FIELD_ERRORS, to=person.id, view={**view, "errors": dict(wrong)}, text=text))

    def _take_submission(self, person: Person, view: dict[str, Any], answer: Answer) -> None:
        """Does what the answer to a submission tells: without one the form closes."""
        if not answer.body.strip():
            views.close(self.workspace, person.id, view["id"])
            return
        payload: dict[str, Any] = {"text": answer.body}
        try:
            payload = parsed(answer.body)
            self._follow(person, view, payload)
        except RefusedError as refused:
            self.workspace.record_call("response", payload, str(refused))
            self.workspace.show_error(person.id, refused.error, "We had some trouble connecting. Try again?")
        else:
            self.workspace.record_call("response", payload)

    def _follow(self, person: Person, view: dict[str, Any], payload: dict[str, Any]) -> None:
        match payload.get("response_action"):
            case "errors":
                names = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
                given = payload.get("errors")
                if not isinstance(given, dict) or not given or not set(given) <= names or not all(given.values()):
                    raise RefusedError("invalid_errors", "errors must name input blocks of the view")
                self._show_wrong(person, view, payload["errors"])
            case "update":
                views.update_modal(self.workspace, {"view_id": view["id"], "view": payload.get("view", {})})
            case "push":
                views.push(self.workspace, person.id, payload.get("view", {}))
            case "clear":
                views.close_all(self.workspace, person.id)
            case _:
                raise RefusedError("invalid_response_action")
