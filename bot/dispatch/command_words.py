"""Read what people type in place of a command's own words, and answer with the command that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.lookup.word_matching import joined_key, parse_words
from bot.deps import Deps
from bot.dispatch.request import Request, Response
from bot.feature import SHARED_COMMAND, WordIndex
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.command import Command, WordHint
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import unescape
from bot.slack.slash import SLASH

ALONE: Final = ""  # the name of the command where none is typed, in a mention or direct message

_LOOK_UP: Final = "roadmap"  # what words alone are looked up with
_HELP: Final = "help"
_LONGEST: Final = 40  # characters of what is looked up here
_MARKS: Final = " \t\n,:;.!?*_~`"
_LEADING_FILLERS: Final = frozenset({"please", "show", "view", "see", "open", "my", "the", "our", "a"})
_TRAILING_FILLERS: Final = frozenset({"please", "pls", "now"})


def answer_command(
    handlers: Mapping[str, Callable[[Deps, Request], Response]], deps: Deps, name: str, request: Request
) -> Response:
    """Answer a command, or the one that the words behind it stand for; words `ALONE` for none are looked up.

    Raises:
        KeyError: there is no such command.
    """
    meaning = read_meaning(deps, request.workspace, name, request.text)
    if isinstance(meaning, WordHint):
        deps.directory.ensure_member(request.workspace, request.member, request.name)
        return render_word_hint(meaning)
    if meaning:
        name, _, rest = meaning.partition(" ")
        request = request.with_text(rest)
    return handlers[name or _LOOK_UP](deps, request)


def read_meaning(deps: Deps, workspace: str, name: str, text: str) -> str | WordHint | None:
    """Return the line of a command that words behind this one stand for, or what to say; None to take them as typed."""
    command = deps.words.commands[name or _LOOK_UP]
    if (line := _line_of_another_command(deps, name, text)) and line not in command.synonyms:
        return line
    for key in _keys(unescape(text)):
        found = _find_synonym(deps.words, command, name, key)
        is_own = bool(name) and key in command.synonyms
        if found and not (command.reads_names and not is_own and _names_content(deps.catalog.of(workspace), key)):
            return found
    return _line_with_rest(deps.words, command, name, text)


def render_word_hint(hint: WordHint) -> Message:
    """Render a hint with the buttons of its commands."""
    buttons = [ButtonSpec(f"{SLASH}{line}", "roadmate.say", line) for line in hint.commands]
    return compose_message(section(hint.text), actions(*buttons))


def _find_synonym(index: WordIndex, command: Command, name: str, key: str) -> str | WordHint | None:
    """Return the meaning of a tidied text: the command's own, else the shared one, else that of a `/roadmate` word."""
    if name and key in command.synonyms:
        return _spelled_out(command.synonyms[key] or f"{name} {key}", name)
    if name and key.isalpha() and any(key == form.usage for form in command.usages):
        return f"{name} {key}"
    found = index.synonyms.get(key)
    if isinstance(found, WordHint):
        is_run = found.runs_alone and name in (ALONE, found.commands[0].split()[0])
        return found.commands[0] if is_run else found
    if found:
        return _spelled_out(found, name)
    if key in index.commands:
        return key
    return f"{SHARED_COMMAND} {key}" if key in index.shared_words else None


def _spelled_out(meaning: str | WordHint, name: str) -> str | WordHint:
    return f"{name or SHARED_COMMAND} {_HELP}" if meaning == _HELP else meaning


def _line_of_another_command(deps: Deps, name: str, text: str) -> str | None:
    """Return the line of a command that is typed behind a command: `/roadmate log 2h vpc`, `/log /log 1h`.

    Behind a command that finds content, a command's name with more words may be content too, unless it has its slash.
    """
    first, rest = (*text.split(maxsplit=1), "", "")[:2]
    bare = first.casefold().strip("`").removeprefix("/").removeprefix(deps.settings.command_prefix)
    if name == ALONE or bare not in deps.words.commands:
        return None
    is_sure = name in (SHARED_COMMAND, bare) or first.startswith("/") or not rest.strip(_MARKS)
    return f"{bare} {rest}".strip() if is_sure else None


def _line_with_rest(index: WordIndex, command: Command, name: str, text: str) -> str | None:
    """Return the line for words that take more, such as `snooze until …`, with what is typed after them."""
    for count in (2, 1):
        *words, rest = [*text.split(maxsplit=count), *[""] * count][: count + 1]
        key = f"{' '.join(words)} …".casefold()
        found = command.synonyms.get(key) if name else None
        if found is None and name in (ALONE, SHARED_COMMAND):
            found = index.synonyms.get(key)
        if rest and isinstance(found, str):
            return found.replace("…", rest)
    return None


def _keys(text: str) -> Iterator[str]:
    """Yield a text as it is looked up: tidied, then without what says nothing around its words: `show my stats`."""
    if len(text) > _LONGEST:
        return
    words = [word.strip(_MARKS) or word[:1] for word in text.casefold().split()]
    yield " ".join(words)
    kept = list(words)
    while len(kept) > 1 and (kept[0] in _LEADING_FILLERS or (kept[0] == "me" and kept != words)):
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in _TRAILING_FILLERS:
        kept = kept[:-1]
    if kept != words:
        yield " ".join(kept)


def _names_content(catalog: Catalog, words: str) -> bool:
    """Return whether the words are the whole name of something in the content."""
    return is_full_name(catalog, words) or joined_key(parse_words(words)) in catalog.vocabulary.filter_names
