"""Read a list of what somebody knows: topics, and whole roadmaps, areas and parts of roadmaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import JoinedSubjects, Subject, list_subjects
from bot.catalog.lookup.word_matching import folded_words, name_key
from bot.catalog.models import Roadmap, RoadmapPart, TopicReference
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_NAMES: Final = 60  # of one line that are looked up
MAX_UNCLEAR: Final = 8  # for which others are offered; after these no word is looked up in texts, as time is short
SIMILAR: Final = 88  # of 100: how much a name with a slip in it has to look like the right one
ALIKE: Final = 70  # and to be offered
_AREA: Final = "area:"
_LEAD: Final = lazy_pattern(r"^(?:(?:these|this|already|about|topics?)\b[\s:]*|:\s*)+", re.IGNORECASE)
_FILLERS: Final = lazy_pattern(
    r"^(?:how to(?: use| do| run| work with)?|(?:all|everything|a lot|a bit) (?:about|of|on)|all|most of|some) +"
    r"|(?: (?:very|quite|pretty|really|a|too|by heart|well|bit|already|now))+$",
    re.IGNORECASE,
)
_KIND: Final = lazy_pattern(r"^(?:the +)?(.+) (area|roadmap|topics)$", re.IGNORECASE)
_SCOPED: Final = lazy_pattern(r"^([^:]+):\s*(.*)$")
_AND: Final = lazy_pattern(r" +(?:and|or|&|\+) +", re.IGNORECASE)
_MARK: Final = lazy_pattern(r"^(?:[-*•–]\s+|\d{1,2}[.)]\s+)+")


@frozen
class TopicGroup:
    """All topics of a roadmap, an area or a part of a roadmap, with the roadmaps to pick them from."""

    key: str
    name: str
    topics: tuple[TopicReference, ...]
    roadmaps: tuple[Roadmap, ...]

    @property
    def whole_roadmap(self) -> Roadmap | None:
        """Return the roadmap that it is."""
        return next((each for each in self.roadmaps if each.id == self.key), None)


@dataclass(slots=True)
class NamedTopics:
    """What a list names. `slips` are topics by what was typed for them; `unclear` what led to no single one."""

    topics: dict[str, TopicReference] = field(default_factory=dict)
    slips: dict[str, TopicReference] = field(default_factory=dict)
    groups: dict[str, TopicGroup] = field(default_factory=dict)
    unclear: dict[str, tuple[TopicReference, ...]] = field(default_factory=dict)
    left_out: int = 0

    @property
    def only_roadmap(self) -> Roadmap | None:
        """Return the roadmap that is all that was named."""
        if self.topics or self.unclear or len(self.groups) != 1:
            return None
        (group,) = self.groups.values()
        return group.whole_roadmap


def read_names(catalog: Catalog, words: str) -> NamedTopics:
    """Return what a line names, parted by commas, semicolons or lines; a roadmap with a colon has what follows."""
    names, found, scope = split_names(words), NamedTopics(), None
    found.left_out = max(0, len(names) - MAX_NAMES)
    for typed in names[:MAX_NAMES]:
        name = typed
        if (scoped := _SCOPED.match(typed)) and (roadmap := catalog.vocabulary.find_roadmap(scoped[1])):
            scope, name = roadmap, scoped[2]
        if name:
            _read_name(catalog, name, scope, found)
    if scope and not (found.topics or found.groups or found.unclear):
        _add_group(catalog, scope.id, found)
    return found


def split_names(words: str) -> tuple[str, ...]:
    """Return the names in a line, each once, without what begins it (`these:`) or an item of a list (`- `)."""
    parts = re.split(r"[,;\n]", _LEAD.sub("", words.strip()))
    tidy = (_MARK.sub("", each.strip()).strip(" .`'\"“”‘’") for each in parts)
    return tuple(dict.fromkeys(each for each in tidy if any(map(str.isalnum, each))))


def find_group(catalog: Catalog, key: str) -> TopicGroup | None:
    """Return the topics that belong to a key of a group; None where the content doesn't have it."""
    if key.startswith(_AREA):
        area = catalog.find_area(key.removeprefix(_AREA))
        own = tuple(map(catalog.roadmap, area.roadmaps)) if area else ()
        return TopicGroup(key, area.name, catalog.curriculum(area.id), own) if area else None
    if roadmap := catalog.find_roadmap(key):
        return TopicGroup(key, roadmap.name, catalog.path(roadmap.id), (roadmap,))
    part = catalog.find_topic_or_part(key)
    if not isinstance(part, RoadmapPart):
        return None
    return TopicGroup(key, part.label, part.topics, (part.roadmap,))


