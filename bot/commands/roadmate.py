"""Answer `/roadmate`: pass each word to the feature that answers it."""

from __future__ import annotations

import difflib
from typing import Final

from bot.deps import Deps
from bot.dispatch import command_words
from bot.dispatch.request import Request, Response, mentions_as_names
from bot.dispatch.router import Router
from bot.feature import SHARED_COMMAND, Answer
from bot.features.help import views as help_views
from bot.features.settings.views import page as settings_page
from bot.slack.command import WordHint, command_for_word
from bot.slack.message import Message
from bot.slack.slash import SLASH
from bot.slack.typed_text import split_first_word

NAME: Final = SHARED_COMMAND


def register(router: Router, deps: Deps) -> None:
    """Register the command and the button that sends one of its words."""
    router.on_command(deps, NAME, answer_roadmate)
    router.on_click(deps, "roadmate.say", lambda deps, request: router.answer_command(deps, NAME, request))


def answer_roadmate(deps: Deps, request: Request) -> Response:
    """Answer whatever was typed after `/roadmate`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    first, rest = split_first_word(request.text)
    words = _words(deps)
    word = first.casefold() or "help"
    word_request = request.with_text(rest)
    if word in words and word_request.text.casefold() == "help":
        return help_views.render_word_help(deps.commands, NAME, word)
    if word not in words:
        return _answer_unknown_word(deps, word, mentions_as_names(request.text), rest)
    answer: Response = words[word](deps, word_request)
    return answer


def _words(deps: Deps) -> dict[str, Answer]:
    return {word: answer for feature in deps.features for word, answer in feature.words.items()}


def _answer_unknown_word(deps: Deps, word: str, typed: str, rest: str) -> Message:
    """Offer what the word stands for, or the nearest word, with the rest that was typed."""
    line, meaning = command_for_word(deps.commands, word), deps.words.synonyms.get(word)
    if meaning and not line:
        hint = meaning if isinstance(meaning, WordHint) else WordHint(f"Did you mean `{SLASH}{meaning}`?", (meaning,))
        return command_words.render_word_hint(hint)
    near = next(iter(difflib.get_close_matches(word, _words(deps), 1, 0.7)), "")
    line = line or (f"{NAME} {near}" if near else "")
    return settings_page.render_not_understood(typed, suggestion=f"{line} {rest}".strip() if line else "")
