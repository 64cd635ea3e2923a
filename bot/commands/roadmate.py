"""Answer `/roadmate`: pass each word to the feature that answers it."""

from __future__ import annotations

import difflib
from typing import Final

from bot.deps import Deps
from bot.dispatch.request import Request, Response, mentions_as_names
from bot.dispatch.router import Router
from bot.feature import SHARED_COMMAND, Answer
from bot.features.help import views as help_views
from bot.features.settings.views import page as settings_page
from bot.slack.command import command_for_word
from bot.slack.message import Message
from bot.slack.mrkdwn import unescape

NAME: Final = SHARED_COMMAND
_ALIASES: Final = {"": "help", "setting": "settings"}


def register(router: Router, deps: Deps) -> None:
    """Register the command and the button that sends one of its words."""
    router.on_command(deps, NAME, answer_roadmate)
    router.on_click(deps, "roadmate.say", answer_roadmate)


def answer_roadmate(deps: Deps, request: Request) -> Response:
    """Answer whatever was typed after `/roadmate`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    first, _, rest = unescape(request.text).strip().partition(" ")
    words = _words(deps)
    word = _ALIASES.get(first.casefold(), first.casefold())
    word_request = request.with_text(rest.strip())
    if word in words and word_request.text.casefold() == "help":
        return help_views.render_word_help(deps.commands, NAME, word)
    if word not in words:
        return _answer_unknown_word(deps, word, mentions_as_names(unescape(request.text)), rest)
    answer: Response = words[word](deps, word_request)
    return answer


def _words(deps: Deps) -> dict[str, Answer]:
    return {word: answer for feature in deps.features for word, answer in feature.words.items()}


def _answer_unknown_word(deps: Deps, word: str, typed: str, rest: str) -> Message:
    """Point to the command that has this word, or suggest the nearest word with the rest that was typed."""
    if command := command_for_word(deps.commands, word):
        return settings_page.render_other_command(typed, f"{command} {rest}".strip())
    near = next(iter(difflib.get_close_matches(word, _words(deps), 1, 0.7)), "")
    return settings_page.render_not_understood(typed, suggestion=f"{near} {rest}".strip() if near else "")
