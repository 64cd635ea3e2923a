"""What layers hide: all that falls with it, and what is left of a roadmap, an area or a lesson to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.catalog.lessons import Lesson
from bot.catalog.models import Area, Content, Integration, Roadmap, Topic
from bot.catalog.renaming import Renames
from bot.frozen import frozen


@frozen
class Hiding:
    """The hidden ids. A roadmap may have the id of its area, so these two are told apart.

    Content names both by that id, and one of them as `roadmap:networking` or `area:networking`.
    """

    roadmaps: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    """Topics, subtopics, parts of roadmaps, assignments, integrations and questions."""

    @classmethod
    def of_content(cls, content: Content, renames: Renames) -> Hiding:
        """Return what is hidden of content: the ids that its layers name, also by older ids, and what falls with them.

        With a roadmap fall its topics, with an area its roadmaps and its assignments, with a category its topics; a
        topic falls with the last of its areas, and what is left empty falls too.
        """
        if not content.hidden:
            return cls()
        named = frozenset(map(renames.current_id, content.hidden))
        areas = frozenset(each.id for each in content.areas if not named.isdisjoint((each.id, f"area:{each.id}")))
        others = set(named)
        others.update(each.id for area in content.areas if area.id in areas for each in area.assignments)
        roadmaps = frozenset(each.id for each in content.roadmaps if _hide_within(each, areas, others))
        others.update(each.id for each in content.integrations if each.of in roadmaps or roadmaps.issuperset(each.to))
        return cls(roadmaps, areas, frozenset(others))

    def __bool__(self) -> bool:
        return bool(self.roadmaps or self.areas or self.others)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self.roadmaps or item_id in self.areas or item_id in self.others

    def show_roadmap(self, roadmap: Roadmap) -> Roadmap:
        """Return what is shown of a roadmap; itself where that is all."""
        shown = {
            category: tuple(self._show_topic(roadmap, each) for each in topics if each.id not in self.others)
            for category, topics in roadmap.categories.items()
            if f"{roadmap.id}/{category}" not in self.others
        }
        facets = roadmap.facets
        if facets:
            items = tuple(each for each in facets.items if f"{roadmap.id}/{each.id}" not in self.others)
            facets = facets.model_copy(update={"items": items}) if items else None
        if shown == roadmap.categories and facets == roadmap.facets:
            return roadmap
        return roadmap.model_copy(update={"categories": shown, "facets": facets})

    def show_area(self, area: Area) -> Area:
        """Return what is shown of an area; itself where that is all."""
        roadmaps = tuple(each for each in area.roadmaps if each not in self.roadmaps)
        assignments = tuple(each for each in area.assignments if each.id not in self.others)
        if (roadmaps, assignments) == (area.roadmaps, area.assignments):
            return area
        return area.model_copy(update={"roadmaps": roadmaps, "assignments": assignments})

    def show_integrations(self, integrations: Iterable[Integration]) -> Iterator[Integration]:
        """Yield the integrations that are shown, each with the roadmaps that are."""
        for each in integrations:
            if each.id not in self.others:
                to = tuple(roadmap for roadmap in each.to if roadmap not in self.roadmaps)
                yield each if to == each.to else each.model_copy(update={"to": to})

    def show_lessons(self, lessons: Mapping[str, Lesson]) -> Mapping[str, Lesson]:
        """Return lessons, those that name hidden topics as what comes before without them."""
        if self.others.isdisjoint(before for lesson in lessons.values() for before in lesson.after):
            return lessons
        return {topic: self._show_lesson(lesson) for topic, lesson in lessons.items()}

    def _show_lesson(self, lesson: Lesson) -> Lesson:
        after = tuple(each for each in lesson.after if each not in self.others)
        return lesson if after == lesson.after else lesson.model_copy(update={"after": after})

    def _show_topic(self, roadmap: Roadmap, topic: Topic) -> Topic:
        areas = tuple(each for each in topic.areas if each not in self.areas)
        facets = tuple(each for each in topic.facets if f"{roadmap.id}/{each}" not in self.others)
        subtopics = tuple(each for each in topic.subtopics if each.id not in self.others)
        if (areas, facets, subtopics) == (topic.areas, topic.facets, topic.subtopics):
            return topic
        return topic.model_copy(update={"areas": areas, "facets": facets, "subtopics": subtopics})


def _hide_within(roadmap: Roadmap, areas: frozenset[str], hidden: set[str]) -> bool:
    """Add to `hidden` what falls within a roadmap, and return whether it falls itself."""
    is_hidden = roadmap.area in areas or not hidden.isdisjoint((roadmap.id, f"roadmap:{roadmap.id}"))
    for category, topics in roadmap.categories.items():
        is_category_hidden = is_hidden or f"{roadmap.id}/{category}" in hidden
        for topic in topics:
            if is_category_hidden or topic.id in hidden or areas.issuperset(topic.areas):
                hidden.update([topic.id, *(each.id for each in topic.subtopics)])
        if hidden.issuperset(topic.id for topic in topics):
            hidden.add(f"{roadmap.id}/{category}")
    shown = [topic for topics in roadmap.categories.values() for topic in topics if topic.id not in hidden]
    used = {facet for topic in shown for facet in topic.facets}
    facets = roadmap.facets.items if roadmap.facets else ()
    hidden.update(f"{roadmap.id}/{each.id}" for each in facets if each.id not in used)
    return not shown