def _read_name(catalog: Catalog, typed: str, scope: Roadmap | None, found: NamedTopics) -> None:
    """Add what one name means: in the roadmap that it is for, else anywhere, then without words around it."""
    if scope and (topic_ref := _find_in_roadmap(catalog, scope, typed)):
        found.topics[topic_ref.id] = topic_ref
        return
    bare = _FILLERS.sub("", _FILLERS.sub("", typed))
    if (kind := _KIND.match(bare)) and (key := _find_whole(catalog, *kind.groups())):
        _add_group(catalog, key, found)
        return
    if len(found.unclear) >= MAX_UNCLEAR and not subjects.is_full_name(catalog, bare):
        if not _add_similar(catalog, typed, found):
            found.unclear[typed] = ()
    elif not any(_add_name(catalog, each, found) for each in dict.fromkeys((typed, bare)) if each):
        found.unclear[typed] = _near_topics(catalog, bare or typed)


def _find_whole(catalog: Catalog, name: str, kind: str) -> str | None:
    """Return the key of the area or roadmap that a name means with that word behind it: `networking area`."""
    if kind.casefold() == "area":
        area = catalog.vocabulary.areas.get(name_key(name))
        return f"{_AREA}{area.id}" if area else None
    roadmap = catalog.vocabulary.find_roadmap(name)
    return roadmap.id if roadmap else None


def _add_name(catalog: Catalog, typed: str, found: NamedTopics) -> bool:
    """Add what is called so, or nearly; return whether something is."""
    if roadmap := catalog.vocabulary.find_roadmap(typed):
        _add_group(catalog, roadmap.id, found)
        return True
    match = subjects.find_subject(catalog, typed)
    if isinstance(match, JoinedSubjects):  # `docker and terraform`
        for each in match.subjects:
            _add_subject(catalog, _own_words(typed, each), each, found)
    elif isinstance(match, Subject) and not match.rest:
        _add_subject(catalog, typed, match, found)
    else:
        return _add_similar(catalog, typed, found)
    return True


def _own_words(typed: str, subject: Subject) -> str:
    """Return those of joined names that were corrected to a subject; all of them, where it isn't clear which."""
    slips = [each.typed for each in subject.corrections]
    return next((each for each in _AND.split(typed) if any(slip in each.casefold() for slip in slips)), typed)


def _add_similar(catalog: Catalog, typed: str, found: NamedTopics) -> bool:
    """Add the topic that is nearly called so; return whether there is one."""
    topic_ref = _find_similar(catalog, typed)
    if topic_ref:
        found.topics[topic_ref.id] = found.slips[typed] = topic_ref
    return topic_ref is not None


def _find_in_roadmap(catalog: Catalog, roadmap: Roadmap, typed: str) -> TopicReference | None:
    """Return the one topic of a roadmap with this name."""
    match = subjects.find_subject(catalog, f"{roadmap.id} {typed}")
    topic_ref = match.topic_ref if isinstance(match, Subject) and not match.rest else None
    return topic_ref if topic_ref and topic_ref.roadmap is roadmap else None


def _near_topics(catalog: Catalog, typed: str) -> tuple[TopicReference, ...]:
    """Return the topics that a name may mean: those that have a word of it in their name, aliases or key terms."""
    near = list_subjects(subjects.find_subject(catalog, typed)) or subjects.nearest_subjects(catalog, typed)
    words = set(folded_words(typed))
    topics = dict.fromkeys(each.topic_ref for each in near if each.topic_ref)
    return tuple(each for each in topics if not words.isdisjoint(_name_words(each)) or _looks_alike(typed, each))


def _name_words(topic_ref: TopicReference) -> list[str]:
    topic = topic_ref.topic
    names = (topic.name, *topic.aliases, *topic.terms, *(each.name for each in topic.subtopics))
    return [word for name in names for word in folded_words(name)]


def _looks_alike(typed: str, topic_ref: TopicReference) -> bool:
    return fuzz.ratio(typed, topic_ref.name, processor=default_process) >= ALIKE


def _add_subject(catalog: Catalog, typed: str, subject: Subject, found: NamedTopics) -> None:
    if topic_ref := subject.topic_ref:
        found.topics[topic_ref.id] = topic_ref
        if subject.corrections:
            found.slips[typed] = topic_ref
        return
    whole = subject.part or subject.roadmap
    _add_group(catalog, whole.id if whole else f"{_AREA}{subject.area.id}", found)


def _add_group(catalog: Catalog, key: str, found: NamedTopics) -> None:
    if group := find_group(catalog, key):
        found.groups[key] = group


def _find_similar(catalog: Catalog, typed: str) -> TopicReference | None:
    """Return the one topic whose name looks like what was typed, and no other one as much."""
    names: Sequence[str] = [each.name for each in catalog.topics]
    best = process.extract(typed, names, scorer=fuzz.ratio, processor=default_process, score_cutoff=SIMILAR, limit=2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return catalog.topics[best[0][2]]
