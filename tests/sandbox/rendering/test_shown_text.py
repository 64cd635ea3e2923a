"""Messages, forms and errors as a terminal shows them, with the numbers that clicking uses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.rendering.shown_text import reader_for, render_body, render_shown, usable_elements
from bot.sandbox.slack_api.fixtures import BEN, BOT, LEARNING
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.interactive_elements import interactive_elements

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(name: str) -> Json:
    return {"text": plain(name), "value": name}


def button(name: str) -> Json:
    return {"type": "button", "action_id": name, "text": plain(name)}


MENU: Json = {"type": "static_select", "action_id": "menu", "options": [option("A"), option("B")]}

PIECES: dict[str, tuple[Json, str]] = {
    "section": ({"type": "section", "text": marked("Hi <@U0SANDBEN>\n&amp; all")}, "Hi @Ben Carter\n& all"),
    "section with a button": (
        {"type": "section", "text": marked("Line\nmore"), "accessory": button("Go")},
        "Line  [1 Go]\nmore",
    ),
    "section with a picture": (
        {"type": "section", "text": marked("Line"), "accessory": {"type": "image", "alt_text": "a cat"}},
        "Line\n[image: a cat]",
    ),
    "fields in two columns": (
        {"type": "section", "fields": [marked(word) for word in ("Area", "Hours", "Networking", "2 h", "Rest")]},
        "Area        Hours\nNetworking  2 h\nRest",
    ),
    "header": ({"type": "header", "text": plain("Plan")}, "Plan\n===="),
    "divider": ({"type": "divider"}, "─" * 40),
    "context": ({"type": "context", "elements": [marked("a"), {"type": "image", "alt_text": "b"}]}, "a  [b]"),
    "actions": ({"type": "actions", "elements": [button("Undo"), button("Edit")]}, "[1 Undo] [2 Edit]"),
    "menu": ({"type": "actions", "elements": [MENU]}, "[1 choose: A | B]"),
    "menu with a choice": (
        {"type": "actions", "elements": [{**MENU, "placeholder": plain("Area"), "initial_option": option("B")}]},
        "[1 Area: A | *B]",
    ),
    "long menu": (
        {"type": "actions", "elements": [{**MENU, "options": [option(f"o{n}") for n in range(14)]}]},
        "[1 choose: " + " | ".join(f"o{n}" for n in range(12)) + " | … 2 more]",
    ),
    "date": (
        {"type": "actions", "elements": [{"type": "datepicker", "action_id": "d", "initial_date": "2026-11-21"}]},
        "[1 2026-11-21]",
    ),
    "input": (
        {
            "type": "input",
            "label": plain("Note"),
            "optional": True,
            "hint": plain("Short"),
            "element": {"type": "plain_text_input", "action_id": "n", "placeholder": plain("anything")},
        },
        "Note (optional): [1 anything]\n  Short",
    ),
    "image": ({"type": "image", "alt_text": "a &amp; b"}, "[image: a & b]"),
    "video": ({"type": "video", "title": plain("Talk")}, "[video: Talk]"),
    "markdown": ({"type": "markdown", "text": "**x**\ny"}, "**x**\ny"),
    "alert": ({"type": "alert", "text": plain("Careful")}, "! Careful"),
    "card": ({"type": "card", "title": plain("T"), "body": marked("b"), "actions": [button("Go")]}, "T\nb\n[1 Go]"),
    "carousel": ({"type": "carousel", "elements": [{"type": "card", "title": plain("T")}]}, "▸ T"),
    "container": (
        {"type": "container", "title": plain("T"), "child_blocks": [{"type": "actions", "elements": [button("Go")]}]},
        "T\n  [1 Go]",
    ),
    "rich text": (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]},
        "x",
    ),
    "table": ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}, "x\n-"),
    "chart": (
        {
            "type": "data_visualization",
            "title": "T",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
        },
        f"T\n  a  {'█' * 20} 1",
    ),
    "unknown": ({"type": "sparkles"}, "[sparkles]"),
}


@pytest.fixture
def reader(workspace: SlackWorkspace) -> Any:
    return reader_for(workspace, BEN)


@pytest.mark.parametrize("name", PIECES)
def test_each_block(reader: Any, name: str) -> None:
    block, text = PIECES[name]
    assert render_body(ShownItem(ShownKind.MESSAGE, blocks=(block,), text="for the notification"), reader) == text


def test_numbers_are_those_that_clicking_uses(reader: Any) -> None:
    blocks = tuple(block for block, _ in PIECES.values())
    shown = ShownItem(ShownKind.MESSAGE, blocks=blocks)
    every = usable_elements(shown)
    text = render_body(shown, reader)
    assert [field.action_id for field in every] == [field.action_id for field in interactive_elements(blocks)]
    assert all(f"[{number} " in text for number in range(1, len(every) + 1))
    assert f"[{len(every) + 1} " not in text


def test_text_where_there_are_no_blocks(reader: Any) -> None:
    shown = ShownItem(
        ShownKind.MESSAGE, text="a &lt; b", attachments=({"text": "more"}, {"blocks": [{"type": "divider"}]})
    )
    assert render_body(shown, reader) == f"a < b\n│ more\n│ {'─' * 40}"
    assert (
        render_body(ShownItem(ShownKind.MESSAGE, text="x", files=({"title": "a.csv"},)), reader) == "x\n[file: a.csv]"
    )


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        (ShownKind.MESSAGE, ""),
        (ShownKind.EPHEMERAL, " (only visible to you)"),
        (ShownKind.UPDATED, " (changed)"),
        (ShownKind.DELETED, " (deleted)"),
    ],
)
def test_who_said_it_and_to_whom(reader: Any, kind: ShownKind, note: str) -> None:
    here = ShownItem(kind, user=BOT.id, channel=BEN.dm, text="x")
    assert render_shown(here, reader) == f"Roadmate{note}:\nx"
    there = ShownItem(kind, user=BOT.id, channel=LEARNING.id, text="x", thread_ts="1.2")
    assert render_shown(there, reader) == f"#learning Roadmate{note} in the thread:\nx"


FORM: Json = {
    "title": plain("Log"),
    "submit": plain("Book"),
    "close": plain("Cancel"),
    "blocks": [{"type": "input", "block_id": "b", "label": plain("What"), "element": MENU}],
}


def test_a_form(reader: Any) -> None:
    shown = ShownItem(ShownKind.MODAL, view=FORM)
    assert render_body(shown, reader) == "┌─ Log\n│ What: [1 choose: A | B]\n└─ [Book] [Cancel]"
    assert [field.action_id for field in usable_elements(shown)] == ["menu"]


def test_what_is_wrong_in_a_form(reader: Any) -> None:
    shown = ShownItem(ShownKind.FIELD_ERRORS, view={**FORM, "errors": {"b": "No such area."}})
    assert render_body(shown, reader) == "! What: No such area."


def test_the_rest(reader: Any) -> None:
    assert render_body(ShownItem(ShownKind.HOME, view={"blocks": [{"type": "divider"}]}), reader).startswith(
        "┌─ Roadmate: Home\n"
    )
    assert render_shown(ShownItem(ShownKind.MODAL_CLOSED), reader) == "(the form is closed)"
    assert render_shown(ShownItem(ShownKind.ERROR, text="/x failed"), reader) == "Slack: /x failed"
    assert render_body(ShownItem(ShownKind.OPTIONS, text=""), reader) == "(no options)"
    assert usable_elements(ShownItem(ShownKind.DELETED, blocks=({"type": "actions", "elements": [button("x")]},))) == ()


def test_context_is_dimmer_where_the_terminal_can(reader: Any) -> None:
    shown = ShownItem(ShownKind.MESSAGE, blocks=({"type": "context", "elements": [marked("small")]},))
    assert render_body(shown, reader, dims=True) == "\x1b[2msmall\x1b[0m"


def test_times_are_those_of_the_readers_zone(reader: Any) -> None:
    shown = ShownItem(ShownKind.MESSAGE, text="<!date^1795510800^{time}|x> <@U404>")
    assert render_body(shown, reader) == "04:00 @U404"


def test_reactions_come_and_go(workspace: SlackWorkspace) -> None:
    reader = reader_for(workspace, BEN)
    added = ShownItem(ShownKind.REACTION, channel=LEARNING.id, user=BOT.id, text=":tada:")
    assert render_shown(added, reader) == "#learning Roadmate reacted with 🎉"
    removed = ShownItem(ShownKind.REACTION_REMOVED, channel=BEN.dm, user=BOT.id, text=":tada:")
    assert render_shown(removed, reader) == "Roadmate took its 🎉 back"


def test_what_was_looked_up_is_shown_by_its_name(workspace: SlackWorkspace) -> None:
    menu = {
        "type": "external_select",
        "action_id": "what",
        "initial_option": {"text": plain("A &amp; B"), "value": "v"},
    }
    shown = ShownItem(ShownKind.MESSAGE, blocks=({"type": "actions", "elements": [menu]},))
    assert render_body(shown, reader_for(workspace, BEN)) == "[1 A & B]"
