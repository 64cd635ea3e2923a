"""Account for every word of a line: where it is in what would be booked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.slack import mrkdwn
from bot.slack.payloads import PendingEntryPayload
from tests.features.hours.lines.pieces.meaning import EntryMeaning
from tests.features.hours.lines.pieces.subjects import CATEGORY_WORDS, content, part_names

FILLERS: Final = frozenset({"and", "the", "of", "in", "on", "at", "for", "with", "a"})
NEAR: Final = 70  # of a hundred: a word with a letter wrong
RAW_MARKUP: Final = re.compile(r"<(?:[@#!]|https?:)")


def lost_from(meant: EntryMeaning, got: PendingEntryPayload) -> str:
    """Return what of an entry's meaning is nowhere in it, and what should not be there."""
    found = words_of(f"{got.note} {got.evidence} {' '.join(names_of(got.area, got.roadmap, got.topic))} {got.activity}")
    lost = [word for word in meant.keep if not words_of(word) <= found]
    lost += [link for link in meant.links if link not in f"{got.note} {got.evidence}"]
    lost += sorted(meant.people - set(got.people.split()))
    lost += [f"not gone: {word}" for word in meant.absent if word in got.note]
    lost += sorted(_beside_name(meant.said, got) - found)
    return ", ".join(lost)


def raw_markup(entries: Sequence[PendingEntryPayload]) -> str:
    """Return Slack's own notation that stayed in a note."""
    return next((f"raw markup: {each.note}" for each in entries if RAW_MARKUP.search(each.note)), "")


def words_of(text: str) -> frozenset[str]:
    """Return the words and numbers of a text, whatever their case."""
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def subject_key(got: PendingEntryPayload) -> str:
    """Return what is booked on, in the terms of a meaning."""
    if got.topic:
        return f"{'part' if '/' in got.topic else 'topic'}:{got.topic}"
    return f"roadmap:{got.roadmap}" if got.roadmap else f"area:{got.area}"


def _beside_name(said: str, got: PendingEntryPayload) -> frozenset[str]:
    """Return the words beside the name of what is booked on; none where the words are asked about as a whole."""
    typed, known = words_of(mrkdwn.unescape(said)) - FILLERS, _words_of_names(got.area, got.roadmap, got.topic)
    near = frozenset(word for word in typed if word in known or any(_is_near(word, each) for each in known))
    return typed - near if near else frozenset()


@cache
def _words_of_names(area: str, roadmap: str | None, topic: str | None) -> frozenset[str]:
    return words_of(" ".join((*names_of(area, roadmap, topic), *side_names_of(topic))))


def _is_near(word: str, name: str) -> bool:
    """Return whether a typed word may be meant for a word of a name: the same, a part of it, or a slip."""
    if (len(word) >= 4 and word in name) or (len(name) >= 4 and name in word):
        return True
    return OSA.distance(word, name, score_cutoff=1) <= 1 or fuzz.ratio(word, name) >= NEAR


def side_names_of(topic_id: str | None) -> Iterator[str]:
    """Yield what a topic is found by beside its names."""
    topic = content().find_topic(topic_id) if topic_id else None
    if topic is not None:
        facets = topic.roadmap.facets.items if topic.roadmap.facets else ()
        yield from (*topic.topic.terms, topic.category, *CATEGORY_WORDS.get(topic.category, ()))
        for each in facets:
            yield from (each.name, *each.aliases) if each.id in topic.topic.facets else ()


def names_of(area: str, roadmap_id: str | None, topic_id: str | None) -> Iterator[str]:
    """Yield all names of what is booked on."""
    catalog = content()
    topic, roadmap = catalog.find_topic(topic_id or ""), catalog.find_roadmap(roadmap_id or "")
    for each in (catalog.find_area(area), roadmap, topic.topic if topic else None):
        if each is not None:
            yield from (each.id, each.name, *each.aliases)
    yield topic_id or ""
    if roadmap and topic is None and topic_id:
        yield from (name for name, key in part_names(roadmap).items() if key == f"part:{topic_id}")


def spell(got: PendingEntryPayload) -> str:
    """Return an entry in short."""
    pieces = [f"{got.minutes} min", subject_key(got), f"{got.day:%d %b}"]
    pieces += [json.dumps(got.note, ensure_ascii=False)] if got.note else []
    return ", ".join([*pieces, *filter(None, (got.evidence, got.people, got.activity))])
