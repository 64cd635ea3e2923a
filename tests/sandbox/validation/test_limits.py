"""Each limit holds on both sides: just within passes, just beyond is refused with the place and the limit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.limits import LIMITS
from bot.sandbox.validation.rules import check_message, check_options, check_view
from tests.examples import examples

Json = dict[str, Any]


def plain(size: int) -> Json:
    return {"type": "plain_text", "text": "x" * size}


def some(count: int, make: Callable[[int], Any]) -> list[Any]:
    return [make(number) for number in range(count)]


def button(**rest: Any) -> Json:
    return {"type": "button", "text": plain(1), **rest}


def option(number: int = 0, **rest: Any) -> Json:
    return {"text": plain(1), "value": f"v{number}", **rest}


def menu(**rest: Any) -> Json:
    return {"type": "static_select", **({"options": [option()]} | rest)}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**rest: Any) -> Json:
    return {"type": "section", "text": plain(1), **rest}


def field(element: Json, **rest: Any) -> Json:
    return {"type": "input", "label": plain(1), "element": element, **rest}


def confirmed(**rest: Any) -> Json:
    dialog = {name: plain(1) for name in ("title", "text", "confirm", "deny")}
    return actions(button(confirm=dialog | rest))


def image(**rest: Any) -> Json:
    return {"type": "image", "image_url": "u", "alt_text": "a", **rest}


def video(**rest: Any) -> Json:
    return {"type": "video", "title": plain(1), "alt_text": "a", "video_url": "u", "thumbnail_url": "u", **rest}


def card(**rest: Any) -> Json:
    return {"type": "card", "title": plain(1), **rest}


def container(**rest: Any) -> Json:
    return {"type": "container", "title": plain(1), "child_blocks": [{"type": "divider"}], **rest}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def data_table(**rest: Any) -> Json:
    return {"type": "data_table", "caption": "c", "rows": [[cell()], [cell()]], **rest}


def point(label: str = "a") -> Json:
    return {"label": label, "value": 1}


def pie(*segments: Json) -> Json:
    return {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": list(segments)}}


def bars(categories: list[str], names: tuple[str, ...] = ("s",), **axis: Any) -> Json:
    series = [{"name": name, "data": [point(label) for label in categories]} for name in names]
    chart = {"type": "bar", "series": series, "axis_config": {"categories": categories, **axis}}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def names(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def modal(**rest: Any) -> Json:
    return {"type": "modal", "title": plain(1), "blocks": [], **rest}


Make = Callable[[int], Json]

BLOCKS: dict[str, Make] = {
    "block_id": lambda n: {"type": "divider", "block_id": "x" * n},
    "action_id": lambda n: actions(button(action_id="x" * n)),
    "text": lambda n: section(text={"type": "mrkdwn", "text": "x" * n}),
    "section.field": lambda n: section(fields=[plain(n)]),
    "section.fields": lambda n: {"type": "section", "fields": some(n, lambda _: plain(1))},
    "header.text": lambda n: {"type": "header", "text": plain(n)},
    "context.elements": lambda n: {"type": "context", "elements": some(n, lambda _: plain(1))},
    "context_actions.elements": lambda n: {
        "type": "context_actions",
        "elements": some(n, lambda _: {"type": "icon_button", "icon": "trash", "text": plain(1)}),
    },
    "actions.elements": lambda n: actions(*some(n, lambda _: button())),
    "image.image_url": lambda n: image(image_url="x" * n),
    "image.alt_text": lambda n: image(alt_text="x" * n),
    "image.title": lambda n: image(title=plain(n)),
    "input.label": lambda n: field(menu(), label=plain(n)),
    "input.hint": lambda n: field(menu(), hint=plain(n)),
    "markdown.text": lambda n: {"type": "markdown", "text": "x" * n},
    "rich_text.elements": lambda n: {
        "type": "rich_text",
        "elements": some(n, lambda _: {"type": "rich_text_section", "elements": []}),
    },
    "video.title": lambda n: video(title=plain(n)),
    "video.alt_text": lambda n: video(alt_text="x" * n),
    "video.description": lambda n: video(description=plain(n)),
    "video.author_name": lambda n: video(author_name="x" * n),
    "video.provider_name": lambda n: video(provider_name="x" * n),
    "video.video_url": lambda n: video(video_url="x" * n),
    "video.thumbnail_url": lambda n: video(thumbnail_url="x" * n),
    "card.title": lambda n: card(title=plain(n)),
    "card.subtitle": lambda n: card(subtitle=plain(n)),
    "card.body": lambda n: card(body=plain(n)),
    "card.actions": lambda n: card(actions=some(n, lambda _: button())),
    "carousel.elements": lambda n: {"type": "carousel", "elements": some(n, lambda _: card())},
    "container.title": lambda n: container(title=plain(n)),
    "container.subtitle": lambda n: container(subtitle=plain(n)),
    "container.child_blocks": lambda n: container(child_blocks=some(n, lambda _: {"type": "divider"})),
    "button.text": lambda n: actions({"type": "button", "text": plain(n)}),
    "button.value": lambda n: actions(button(value="x" * n)),
    "button.url": lambda n: actions(button(url="x" * n)),
    "button.accessibility_label": lambda n: actions(button(accessibility_label="x" * n)),
    "confirm.title": lambda n: confirmed(title=plain(n)),
    "confirm.text": lambda n: confirmed(text=plain(n)),
    "confirm.confirm": lambda n: confirmed(confirm=plain(n)),
    "confirm.deny": lambda n: confirmed(deny=plain(n)),
    "option.text": lambda n: actions(menu(options=[option(text=plain(n))])),
    "option.value": lambda n: actions(menu(options=[option(value="x" * n)])),
    "option.description": lambda n: actions(menu(options=[option(description=plain(n))])),
    "option_group.label": lambda n: actions(
        {"type": "static_select", "option_groups": [{"label": plain(n), "options": [option()]}]}
    ),
    "option_groups": lambda n: actions(
        {"type": "static_select", "option_groups": some(n, lambda _: {"label": plain(1), "options": [option()]})}
    ),
    "select.options": lambda n: actions(menu(options=some(n, option))),
    "initial_options": lambda n: actions({"type": "multi_external_select", "initial_options": some(n, option)}),
    "filter.include": lambda n: actions(
        {"type": "conversations_select", "filter": {"include": some(n, lambda _: "public")}}
    ),
    "initial_value": lambda n: field({"type": "url_text_input", "initial_value": "x" * n}),
    "overflow.options": lambda n: actions({"type": "overflow", "options": some(n, option)}),
    "checkboxes.options": lambda n: actions({"type": "checkboxes", "options": some(n, option)}),
    "radio_buttons.options": lambda n: actions({"type": "radio_buttons", "options": some(n, option)}),
    "placeholder": lambda n: actions(menu(placeholder=plain(n))),
    "plain_text_input.min_length": lambda n: field({"type": "plain_text_input", "min_length": n}),
    "plain_text_input.max_length": lambda n: field({"type": "plain_text_input", "max_length": n}),
    "table.rows": lambda n: {"type": "table", "rows": some(n, lambda _: [cell()])},
    "table.cells": lambda n: {"type": "table", "rows": [some(n, lambda _: cell())]},
    "data_table.rows": lambda n: data_table(rows=some(n, lambda _: [cell()])),
    "data_table.cells": lambda n: data_table(rows=some(2, lambda _: some(n, lambda _: cell()))),
    "data_table.page_size": lambda n: data_table(page_size=n),
    "data_table.caption": lambda n: data_table(caption="x" * n),
    "data_visualization.title": lambda n: pie(point()) | {"title": "x" * n},
    "chart.segments": lambda n: pie(*some(n, lambda _: point())),
    "chart.series": lambda n: bars(["a"], tuple(names(n))),
    "chart.series_name": lambda n: bars(["a"], ("x" * n,)),
    "chart.label": lambda n: pie(point("x" * n)),
    "chart.categories": lambda n: bars(names(n)),
    "chart.axis_label": lambda n: bars(["a"], x_label="x" * n),
}

OTHERS: dict[str, Callable[[int], None]] = {
    "message.blocks": lambda n: check_message({"blocks": some(n, lambda _: {"type": "divider"}), "text": "t"}),
    "message.attachments": lambda n: check_message({"text": "t", "attachments": some(n, lambda _: {"text": "a"})}),
    "message.data_visualizations": lambda n: check_message({"text": "t", "blocks": some(n, lambda _: pie(point()))}),
    "view.blocks": lambda n: check_view(modal(blocks=some(n, lambda _: {"type": "divider"}))),
    "view.title": lambda n: check_view(modal(title=plain(n))),
    "view.submit": lambda n: check_view(modal(submit=plain(n))),
    "view.close": lambda n: check_view(modal(close=plain(n))),
    "view.private_metadata": lambda n: check_view(modal(private_metadata="x" * n)),
    "view.callback_id": lambda n: check_view(modal(callback_id="x" * n)),
    "view.external_id": lambda n: check_view(modal(external_id="x" * n)),
    "alert.text": lambda n: check_view(modal(blocks=[{"type": "alert", "text": plain(n)}])),
}


def check(limit: str, size: int) -> None:
    if limit in BLOCKS:
        check_message({"text": "t", "blocks": [BLOCKS[limit](size)]})
    else:
        OTHERS[limit](size)


def test_every_limit_is_tried() -> None:
    assert BLOCKS.keys() | OTHERS.keys() == LIMITS.keys()


@pytest.mark.parametrize("limit", LIMITS)
@settings(max_examples=examples(10), deadline=None)
@given(data=st.data())
def test_within_passes_and_beyond_fails(limit: str, data: st.DataObject) -> None:
    least, most = LIMITS[limit]
    check(limit, most)
    check(limit, data.draw(st.integers(least, most)))
    with pytest.raises(RefusedError):
        check(limit, data.draw(st.integers(most + 1, most + 40)))
    if least:
        with pytest.raises(RefusedError):
            check(limit, least - 1)


def test_a_refusal_names_the_place_and_the_limit() -> None:
    with pytest.raises(RefusedError) as refused:
        check_message({"blocks": [{"type": "divider"}, section(text=plain(3001))]})
    assert refused.value.error == "invalid_blocks"
    assert refused.value.messages == ("must be less than 3001 characters [json-pointer:/blocks/1/text/text]",)
    assert refused.value.as_answer()["response_metadata"]["messages"][0].startswith("[ERROR] must be less")


WRONG: dict[str, Json] = {
    "no object": [],  # type: ignore[dict-item]
    "header without text": {"type": "header"},
    "elements that are no list": {"type": "actions", "elements": "x"},
    "elements that are no objects": actions("x"),  # type: ignore[arg-type]
    "workflow button without workflow": actions({"type": "workflow_button", "text": plain(1)}),
    "image without any source": section(accessory={"type": "image", "alt_text": "a"}),
    "icon button without icon": {"type": "context_actions", "elements": [{"type": "icon_button", "text": plain(1)}]},
    "page size that is no number": data_table(page_size="5"),
    "cell of an unknown type": data_table(rows=[[cell()], [{"type": "raw_date"}]]),
    "cell without a type": {"type": "table", "rows": [[{}]]},
    "number in a plain table": {"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]},
    "chart without a type": {"type": "data_visualization", "title": "t", "chart": {}},
    "bars without an axis": {"type": "data_visualization", "title": "t", "chart": {"type": "bar", "series": []}},
    "axis without categories": {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "bar", "series": [], "axis_config": {"x": 1}},
    },
    "series without data": {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "bar", "series": [{"name": "s"}], "axis_config": {"categories": ["a"]}},
    },
    "point without value": pie({"label": "a"}),
    "carousel of sections": {"type": "carousel", "elements": [section()]},
    "unknown block": {"type": "sparkles"},
    "no type": {"text": plain(1)},
    "alert in a message": {"type": "alert", "text": plain(1)},
    "section of nothing": {"type": "section"},
    "markup where none is allowed": {"type": "header", "text": {"type": "mrkdwn", "text": "*x*"}},
    "text object without text": section(text={"type": "mrkdwn"}),
    "text that is no text": section(text={"type": "mrkdwn", "text": 5}),
    "emoji in markup": section(text={"type": "mrkdwn", "text": "x", "emoji": True}),
    "verbatim in plain text": section(text={**plain(1), "verbatim": True}),
    "bare string as text": section(text="hello"),
    "unknown key": section(colour="red"),
    "unknown accessory": section(accessory={"type": "plain_text_input"}),
    "unknown element": actions({"type": "dial"}),
    "button with markup": actions({"type": "button", "text": {"type": "mrkdwn", "text": "x"}}),
    "button with an odd style": actions(button(style="loud")),
    "confirm without title": actions(button(confirm={"text": plain(1), "confirm": plain(1), "deny": plain(1)})),
    "same action id twice": actions(button(action_id="a"), button(action_id="a")),
    "same option value twice": actions(menu(options=[option(1), option(1)])),
    "initial option of elsewhere": actions(menu(initial_option=option(7))),
    "options and groups": actions(menu(option_groups=[{"label": plain(1), "options": [option()]}])),
    "option url outside overflow": actions(menu(options=[option(url="u")])),
    "input without element": {"type": "input", "label": plain(1)},
    "button as input": field(button()),
    "number input without decimals told": field({"type": "number_input"}),
    "image with both sources": image(slack_file={"id": "F1"}),
    "image without description": {"type": "image", "image_url": "u"},
    "ragged data table": data_table(rows=[[cell()], [cell(), cell()]]),
    "data table without caption": {"type": "data_table", "rows": [[cell()], [cell()]]},
    "rich text as header cell": data_table(rows=[[{"type": "rich_text", "elements": []}], [cell()]]),
    "number cell without number": data_table(rows=[[cell()], [{"type": "raw_number", "text": "1"}]]),
    "unknown chart": {"type": "data_visualization", "title": "t", "chart": {"type": "donut"}},
    "nothing in the pie": pie(point() | {"value": 0}),
    "words as value": pie(point() | {"value": "many"}),
    "same category twice": bars(["a", "a"]),
    "same series twice": bars(["a"], ("s", "s")),
    "series with gaps": {**bars(["a"]), "chart": {**bars(["a"])["chart"], "axis_config": {"categories": ["b"]}}},
    "card of nothing": {"type": "card", "subtitle": plain(1)},
    "container in a container": container(child_blocks=[container()]),
    "container without a title": {"type": "container", "child_blocks": [{"type": "divider"}]},
    "feedback without words": {"type": "context_actions", "elements": [{"type": "feedback_buttons"}]},
    "odd part of rich text": {"type": "rich_text", "elements": [{"type": "poem", "elements": []}]},
    "context of buttons": {"type": "context", "elements": [button()]},
    "file without source": {"type": "file", "external_id": "x"},
}

WRONG_FIELDS: dict[str, Json] = {
    "options in a menu that asks the app": {"type": "external_select", "options": [option()]},
    "odd query length": {"type": "external_select", "min_query_length": -1},
    "initial option without value": {"type": "external_select", "initial_option": {"text": plain(1)}},
    "initial options of one": {"type": "static_select", "options": [option()], "initial_options": [option()]},
    "no initial option at all": {"type": "checkboxes", "options": [option()], "initial_options": []},
    "initial tick of elsewhere": {"type": "checkboxes", "options": [option()], "initial_options": [option(7)]},
    "initial radio of elsewhere": {"type": "radio_buttons", "options": [option()], "initial_option": option(7)},
    "day that does not exist": {"type": "datepicker", "initial_date": "2026-02-30"},
    "day in another format": {"type": "datepicker", "initial_date": "30/11/2026"},
    "day that is no text": {"type": "datepicker", "initial_date": 20261130},
    "time that does not exist": {"type": "timepicker", "initial_time": "24:00"},
    "time without a nought": {"type": "timepicker", "initial_time": "9:00"},
    "zone that does not exist": {"type": "timepicker", "timezone": "Mars/Base"},
    "moment in milliseconds": {"type": "datetimepicker", "initial_date_time": 1_700_000_000_000},
    "value that is no text": {"type": "url_text_input", "initial_value": 5},
    "lengths the wrong way round": {"type": "plain_text_input", "min_length": 5, "max_length": 4},
    "value beyond its length": {"type": "plain_text_input", "max_length": 4, "initial_value": "xxxxx"},
    "kind of conversation that there is not": {"type": "conversations_select", "filter": {"include": ["secret"]}},
    "filter by nothing known": {"type": "conversations_select", "filter": {"only": ["public"]}},
    "key of another field": {"type": "url_text_input", "multiline": True},
}


@pytest.mark.parametrize("name", WRONG_FIELDS)
def test_fields_that_slack_refuses_are_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="json-pointer:/view/blocks/0/element") as refused:
        check_view(modal(submit=plain(1), blocks=[field(WRONG_FIELDS[name])]))
    assert refused.value.error == "invalid_arguments"


def test_fields_that_slack_takes_are_taken() -> None:
    elements: list[Json] = [
        {"type": "external_select", "min_query_length": 0, "initial_option": option(), "placeholder": plain(5)},
        {"type": "datepicker", "initial_date": "2024-02-29", "focus_on_load": True},
        {"type": "timepicker", "initial_time": "04:00", "timezone": "Europe/Lisbon"},
        {"type": "datetimepicker", "initial_date_time": 1_700_000_000},
        {"type": "url_text_input", "initial_value": "https://x.y"},
        {
            "type": "conversations_select",
            "initial_conversation": "C1",
            "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
        },
        {"type": "plain_text_input", "multiline": True, "max_length": 5, "initial_value": "xxxxx"},
        {"type": "checkboxes", "options": [option(0), option(1)], "initial_options": [option(1)]},
    ]
    check_view(modal(submit=plain(1), blocks=[field(element) for element in elements]))


def test_views_as_a_whole() -> None:
    chart: Json = {"type": "home", "blocks": [data_table()]}
    check_view(chart)
    focused = [field({"type": "plain_text_input", "focus_on_load": True}) for _ in range(2)]
    for wrong in (
        {**chart, "type": "modal", "title": plain(1)},
        {**chart, "submit": plain(1)},
        {**chart, "blocks": [pie(point())]},
        modal(submit=plain(1), blocks=focused),
    ):
        with pytest.raises(RefusedError, match="invalid_arguments"):
            check_view(wrong)
    texts = [section(text=plain(3000)) for _ in range(90)]
    with pytest.raises(RefusedError, match="view_too_large"):
        check_view(modal(blocks=texts))


@pytest.mark.parametrize("name", WRONG)
def test_what_slack_refuses_is_refused(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_message({"text": "t", "blocks": [WRONG[name]]})
    assert refused.value.error == "invalid_blocks"
    assert "[json-pointer:/blocks/0" in refused.value.messages[0]


FINE: list[Json] = [
    section(accessory=image(), block_id="named", expand=True),
    section(accessory={"type": "checkboxes", "options": [option(text={"type": "mrkdwn", "text": "*x*"})]}),
    {"type": "context", "elements": [image(), {"type": "mrkdwn", "text": "x", "verbatim": True}]},
    actions(
        button(action_id="a", style="primary", url="https://x.y", value="v"),
        menu(action_id="b", initial_option=option(0)),
        {"type": "workflow_button", "text": plain(1), "workflow": {}, "action_id": "w"},
        {"type": "overflow", "options": [option(url="https://x.y")]},
        {"type": "users_select", "placeholder": plain(5)},
        {"type": "datepicker", "initial_date": "2026-11-21"},
        {"type": "multi_static_select", "options": [option(0), option(1)], "initial_options": [option(1)]},
    ),
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain(1), "value": "1"},
                "negative_button": {"text": plain(1), "value": "0"},
            }
        ],
    },
    field({"type": "number_input", "is_decimal_allowed": True}, optional=True, dispatch_action=True),
    {"type": "file", "external_id": "x", "source": "remote"},
    data_table(rows=[[cell(), cell()], [{"type": "raw_number", "value": 1.5}, {"type": "rich_text", "elements": []}]]),
    bars(["a", "b"], ("s", "t"), x_label="x", y_label=None),
    container(subtitle=plain(1), child_blocks=[section(), actions(button())]),
]


@pytest.mark.parametrize("place", range(len(FINE)))
def test_what_slack_takes_is_taken(place: int) -> None:
    check_message({"text": "t", "blocks": [FINE[place]]}, posted=True)


def test_block_ids_are_unique_in_a_message() -> None:
    twice = [{"type": "divider", "block_id": "b"}] * 2
    with pytest.raises(RefusedError, match='block_id "b" already exists'):
        check_message({"blocks": twice})


@pytest.mark.parametrize(
    ("block", "fits", "beyond"),
    [
        ("markdown", {"type": "markdown", "text": "x" * 6000}, 3),
        ("table", {"type": "table", "rows": [[cell("x" * 2500)] * 2]}, 3),
        ("data_table", data_table(rows=[[cell("x" * 2500)] * 2] * 2), 3),
    ],
)
def test_limits_over_all_blocks_of_a_kind(block: str, fits: Json, beyond: int) -> None:
    check_message({"text": "t", "blocks": [fits] * (beyond - 1)})
    with pytest.raises(RefusedError, match=f"{block} blocks must have less than"):
        check_message({"text": "t", "blocks": [fits] * beyond})


def test_posted_blocks_have_a_limit_together_that_answers_have_not() -> None:
    long = {"text": "t", "blocks": [section(text=plain(3000))] * 5}
    check_message(long)
    with pytest.raises(RefusedError, match="msg_blocks_too_long"):
        check_message(long, posted=True)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": 5}, "invalid_arguments"),
        ({"blocks": "[]"}, "invalid_blocks_format"),
        ({"blocks": {}}, "invalid_blocks_format"),
        ({"attachments": "no"}, "invalid_attachments"),
        ({"attachments": ["no"]}, "invalid_attachments"),
        ({"text": "t", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"attachments": [{"blocks": [{"type": "nope"}]}]}, "invalid_blocks"),
    ],
)
def test_messages_that_cannot_be_sent(payload: Json, error: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_message(payload)
    assert refused.value.error == error


@pytest.mark.parametrize(
    "view",
    [
        {"type": "modal", "blocks": []},
        {"type": "drawer", "title": plain(1), "blocks": []},
        modal(title={"type": "mrkdwn", "text": "x"}),
        modal(blocks=[field({"type": "plain_text_input"})]),
        modal(blocks=[pie(point())]),
        modal(blocks=[data_table()]),
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        modal(colour="red"),
        "no view",
        None,
    ],
)
def test_views_that_cannot_be_opened(view: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        check_view(view)
    assert refused.value.error == "invalid_arguments"


def test_a_form_with_a_submit_button_is_fine() -> None:
    check_view(modal(blocks=[field({"type": "plain_text_input"})], submit=plain(4)))
    check_view({"type": "home", "blocks": [section(), data_table()]})


def test_offered_options() -> None:
    check_options({"options": []})
    check_options({"options": [option()]})
    with pytest.raises(RefusedError):
        check_options({"options": [{"text": "x"}]})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "elements",
                    "rows",
                    "chart",
                    "options",
                    "value",
                    "block_id",
                    "fields",
                    "initial_options",
                ]
            ),
            inner | st.sampled_from(["section", "actions", "plain_text", "mrkdwn", "static_select", "table", "card"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(anything, anything)
def test_any_json_gives_an_answer(first: Any, second: Any) -> None:
    for check_one, value in (
        (check_message, {"blocks": [first], "attachments": [second]}),
        (check_message, {"blocks": first, "text": second}),
        (check_view, first),
        (check_view, {"type": "modal", "title": first, "blocks": second}),
        (check_options, {"options": first}),
    ):
        with suppress(RefusedError):
            check_one(value)
