"""What features declare, and how buttons, menus and windows are labelled: in the voice, and short for a phone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import click
import pytest

from bot.app import COMMANDS, FEATURES
from bot.cli import main
from bot.feature import collect_commands
from bot.install.oauth import OAuthGrant
from bot.install.pages import FAILED_PAGE, REFUSAL_PAGES, WRONG_METHOD_PAGE, InstallPage, installed_page
from bot.slack.command import Synonyms, WordHint
from tests.voice.banned import breaches
from tests.voice.shapes import misspelt
from tests.voice.source_texts import BOT
from tests.voice.spared import without_quotes

MOST_LETTERS: Final = 24  # of a window's title by Slack's rules, and of a label that a phone shows whole
LABELS: Final = {
    "ButtonSpec": ("label",),
    "ConfirmSpec": ("title", None, "confirm_label"),
    "build_modal": ("title",),
    "MenuSpec": ("label",),
}
LABEL_KEYWORDS: Final = ("submit_label", "close_label", "placeholder")


def wrong_in(text: str) -> list[str]:
    found = (*breaches(without_quotes(text)), *misspelt(text))
    return [f"“{said}” -> {why}" for said, why in found]


def declared_texts() -> Iterator[tuple[str, str]]:
    for command in collect_commands(FEATURES):
        yield command.name, command.summary
        yield from ((f"{command.name} {usage.usage}", usage.effect) for usage in command.usages)
        yield from ((command.name, note) for note in command.notes)
        yield from hints_of(command.synonyms)
    for feature in FEATURES:
        yield from hints_of(feature.synonyms)


def hints_of(synonyms: Synonyms) -> Iterator[tuple[str, str]]:
    return ((key, meaning.text) for key, meaning in synonyms.items() if isinstance(meaning, WordHint))


def labels_of(code: str) -> Iterator[tuple[int, str]]:
    """Yield line and words of each label that code gives a button, menu, window or field; names in it are left out."""
    for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        places = LABELS.get(getattr(call.func, "id", ""), ())
        given = [value for place, value in zip(places, call.args, strict=False) if place]
        given += [each.value for each in call.keywords if each.arg in (*filter(None, places), *LABEL_KEYWORDS)]
        for value in given:
            pieces = value.values if isinstance(value, ast.JoinedStr) else [value]
            words = [str(each.value) for each in pieces if isinstance(each, ast.Constant)]
            if words:
                yield value.lineno, "".join(words)


def all_labels() -> list[tuple[str, str]]:
    return [
        (f"{path.relative_to(BOT)}:{line}", label)
        for path in sorted(BOT.rglob("*.py"))
        for line, label in labels_of(path.read_text("utf-8"))
    ]


def test_no_usage_note_or_hint_is_out_of_the_voice() -> None:
    texts = list(declared_texts())
    assert len(texts) > len(COMMANDS) * 2
    assert [(place, wrong) for place, text in texts for wrong in wrong_in(text)] == []


def test_labels_and_titles_are_short_and_in_the_voice() -> None:
    labels = all_labels()
    assert len(labels) > 200
    assert [each for each in labels if len(each[1]) > MOST_LETTERS] == []
    assert [(place, wrong) for place, label in labels for wrong in wrong_in(label.strip())] == []


def test_labels_are_found_where_they_are_given() -> None:
    code = (
        'ButtonSpec("Book it", "a")\nbuild_modal(title=f"Note on {name}")\ntext_input("x", placeholder="5h")\nf("no")'
    )
    assert list(labels_of(code)) == [(1, "Book it"), (2, "Note on "), (3, "5h")]


def commands_of(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), list(commands_of(main, "roadmate")))
def test_the_help_of_the_command_line_is_in_the_voice(path: str, command: click.Command) -> None:
    with click.Context(command, info_name=path, max_content_width=500) as context:
        assert wrong_in(command.get_help(context)) == []


GRANT: Final = OAuthGrant("T1", "Infra", None, "UBOT", "A1", "xoxb-1")


@pytest.mark.parametrize(
    "page",
    [*REFUSAL_PAGES.values(), FAILED_PAGE, WRONG_METHOD_PAGE, installed_page(GRANT, command="/roadmate", app_url="x")],
    ids=lambda page: page.title,
)
def test_the_pages_of_an_installation_are_in_the_voice(page: InstallPage) -> None:
    assert wrong_in(f"{page.title}\n{page.body}") == []
