"""Sentences and lines that several messages about suggestions have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.catalog.lessons import Question, Resource
from bot.features.suggestions.rules.proposals import Part, Proposal, SuggestionKind, Target, TopicWords
from bot.features.suggestions.rules.word_changes import Passage, compare_texts
from bot.slack.mrkdwn import escape, format_count, join_words, person_name
from bot.ui.resource_text import resource_line

_SHOWN_KEEPERS = 3


def keepers_text(names: Sequence[str]) -> str:
    """Return who looks at a suggestion: `Ana and Ben look at it`; without anybody an admin will."""
    if not names:
        return "An admin looks at it"
    shown = [person_name(each) for each in names[:_SHOWN_KEEPERS]]
    if more := len(names) - len(shown):
        shown.append(format_count(more, "other"))
    return f"{join_words(shown)} {'look' if len(names) > 1 else 'looks'} at it"


def part_text(target: Target, *, takes_out: bool = False) -> str:
    """Return what a suggestion is about, behind the name of its topic: `its text and key terms`."""
    match target.kind:
        case SuggestionKind.WORDS:
            return "its text and key terms"
        case SuggestionKind.RESOURCE if takes_out:
            return "take out a resource"
    what = "resource" if target.kind is SuggestionKind.RESOURCE else "question"
    return f"a new {what}" if target.is_new else f"a {what}"


def gist_text(proposal: Proposal) -> str:
    """Return in a few words what would be different: the first thing that a suggestion changes."""
    part = proposal.after or proposal.before
    if isinstance(part, Resource):
        return part.title
    if isinstance(part, Question):
        return part.ask
    changed = proposal.changed_fields
    return "" if part is None else part.text if "text" in changed else ", ".join(part.terms) or "no key terms"


def change_lines(proposal: Proposal, now: Part | None, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield what is in force `now` and what would be instead; each is under a word of its own, not marked alone.

    `titles` are those of the topic's resources, by slug.
    """
    after = proposal.apply_to(now)
    if now is None and after is not None:
        yield "*New*"
        yield from _plain_lines(after, titles)
    elif now is not None and after is None:
        yield "*Take out*"
        yield from _plain_lines(now, titles)
    elif now is not None and after is not None:
        yield from _compared_lines(now, after, titles)


def _compared_lines(now: Part, after: Part, titles: Mapping[str, str]) -> Iterator[str]:
    old, new = list(_named_texts(now, titles)), list(_named_texts(after, titles))
    pairs = [(name, text, dict(new).get(name, "")) for name, text in old]
    changed = [(name, *compare_texts(before, then)) for name, before, then in pairs if before != then]
    if not changed:
        yield from _plain_lines(now, titles)
        return
    yield from ("*Before*", *(_labelled(name, _struck(passages)) for name, passages, _ in changed))
    yield from ("*After*", *(_labelled(name, _bold(passages)) for name, _, passages in changed))
    if isinstance(now, Question):
        yield from _unchanged_question_lines(now, [name for name, _, _ in changed], titles)


def _unchanged_question_lines(now: Question, changed: Sequence[str], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield what a changed question goes on saying, as nobody judges one option alone."""
    rest = [_labelled(name, escape(text)) for name, text in _named_texts(now, titles) if name not in changed]
    if rest:
        yield from ("*Unchanged*", *rest)


def _plain_lines(part: Part, titles: Mapping[str, str]) -> Iterator[str]:
    if isinstance(part, Resource):
        yield resource_line(part)
        yield escape(part.url)
    else:
        yield from (_labelled(name, escape(text)) for name, text in _named_texts(part, titles) if text)


def _named_texts(part: Part, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each text of a part with the name that people know it by; its order is that of the form."""
    match part:
        case TopicWords():
            yield "Text", part.text
            yield "Key terms", ", ".join(part.terms)
        case Resource():
            yield "Title", part.title
            yield "Link", part.url
            yield "Kind", part.kind
            yield "Minutes", str(part.minutes)
            yield "Price", part.price
        case Question():
            yield "Question", part.ask
            for number, option in enumerate(part.options, 1):
                yield f"Option {number}", option
            yield "Right", f"Option {part.right}"
            yield "Why", part.reason
            yield "Resource", titles.get(part.resource, part.resource)


def _labelled(name: str, words: str) -> str:
    return f"• {name}: {words or '(nothing)'}"


def _struck(passages: Iterable[Passage]) -> str:
    return " ".join(f"~{escape(each.text)}~" if each.is_changed else escape(each.text) for each in passages)


def _bold(passages: Iterable[Passage]) -> str:
    return " ".join(f"*{escape(each.text)}*" if each.is_changed else escape(each.text) for each in passages)
