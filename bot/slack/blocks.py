"""Build the few kinds of blocks that our messages are made of, within Slack's limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from slackblocks import (
    ActionsBlock,
    BarChart,
    Button,
    ConfirmationDialogue,
    ContextBlock,
    DataPoint,
    DataSeries,
    DataTableBlock,
    DataVisualizationBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    OverflowMenu,
    RawNumber,
    RawText,
    SectionBlock,
    StaticSelectMenu,
    Text,
    TextType,
)
from slackblocks.objects import AxisConfig

from bot.frozen import frozen
from bot.slack.mrkdwn import clip, visible_label

MAX_SECTION_TEXT: Final = 3000
MAX_SECTION_FIELDS: Final = 10
MAX_BUTTON_VALUE: Final = 2000
MAX_MENU_OPTIONS: Final = 100
MAX_OVERFLOW_OPTIONS: Final = 5
MAX_ROW_BUTTONS: Final = 5  # beside each other in a narrow window; more names are a menu
MAX_MENU_VALUE: Final = 150  # characters of the value behind a choice
KEEPS_MESSAGE: Final = "keeps_message"  # the id of a row whose presses are answered beside the message
_STATE_MARK: Final = "\N{SYMBOL FOR UNIT SEPARATOR}"  # nobody types it


@frozen
class ConfirmSpec:
    """Question before a step that takes something away; `text` names the effect."""

    title: str
    text: str
    confirm_label: str
    cancel_label: str = "Keep it"


@frozen
class ButtonSpec:
    """Button: its label, the action that it asks for and the value that travels with it.

    `state` is that of the thing it changes, as it was when the button was drawn: in another one it does nothing.
    `accessibility_label` says what it does and to what, where several buttons have the same label.
    """

    label: str
    action_id: str
    value: str = "-"
    style: Literal["primary", "danger"] | None = None
    confirm: ConfirmSpec | None = None
    state: str = ""
    accessibility_label: str = ""


@frozen
class MenuSpec:
    """Menu in a message. `options` are pairs of label and value; `selected` is the value that is shown first."""

    label: str
    action_id: str
    options: Sequence[tuple[str, str]]
    selected: str = ""


@frozen
class OverflowSpec:
    """Menu behind three dots, for what few people need: two to five pairs of label and value; one action for all.

    With `roadmate.say` for an action the values are words of a command, as somebody would type them.
    """

    action_id: str
    options: Sequence[tuple[str, str]]
    confirm: ConfirmSpec | None = None


@frozen
class SortableCell:
    """Cell of a table that is sorted by `value` and shows `text`."""

    value: int
    text: str


def section(markdown: str, button: ButtonSpec | OverflowSpec | None = None) -> SectionBlock:
    """Return a paragraph, with a button or a menu behind three dots beside it if one is given."""
    return SectionBlock(
        _markdown(_label(markdown, MAX_SECTION_TEXT)), accessory=_control(button, 0) if button else None
    )


def two_columns(heading: str, rows: Sequence[tuple[str, str]]) -> list[SectionBlock]:
    """Return rows of two cells, side by side on a wide screen and read one after the other; five rows in a block."""
    parts = [rows[start : start + MAX_SECTION_FIELDS // 2] for start in range(0, len(rows), MAX_SECTION_FIELDS // 2)]
    return [
        SectionBlock(
            None if number else _markdown(_label(heading, MAX_SECTION_TEXT)),
            fields=[_markdown(_label(cell, 2000)) for row in part for cell in row],
        )
        for number, part in enumerate(parts)
    ]


def header(text: str) -> HeaderBlock:
    """Return a headline in plain text."""
    return HeaderBlock(_label(text, 150))


def context(markdown: str) -> ContextBlock:
    """Return a line in small print."""
    return ContextBlock([_markdown(_label(markdown, 2000))])


def divider() -> DividerBlock:
    """Return a thin line."""
    return DividerBlock()


def actions(
    *controls: ButtonSpec | MenuSpec | OverflowSpec | None, first: int = 1, keeps_message: bool = False
) -> ActionsBlock | None:
    """Return a row of buttons and menus, numbered from `first` on; None where there are none.

    One that `keeps_message` has its presses answered beside the message, which has more in it; one such row each.
    """
    used = [_control(each, number) for number, each in enumerate((each for each in controls if each), start=first)]
    return ActionsBlock(list(used[:25]), block_id=KEEPS_MESSAGE if keeps_message else None) if used else None


def action_rows(buttons: Sequence[ButtonSpec], per_row: int = MAX_ROW_BUTTONS) -> list[ActionsBlock]:
    """Return many buttons in rows that fit a narrow window."""
    blocks = (actions(*buttons[start : start + per_row]) for start in range(0, len(buttons), per_row))
    return [block for block in blocks if block]


def data_table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str | float | SortableCell]]
) -> DataTableBlock:
    """Return Slack's sortable table, of at most a hundred rows."""
    cells = [[RawText(visible_label(name)) for name in columns]]
    cells += [[_cell(value) for value in row] for row in rows[:100]]  # type: ignore[misc]
    return DataTableBlock(rows=cells, caption=_label(caption, 150), page_size=min(100, max(5, len(rows))))  # type: ignore[arg-type]


