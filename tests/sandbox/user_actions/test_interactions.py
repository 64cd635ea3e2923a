"""Buttons, menus, forms and shortcuts through a real Bolt app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from werkzeug.wrappers import Response

from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from tests.slack_world import RepeatingDelivery

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(name: str) -> Json:
    return {"text": plain(name.title()), "value": name}


CONFIRM: Json = {"title": plain("Sure?"), "text": plain("It goes."), "confirm": plain("Yes"), "deny": plain("No")}
BUTTONS: list[Json] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "undo", "text": plain("Undo"), "value": "7"},
            {"type": "button", "action_id": "drop", "text": plain("Drop"), "confirm": CONFIRM},
            {"type": "static_select", "action_id": "area", "options": [option("networking"), option("soft")]},
        ],
    }
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Log"),
    "submit": plain("Book"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What"),
            "element": {"type": "plain_text_input", "action_id": "what"},
        },
        {
            "type": "input",
            "block_id": "topic",
            "label": plain("Topic"),
            "optional": True,
            "element": {"type": "external_select", "action_id": "topic", "min_query_length": 1},
        },
    ],
}


@pytest.fixture
def bodies(app: App) -> list[Json]:
    """The interactions that the app got."""
    got: list[Json] = []

    @app.middleware
    def keep(body: Json, next_: Callable[[], Any]) -> None:
        got.append(body)
        next_()

    return got


@pytest.fixture
def message(client: WebClient, workspace: SlackWorkspace) -> ShownItem:
    client.chat_postMessage(channel=LEARNING.id, text="x", blocks=BUTTONS)
    return workspace.seen_by(BEN.id)[-1]


@pytest.fixture
def opened(client: WebClient, workspace: SlackWorkspace) -> ShownItem:
    client.views_open(trigger_id=workspace.trigger(BEN.id), view=FORM)
    return workspace.seen_by(BEN.id)[-1]


def on_view(app: App, answer: Json | None = None) -> None:
    @app.view("form")
    def submitted(ack: Callable[..., Any]) -> None:
        ack(**answer) if answer else ack()


def test_a_button_on_a_message(app: App, delivery: RepeatingDelivery, bodies: list[Json], message: ShownItem) -> None:
    @app.action("undo")
    def undo(ack: Callable[..., Any], respond: Callable[..., Any]) -> None:
        ack()
        respond(text="undone", replace_original=True)

    outcome = delivery.click("ben", message, "undo")
    assert (outcome.last.kind, outcome.text) == (ShownKind.UPDATED, "undone")
    body = bodies[0]
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == BEN.id
    assert body["channel"] == {"id": LEARNING.id, "name": "learning"}
    assert body["container"]["message_ts"] == body["message"]["ts"] == message.ts
    assert body["trigger_id"]
    action = body["actions"][0]
    assert action.pop("action_ts")
    assert action == {
        "action_id": "undo",
        "block_id": "row",
        "type": "button",
        "text": plain("Undo"),
        "value": "7",
    }
    assert body["state"]["values"]["row"]["area"]["selected_option"] is None


def test_an_unclaimed_button_is_an_error_for_the_person(delivery: RepeatingDelivery, message: ShownItem) -> None:
    outcome = delivery.click("ben", message, 1)
    assert (outcome.status, outcome.error) == (404, "dispatch_failed")


def test_a_menu_by_its_number(app: App, delivery: RepeatingDelivery, bodies: list[Json], message: ShownItem) -> None:
    app.action("area")(lambda ack: ack())
    assert delivery.click("ben", message, 3, "Soft").status == 200
    assert bodies[0]["actions"][0]["selected_option"] == option("soft")
    assert bodies[0]["state"]["values"]["row"]["area"]["selected_option"] == option("soft")


def test_of_buttons_with_one_name_the_value_decides(
    app: App, delivery: RepeatingDelivery, client: WebClient, workspace: SlackWorkspace, bodies: list[Json]
) -> None:
    app.action("tick")(lambda ack: ack())
    rows = [
        {"type": "actions", "elements": [{"type": "button", "action_id": "tick", "text": plain(word), "value": word}]}
        for word in ("one", "two")
    ]
    client.chat_postMessage(channel=BEN.id, text="x", blocks=rows)
    delivery.click("ben", workspace.seen_by(BEN.id)[-1], "tick", "two")
    assert bodies[0]["actions"][0]["value"] == "two"


def test_a_confirm_dialog_stops_until_confirmed(
    app: App, delivery: RepeatingDelivery, bodies: list[Json], message: ShownItem
) -> None:
    app.action("drop")(lambda ack: ack())
    outcome = delivery.click("ben", message, "drop", confirmed=False)
    assert (outcome.last.kind, outcome.text) == (ShownKind.CONFIRM, "Sure?\nIt goes.\n[Yes] [No]")
    assert bodies == []
    assert delivery.click("ben", message, "drop").status == 200


def test_a_private_message_is_not_sent_back(
    app: App, delivery: RepeatingDelivery, client: WebClient, workspace: SlackWorkspace, bodies: list[Json]
) -> None:
    @app.action("undo")
    def undo(ack: Callable[..., Any], respond: Callable[..., Any]) -> None:
        ack()
        respond("done")

    client.chat_postEphemeral(channel=LEARNING.id, user=BEN.id, text="x", blocks=BUTTONS)
    outcome = delivery.click("ben", workspace.seen_by(BEN.id)[-1], "undo")
    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"]
    assert (outcome.last.kind, outcome.last.to) == (ShownKind.UPDATED, BEN.id)


def test_what_is_not_there_cannot_be_clicked(
    delivery: RepeatingDelivery, client: WebClient, message: ShownItem
) -> None:
    for action in ("nothing", 0, 4):
        with pytest.raises(LookupError):
            delivery.click("ben", message, action)
    client.chat_delete(channel=LEARNING.id, ts=message.ts)
    with pytest.raises(RefusedError, match="message_not_found"):
        delivery.click("ben", message, 1)
    with pytest.raises(RefusedError, match="message_not_found"):
        delivery.click("ben", replace(message, to=BEN.id), 1)
    with pytest.raises(RefusedError, match="user_not_found"):
        delivery.click("nobody", message, 1)


def test_a_form_is_sent_and_closes(
    app: App, delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem, workspace: SlackWorkspace
) -> None:
    on_view(app)
    outcome = delivery.submit("ben", {"what": "networking"})
    assert outcome.last.kind is ShownKind.MODAL_CLOSED
    assert workspace.views.stacks[BEN.id] == []
    body = bodies[0]
    assert (body["type"], body["view"]["callback_id"]) == ("view_submission", "form")
    assert body["view"]["state"]["values"]["what"]["what"]["value"] == "networking"
    assert body["view"]["state"]["values"]["topic"]["topic"]["selected_option"] is None
    assert "response_url" not in body


def test_slacks_form_asks_for_required_fields_itself(
    delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem
) -> None:
    outcome = delivery.submit("ben", {})
    assert (outcome.status, outcome.last.kind) == (0, ShownKind.FIELD_ERRORS)
    assert outcome.last.view is not None
    assert outcome.last.view["errors"] == {"what": "Please complete this required field."}
    assert bodies == []


def sent(delivery: RepeatingDelivery) -> ActionResult:
    return delivery.submit("ben", {"what": "x"})


def test_errors_keep_the_form_open(
    app: App, delivery: RepeatingDelivery, opened: ShownItem, workspace: SlackWorkspace
) -> None:
    on_view(app, {"response_action": "errors", "errors": {"what": "No such area."}})
    outcome = sent(delivery)
    assert (outcome.last.kind, outcome.text) == (ShownKind.FIELD_ERRORS, "No such area.")
    assert outcome.calls[-1].method == "response"
    assert len(workspace.views.stacks[BEN.id]) == 1


def test_a_form_can_change(app: App, delivery: RepeatingDelivery, opened: ShownItem, workspace: SlackWorkspace) -> None:
    on_view(app, {"response_action": "update", "view": {**FORM, "title": plain("Next")}})
    assert sent(delivery).last.kind is ShownKind.MODAL
    assert [view["title"]["text"] for view in workspace.views.stacks[BEN.id]] == ["Next"]


def test_a_form_can_open_another(
    app: App, delivery: RepeatingDelivery, opened: ShownItem, workspace: SlackWorkspace
) -> None:
    on_view(app, {"response_action": "push", "view": {**FORM, "title": plain("Next")}})
    sent(delivery)
    below, above = workspace.views.stacks[BEN.id]
    assert above["previous_view_id"] == below["id"] == above["root_view_id"]
    outcome = delivery.close("ben")
    assert [shown.kind for shown in outcome.shown] == [ShownKind.MODAL_CLOSED, ShownKind.MODAL, ShownKind.ERROR]
    assert workspace.views.stacks[BEN.id] == [below]


def test_all_forms_can_be_cleared(
    app: App, delivery: RepeatingDelivery, opened: ShownItem, workspace: SlackWorkspace
) -> None:
    on_view(app, {"response_action": "clear"})
    assert sent(delivery).last.kind is ShownKind.MODAL_CLOSED
    assert BEN.id not in workspace.views.stacks


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('{"response_action": "errors", "errors": {"nowhere": "x"}}', "invalid_errors"),
        ('{"response_action": "errors", "errors": {}}', "invalid_errors"),
        ('{"response_action": "dance"}', "invalid_response_action"),
        ('{"response_action": "update", "view": {"type": "modal", "blocks": []}}', "invalid_arguments"),
        ('{"response_action": "push"}', "invalid_arguments"),
        ("thanks", "invalid_response"),
    ],
)
def test_answers_to_a_form_that_slack_refuses(
    deliver: Callable[..., RepeatingDelivery], opened: ShownItem, workspace: SlackWorkspace, body: str, error: str
) -> None:
    def app(environ: Any, start: Any) -> Iterable[bytes]:
        return Response(body, content_type="application/json")(environ, start)

    outcome = sent(deliver(app))
    assert (outcome.last.kind, outcome.error) == (ShownKind.ERROR, error)
    assert outcome.refused[0].startswith(f"response: {error}")
    assert len(workspace.views.stacks[BEN.id]) == 1


def test_closing_is_told_where_asked(
    app: App, delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem
) -> None:
    app.view_closed("form")(lambda ack: ack())
    assert delivery.close("ben", opened, everything=True).status == 200
    assert (bodies[0]["type"], bodies[0]["is_cleared"]) == ("view_closed", True)
    with pytest.raises(RefusedError, match="no modal is open"):
        delivery.close("ben")


def test_closing_is_not_told_where_not_asked(
    delivery: RepeatingDelivery, bodies: list[Json], client: WebClient, workspace: SlackWorkspace
) -> None:
    client.views_open(trigger_id=workspace.trigger(BEN.id), view={**FORM, "notify_on_close": False})
    assert delivery.close("ben").status == 0
    assert bodies == []


def test_a_menu_that_asks_the_app(app: App, delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem) -> None:
    @app.options("topic")
    def offer(ack: Callable[..., Any]) -> None:
        ack(options=[option("vpc"), option("dns")])

    outcome = delivery.options("ben", "topic", "v")
    assert (outcome.last.kind, outcome.text) == (ShownKind.OPTIONS, "Vpc\nDns")
    assert (bodies[0]["type"], bodies[0]["value"], bodies[0]["block_id"]) == ("block_suggestion", "v", "topic")


def test_options_that_slack_refuses(app: App, delivery: RepeatingDelivery, opened: ShownItem) -> None:
    @app.options("topic")
    def offer(ack: Callable[..., Any]) -> None:
        ack(options=[option("x" * 151)])

    outcome = delivery.options("ben", "topic", "v")
    assert outcome.error == "invalid_options"


def test_a_button_in_a_form(
    app: App, delivery: RepeatingDelivery, client: WebClient, workspace: SlackWorkspace, bodies: list[Json]
) -> None:
    app.action("undo")(lambda ack: ack())
    client.views_open(trigger_id=workspace.trigger(BEN.id), view={**FORM, "blocks": [*FORM["blocks"], *BUTTONS]})
    delivery.click("ben", workspace.seen_by(BEN.id)[-1], "undo", values={"what": "half"})
    body = bodies[0]
    assert (body["container"]["type"], "response_url" in body) == ("view", False)
    assert body["view"]["state"]["values"]["what"]["what"]["value"] == "half"


def test_shortcuts(app: App, delivery: RepeatingDelivery, bodies: list[Json], message: ShownItem) -> None:
    app.shortcut("open")(lambda ack: ack())
    app.shortcut("keep")(lambda ack: ack())
    assert delivery.shortcut("ana", "open").status == 200
    assert delivery.message_shortcut("ana", message, "keep").status == 200
    assert (bodies[0]["type"], bodies[0]["user"]["id"]) == ("shortcut", ANA.id)
    assert (bodies[1]["type"], bodies[1]["message"]["ts"]) == ("message_action", message.ts)
    assert bodies[1]["response_url"]


def test_a_menu_asks_only_once_enough_is_typed(
    app: App, delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem
) -> None:
    assert delivery.options("ben", "topic", "").shown == ()
    assert bodies == []


def test_a_form_can_be_sent_twice(app: App, delivery: RepeatingDelivery, bodies: list[Json], opened: ShownItem) -> None:
    on_view(app)
    with pytest.raises(LookupError):
        delivery.repeat_submit()
    delivery.submit("ben", {"what": "vpc"})
    assert delivery.repeat_submit().status == 200
    first, second = bodies
    assert first["view"] == second["view"]
    assert first["trigger_id"] != second["trigger_id"]


def test_an_error_without_words_is_refused(app: App, delivery: RepeatingDelivery, opened: ShownItem) -> None:
    on_view(app, {"response_action": "errors", "errors": {"what": ""}})
    assert delivery.submit("ben", {"what": "vpc"}).error == "invalid_errors"
