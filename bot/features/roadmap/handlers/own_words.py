"""The words of `/roadmap` about what one knows oneself: lists, marks, why."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.subjects import Subject, find_subject
from bot.catalog.models import SubtopicReference, TopicReference
from bot.deps import Deps
from bot.dispatch.request import Request, Response
from bot.features.knowing import handlers as knowing_handlers
from bot.features.knowing.views import answers
from bot.features.placement.handlers import known_list
from bot.features.placement.rules.name_list import read_names
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import TopicPage
from bot.features.roadmap.views.fragments import RoadmapPageContext
from bot.features.suggestions.handlers.choosing import suggest_for_topic
from bot.slack.message import AnyMessage, Message

OWN_WORDS: Final = frozenset({*knowing_handlers.VERBS, "parts", "suggest", "why"})  # behind the name of a topic
_KNOWN: Final = frozenset({"known", "know"})
_SAID_FOR: Final = {"done": "known", "not for me": "skip", "not any more": "unmark"}  # by people, and by buttons


def answer_about_own(deps: Deps, request: Request, page_context: RoadmapPageContext) -> Response | None:
    """Answer the words of `/roadmap` about what one knows oneself, or that mark or change a topic; None for others."""
    catalog, words = page_context.catalog, page_context.lookup.query.split()
    words = _tidy_verb(catalog, words)
    match words:
        case ["mine"] | ["known"]:
            return knowing_handlers.show_known(deps, request, None)
        case ["undo"]:
            return knowing_handlers.undo_last(deps, request)
        case ["another"]:
            return knowing_handlers.offer_another(deps, request)
        case [*named, "mine"] | ["mine", *named] if found := catalog.vocabulary.find_roadmap(" ".join(named)):
            return knowing_handlers.show_known(deps, request, found, page_context.lookup.page)
        case [*named, verb] if verb in OWN_WORDS and not is_name(catalog, words):
            return _answer_verb(deps, request, page_context, named, verb)
    return None


def _tidy_verb(catalog: Catalog, words: list[str]) -> list[str]:
    """Return the words with what people say for a verb in its place: `mark pods as known`, `pods not for me`."""
    line = " ".join(words)
    said = next((each for each in _SAID_FOR if line.endswith(f" {each}")), None)
    if said and not is_name(catalog, words):
        words = [*line.removesuffix(said).split(), _SAID_FOR[said]]
    if words[:1] == ["mark"] and words[-1] in OWN_WORDS:
        words = words[1:]
    return [*words[:-2], words[-1]] if words[-2:-1] == ["as"] and words[-1] in OWN_WORDS else words


def ask_about_slip(deps: Deps, request: Request, words: list[str]) -> Message | None:
    """Ask whether the last word behind a topic is a mistyped one that marks it; None where it may be anything else."""
    catalog, last = deps.catalog.of(request.workspace), words[-1] if words else ""
    verb = next((each for each in knowing_handlers.VERBS if OSA.distance(last, each) == 1), None)
    if verb is None or any(map(catalog.search_index.has_word, word_matching.parse_words(last))):
        return None
    item = find_item(catalog, words[:-1])
    return answers.render_slip(item, last, verb) if item else None


def _answer_verb(
    deps: Deps, request: Request, page_context: RoadmapPageContext, named: list[str], verb: str
) -> Response | None:
    """Answer a word behind names: of one topic what it asks, of others what can be marked; None where none is named."""
    catalog = page_context.catalog
    item = find_item(catalog, named)
    if (verb == "why" or not item) and (lost := _explain_lost(deps, request, named, item)):
        return lost
    if item:
        return _answer_about_topic(deps, request, item, verb, page_context.lookup.page)
    if verb not in _KNOWN:
        called = _find_called(catalog, named)
        return _answer_about_topic(deps, request, called, verb, page_context.lookup.page) if called else None
    names = read_names(catalog, " ".join(named))
    is_named = names.topics or names.groups or any(names.unclear.values())
    return known_list.mark_names(deps, request, names) if is_named else None


def _explain_lost(
    deps: Deps, request: Request, named: list[str], item: TopicReference | SubtopicReference | None
) -> AnyMessage | None:
    """Explain what somebody said under an id that the content has lost, though it may be much like one that it has."""
    catalog = deps.catalog.of(request.workspace)
    if len(named) != 1 or catalog.find_topic(named[0]) or catalog.find_subtopic(named[0]):
        return None
    return knowing_handlers.show_lost_why(deps, request, named[0], item if isinstance(item, TopicReference) else None)


def _answer_about_topic(
    deps: Deps, request: Request, item: TopicReference | SubtopicReference, verb: str, page: int
) -> Response:
    match verb:
        case "why":
            return knowing_handlers.show_why(deps, request, item)
        case "suggest":
            return suggest_for_topic(deps, request, _topic_of(item))
        case "parts":
            return knowing_handlers.show_parts(deps, request, _topic_of(item), page)
    return knowing_handlers.set_state(deps, request, item, knowing_handlers.VERBS[verb])


def _topic_of(item: TopicReference | SubtopicReference) -> TopicReference:
    return item.topic_ref if isinstance(item, SubtopicReference) else item


def is_name(catalog: Catalog, words: list[str]) -> bool:
    """Return whether words are all of a name, so that the last of them is no verb: `Machine Learning`."""
    item = find_item(catalog, words)
    if isinstance(item, SubtopicReference):
        return True
    names = (item.id, item.topic.name, *item.topic.aliases) if item else ()
    return " ".join(words) in {each.casefold() for each in names}


def find_item(catalog: Catalog, words: list[str]) -> TopicReference | SubtopicReference | None:
    """Return the one topic or part that words name, without a doubt."""
    part = catalog.find_subtopic(" ".join(words))
    found = query.parse_query(catalog, " ".join(words)) if words and not part else None
    return found.topic_ref if isinstance(found, TopicPage) and not found.corrections else part


def _find_called(catalog: Catalog, words: list[str]) -> TopicReference | None:
    """Return the topic that is called so, though other topics speak of it too."""
    found = find_subject(catalog, " ".join(words))
    is_sure = isinstance(found, Subject) and not found.rest and not found.corrections
    return found.topic_ref if isinstance(found, Subject) and is_sure else None