def bar_chart(title: str, unit: str, values: Sequence[tuple[str, float]]) -> DataVisualizationBlock:
    """Return Slack's bar chart, of at most six bars, since older clients draw no more."""
    points = [DataPoint(_label(label, 20), value) for label, value in values[:6]]
    labels = [point.label for point in points]
    chart = BarChart(series=[DataSeries(_label(unit, 20), points)], axis_config=AxisConfig(categories=labels))
    return DataVisualizationBlock(_label(title, 50), chart)


def _markdown(text: str) -> Text:
    return Text(text, TextType.MARKDOWN, verbatim=True)


def _label(text: str, limit: int) -> str:
    """Return a text that Slack takes nowhere empty, cut to its limit."""
    return clip(visible_label(text), limit)


def _cell(value: str | float | SortableCell) -> RawText | RawNumber:
    if isinstance(value, SortableCell):
        return RawNumber(value.value, visible_label(value.text, "-"))
    return RawText(visible_label(value, "-")) if isinstance(value, str) else RawNumber(value, f"{value:g}")


def split_state(value: str) -> tuple[str, str]:
    """Return what a pressed button carries, and the state that it was drawn in; empty for a button without one."""
    carried, _, state = value.partition(_STATE_MARK)
    return carried, state


def _control(spec: ButtonSpec | MenuSpec | OverflowSpec, number: int) -> Button | StaticSelectMenu | OverflowMenu:
    match spec:
        case ButtonSpec():
            return _button(spec, number)
        case MenuSpec():
            return _menu(spec, number)
        case OverflowSpec():
            return _overflow(spec, number)


def _button(spec: ButtonSpec, number: int) -> Button:
    value = f"{spec.value}{_STATE_MARK}{spec.state}" if spec.state else spec.value
    if len(value) > MAX_BUTTON_VALUE:
        raise ValueError(f"the value of {spec.action_id} is longer than a button can carry")
    return Button(
        _label(spec.label, 75),
        action_id=f"{spec.action_id}#{number}",
        value=value,
        style=spec.style,
        confirm=_confirm(spec.confirm) if spec.confirm else None,
        accessibility_label=_label(spec.accessibility_label, 75) if spec.accessibility_label else None,
    )


def _menu(spec: MenuSpec, number: int) -> StaticSelectMenu:
    options = list(zip((value for _, value in spec.options), _options(spec), strict=True))
    return StaticSelectMenu(
        action_id=f"{spec.action_id}#{number}",
        options=[option for _, option in options[:MAX_MENU_OPTIONS]],
        initial_option=next((option for value, option in options if value == spec.selected), None),
        placeholder=_label(spec.label, 150),
    )


def _overflow(spec: OverflowSpec, number: int) -> OverflowMenu:
    if len(spec.options) > MAX_OVERFLOW_OPTIONS:
        raise ValueError(f"{spec.action_id} has more options than a menu behind three dots can hold")
    confirm = _confirm(spec.confirm) if spec.confirm else None
    return OverflowMenu(f"{spec.action_id}#{number}", _options(spec), confirm)


def _options(spec: MenuSpec | OverflowSpec) -> list[Option]:
    if any(len(value) > MAX_MENU_VALUE for _, value in spec.options):
        raise ValueError(f"a value of {spec.action_id} is longer than a menu can carry")
    return [Option(Text(_label(label, 75), TextType.PLAINTEXT), value) for label, value in spec.options]


def _confirm(spec: ConfirmSpec) -> ConfirmationDialogue:
    return ConfirmationDialogue(
        title=_label(spec.title, 100),
        text=_markdown(_label(spec.text, 300)),
        confirm=_label(spec.confirm_label, 30),
        deny=_label(spec.cancel_label, 30),
    )
