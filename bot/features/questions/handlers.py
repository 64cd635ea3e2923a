"""Answer what people ask in plain words: run what only reads, offer what changes something, else find topics."""

from __future__ import annotations

from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.named_subjects import names_anywhere
from bot.catalog.lookup.search import rank_content
from bot.catalog.lookup.subject import Subject
from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.lookup.typos import correct_words
from bot.catalog.lookup.word_matching import Word, fold_word, name_key, parse_words, split_words
from bot.catalog.per_catalog import kept_per_catalog
from bot.catalog.ranking import content_terms
from bot.catalog.ranking.stemming import stem
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.features.hours.handlers import interpret_line
from bot.features.hours.handlers.interpret_line import InterpretedEntry
from bot.features.questions import views
from bot.features.questions.rules import intents, readable, sentences
from bot.features.roadmap.rules.query import PATH_WORDS
from bot.slack.message import Message
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy
from bot.timeexpr.past_days import find_days

MAX_QUERY_LENGTH = 390
MAX_QUESTION_WORDS = 40


def read_question(deps: Deps, request: Request) -> Message | str | None:
    """Return the answer to a text, or the line of a command that answers it; None for a few words to look up."""
    text, catalog = request.text.strip(), deps.catalog.of(request.workspace)
    if problem := readable.find_unreadable(text):
        return views.render_unreadable(problem)
    minutes = _find_minutes(text)
    if minutes and readable.is_command_line(text):
        return views.render_unreadable(readable.Unreadable.CODE)
    not_own = sentences.find_not_own(text, catalog.content_index.postings) if minutes else None
    if minutes and not not_own and sentences.reports_hours(text):
        return offer_hours(deps, request, minutes)
    if asked := intents.find_intent(text, catalog.content_index.postings, _name_stems(catalog)):
        return views.render_offer(asked.intent.offer, asked.lines) if asked.intent.changes else asked.lines[0]
    if minutes and not sentences.is_question(text):
        return views.render_not_own(not_own) if not_own else offer_hours(deps, request, minutes)
    is_mark = text.casefold().endswith(" known") and not sentences.is_question(text)
    return None if is_mark or sentences.is_looked_up(text) else find_topics(catalog, text)


def find_topics(catalog: Catalog, text: str) -> Message | str:
    """Return the topics that say most about a question, or the look-up of the one thing that it names."""
    words = _words(text)
    saying = " ".join(word.typed for word in words if content_terms.says_something(word.typed))
    if not saying:
        return "roadmate help"
    if is_full_name(catalog, saying):
        is_path = any(word.typed in PATH_WORDS for word in words) and name_key(saying) in catalog.vocabulary.roadmaps
        return f"roadmap {saying} path" if is_path else f"roadmap {saying}"
    corrected = correct_words(catalog, words, {}, is_question=True)
    found = rank_content(catalog, corrected.words)
    if not found.topics:
        return views.render_nothing_found(text)
    more = " ".join(("search", *(word.typed for word in corrected.words if word.typed != "share")))[:MAX_QUERY_LENGTH]
    return views.render_topics(text, found.topics, corrected.corrections, more)


def offer_hours(deps: Deps, request: Request, minutes: int) -> Message:
    """Offer to log what a sentence tells of; nothing is logged before a press."""
    today = requester_today(deps, request)
    offered = request.with_text(request.text.strip())
    read = interpret_line.interpret_line(deps, offered, offered.text, today)
    if isinstance(read, tuple):
        return _offer_entries(request, read, today)
    subjects = names_anywhere(deps.catalog.of(request.workspace), _subject_words(request.text))
    if not subjects:
        return views.render_length_offer(minutes)
    pairs = [(_pending(request, minutes, subject, today), subject) for subject in subjects]
    return views.render_hours_offer(*pairs[0], today) if len(pairs) == 1 else views.render_subject_offer(pairs, today)


def _offer_entries(request: Request, entries: tuple[InterpretedEntry, ...], today: date) -> Message:
    """Offer what a sentence says without any doubt."""
    pairs = [(each.pending.model_copy(update={"key": _offer_key(request)}), each.subject) for each in entries]
    line = LogLinePayload.model_construct(key=_offer_key(request), day=today, text=request.text.strip())
    if len(pairs) == 1:
        return views.render_hours_offer(*pairs[0], today)
    if line.fits_in_button():
        return views.render_lines_offer(pairs, line, today)
    return views.render_length_offer(pairs[0][0].minutes)


def _pending(request: Request, minutes: int, subject: Subject, today: date) -> PendingEntryPayload:
    area, roadmap, topic = subject.ledger_ids
    day = next((found.day for found in find_days(tidy(request.text), today) if found.day and not found.problem), today)
    return PendingEntryPayload(
        key=_offer_key(request), minutes=minutes, area=area, roadmap=roadmap, topic=topic, day=day
    )


def _offer_key(request: Request) -> str:
    """Return the key under which an offer is logged once; the message itself has logged nothing."""
    return f"offer:{request.key}"


def _find_minutes(text: str) -> int:
    found = parse.find(tidy(text), bare=False)
    return found.minutes if isinstance(found, parse.Duration) else 0


def _subject_words(text: str) -> tuple[Word, ...]:
    """Return the words of a sentence that may name what was learned, without its length."""
    found = parse.find(tidy(text), bare=False)
    rest = found.rest if isinstance(found, parse.Duration) else text
    return tuple(word for word in parse_words(rest) if content_terms.says_something(word.typed))


def _words(text: str) -> tuple[Word, ...]:
    plain = [word.casefold() for word in split_words(text)][:MAX_QUESTION_WORDS]
    return tuple(Word(word, fold_word(word)) for word in plain)


@kept_per_catalog
def _name_stems(catalog: Catalog) -> frozenset[str]:
    """Return the stems of the words in the names of the content."""
    return frozenset(map(stem, catalog.search_index.correctable_words))
