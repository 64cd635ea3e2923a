"""The few kinds of blocks that our messages are made of, within Slack's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    RawNumber,
    RawText,
    SectionBlock,
    StaticSelectMenu,
    Text,
    TextType,
)
from slackblocks.objects import AxisConfig

from bot.slack.mrkdwn import clip

MAX_SECTION: Final = 3000
MAX_VALUE: Final = 2000
MAX_CHOICES: Final = 100
MAX_CHOICE: Final = 150  # characters of the value behind a choice


@dataclass(frozen=True, slots=True)
class Confirm:
    """The question before a step that takes something away; `text` names the effect."""

    title: str
    text: str
    yes: str
    no: str = "Keep it"


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what it says, the action it asks for and the value that travels with it."""

    label: str
    action: str
    value: str = "-"
    style: Literal["primary", "danger"] | None = None
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu in a message: what it is for, the action it asks for, and its choices (what each says, and its value).

    `chosen` is the value that stands in it.
    """

    label: str
    action: str
    choices: Sequence[tuple[str, str]]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table's cell that is sorted by `value` and reads `text`."""

    value: int
    text: str


def section(markdown: str, press: Press | None = None) -> SectionBlock:
    """A paragraph, with a button beside it if need be."""
    return SectionBlock(_markdown(clip(markdown, MAX_SECTION)), accessory=_button(press, 0) if press else None)


def header(words: str) -> HeaderBlock:
    """A headline in plain text."""
    return HeaderBlock(clip(words, 150))


def context(markdown: str) -> ContextBlock:
    """Small print."""
    return ContextBlock([_markdown(clip(markdown, 2000))])


def divider() -> DividerBlock:
    """A thin line."""
    return DividerBlock()


def actions(*presses: Press | Menu | None) -> ActionsBlock | None:
    """A row of buttons and menus; nothing where there are none."""
    used = [
        _menu(each, number) if isinstance(each, Menu) else _button(each, number)
        for number, each in enumerate((each for each in presses if each), start=1)
    ]
    return ActionsBlock(list(used[:25])) if used else None


def rows_of_actions(presses: Sequence[Press], each: int = 5) -> list[ActionsBlock]:
    """Many buttons in rows that fit a narrow window."""
    blocks = (actions(*presses[start : start + each]) for start in range(0, len(presses), each))
    return [block for block in blocks if block]


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str | float | Figure]]) -> DataTableBlock:
    """Slack's sortable table; at most a hundred rows."""
    cells = [[RawText(name) for name in head]]
    cells += [[_cell(value) for value in row] for row in rows[:100]]  # type: ignore[misc]
    return DataTableBlock(rows=cells, caption=clip(caption, 150), page_size=min(100, max(5, len(rows))))  # type: ignore[arg-type]


def bars(title: str, unit: str, values: Sequence[tuple[str, float]]) -> DataVisualizationBlock:
    """Slack's bar chart; at most six bars, since older clients draw no more."""
    points = [DataPoint(clip(label, 20), value) for label, value in values[:6]]
    labels = [point.label for point in points]
    chart = BarChart(series=[DataSeries(clip(unit, 20), points)], axis_config=AxisConfig(categories=labels))
    return DataVisualizationBlock(clip(title, 50), chart)


def _markdown(text: str) -> Text:
    return Text(text, TextType.MARKDOWN, verbatim=True)


def _cell(value: str | float | Figure) -> RawText | RawNumber:
    if isinstance(value, Figure):
        return RawNumber(value.value, value.text)
    return RawText(value or "-") if isinstance(value, str) else RawNumber(value, f"{value:g}")


def _button(press: Press, number: int) -> Button:
    if len(press.value) > MAX_VALUE:
        raise ValueError(f"the value of {press.action} is longer than a button can carry")
    return Button(
        clip(press.label, 75),
        action_id=f"{press.action}#{number}",
        value=press.value,
        style=press.style,
        confirm=_confirm(press.confirm) if press.confirm else None,
    )


def _menu(menu: Menu, number: int) -> StaticSelectMenu:
    if any(len(value) > MAX_CHOICE for _, value in menu.choices):
        raise ValueError(f"a value of {menu.action} is longer than a menu can carry")
    options = [(value, Option(Text(clip(label, 75), TextType.PLAINTEXT), value)) for label, value in menu.choices]
    return StaticSelectMenu(
        action_id=f"{menu.action}#{number}",
        options=[option for _, option in options[:MAX_CHOICES]],
        initial_option=next((option for value, option in options if value == menu.chosen), None),
        placeholder=clip(menu.label, 150),
    )


def _confirm(confirm: Confirm) -> ConfirmationDialogue:
    return ConfirmationDialogue(
        title=clip(confirm.title, 100),
        text=clip(confirm.text, 300),
        confirm=clip(confirm.yes, 30),
        deny=clip(confirm.no, 30),
    )
