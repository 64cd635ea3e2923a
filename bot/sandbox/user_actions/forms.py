"""Forms: what happens when a person sends or closes the modal they look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack_api import payloads, views
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ActionResult, JournalMark, ShownItem, ShownKind
from bot.sandbox.user_actions.app_requests import AppResponse, try_send
from bot.sandbox.user_actions.sender import DeliveryBase, parse_json_object
from bot.sandbox.validation import interactive_elements
from bot.sandbox.validation.errors import RefusedError

Json = Mapping[str, Any]


class FormDelivery(DeliveryBase):
    """Delivers what people do with a modal as a whole; without a source it is the one on top."""

    def submit(self, user: str, values: Mapping[str, Any], source: ShownItem | None = None) -> ActionResult:
        """Send the form that the person looks at, with `values` by action id or block id.

        Slack's own form stops it first where a required field is empty.
        """
        person, mark = self._person(user), self._mark()
        view = self._view(person, source)
        filled = interactive_elements.view_state(view["blocks"], values)
        wrong = interactive_elements.missing_inputs(view["blocks"], filled)
        if wrong:
            self._show_wrong(person, view, wrong)
            return self._outcome(person, mark, 0)
        rest = {**payloads.view_context(view, filled), "response_urls": []}
        rest.pop("container")
        return self._done(person, mark, *self._send_form(person, view, rest))

    def close(self, user: str, source: ShownItem | None = None, *, everything: bool = False) -> ActionResult:
        """Close the modal that the person looks at, or all; the app hears of it where it asked to."""
        person, mark = self._person(user), self._mark()
        view = self._view(person, source)
        if everything or view["clear_on_close"]:
            views.close_all_modals(self.workspace, person.id)
        else:
            views.close_modal(self.workspace, person.id, view["id"])
        if not view["notify_on_close"]:
            return self._outcome(person, mark, 0)
        payload = payloads.interaction_payload("view_closed", person, view=view, is_cleared=everything)
        answer, error = try_send(lambda: self.post.payload(payload))
        return self._done(person, mark, answer, error)

    def _send_form(self, person: SlackUser, view: dict[str, Any], rest: Json) -> tuple[AppResponse | None, str]:
        answer, error = self._interact("view_submission", person, rest, view["id"])
        if answer and not error:
            self._take_submission(person, view, answer)
        return answer, error

    def _interact(self, kind: str, person: SlackUser, rest: Json, view_id: str = "") -> tuple[AppResponse | None, str]:
        payload = payloads.interaction_payload(
            kind, person, trigger_id=self.workspace.trigger(person.id, view_id), **rest
        )
        return try_send(lambda: self.post.payload(payload))

    def _done(self, person: SlackUser, mark: JournalMark, answer: AppResponse | None, error: str) -> ActionResult:
        if error:
            self.workspace.show_error(person.id, error, f"That didn't work ({error}).")
        return self._outcome(person, mark, answer.status if answer else 0)

    def _view(self, person: SlackUser, source: ShownItem | None) -> dict[str, Any]:
        if source is not None and source.view is not None:
            return views.current_view(self.workspace, source.view["id"])
        view = views.top_modal(self.workspace, person.id)
        if view is None:
            raise RefusedError("not_found", "no modal is open")
        return view

    def _show_wrong(self, person: SlackUser, view: Json, wrong: Mapping[str, str]) -> None:
        text = "\n".join(wrong.values())
        self.workspace.show(
            ShownItem(ShownKind.FIELD_ERRORS, to=person.id, view={**view, "errors": dict(wrong)}, text=text)
        )

    def _take_submission(self, person: SlackUser, view: dict[str, Any], answer: AppResponse) -> None:
        """Do what the answer to a submission tells: without one the form closes."""
        if not answer.body.strip():
            views.close_modal(self.workspace, person.id, view["id"])
            return
        payload: dict[str, Any] = {"text": answer.body}
        try:
            payload = parse_json_object(answer.body)
            self._follow(person, view, payload)
        except RefusedError as refused:
            self.workspace.record_answer(payload, refused)
            self.workspace.show_error(person.id, refused.error, "We had some trouble connecting. Try again?")
        else:
            self.workspace.record_answer(payload)

    def _follow(self, person: SlackUser, view: dict[str, Any], payload: dict[str, Any]) -> None:
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
                views.push_on_stack(self.workspace, person.id, payload.get("view", {}))
            case "clear":
                views.close_all_modals(self.workspace, person.id)
            case _:
                raise RefusedError("invalid_response_action")
