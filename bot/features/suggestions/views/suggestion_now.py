"""A suggestion beside what is in force now, as all its messages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.features.suggestions.rules.proposals import Part, find_pack, find_part
from bot.features.suggestions.rules.suggestion import Suggestion
from bot.frozen import frozen
from bot.slack.mrkdwn import escape, person_name

_SOMEBODY: Final = "Somebody"


@frozen
class SuggestionNow:
    """A suggestion beside what is in force now, and the names of who is in it."""

    suggestion: Suggestion
    topic_ref: TopicReference | None
    part: Part | None
    pack: str
    names: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    """The titles of the topic's resources, by slug."""
    is_off: bool = False
    """Whether the workspace doesn't show the topic."""

    @classmethod
    def read(cls, suggestion: Suggestion, catalog: Catalog, names: Mapping[str, str]) -> SuggestionNow:
        """Look up in the catalog what the suggestion is about."""
        target = suggestion.proposal.target
        topic_ref, pack = catalog.find_topic(target.topic), find_pack(catalog, target.topic)
        details = catalog.lesson_details(topic_ref.id) if topic_ref else None
        titles = {slug: each.title for slug, each in details.resources.items()} if details else {}
        is_off = topic_ref is not None and catalog.is_hidden(topic_ref.id)
        return cls(suggestion, topic_ref, find_part(catalog, target), pack, names, titles, is_off)

    def as_suggested(self) -> SuggestionNow:
        """Return the same where what it changes is again as it was when it was made."""
        return replace(self, part=self.suggestion.proposal.before)

    @property
    def is_gone(self) -> bool:
        """Return whether there is nothing left that it could change."""
        is_lost = self.part is None and self.suggestion.proposal.before is not None
        return self.topic_ref is None or is_lost

    @property
    def has_moved_on(self) -> bool:
        """Return whether the part says something else by now than when the suggestion was made."""
        return not self.is_gone and self.part != self.suggestion.proposal.before

    @property
    def says_so_already(self) -> bool:
        """Return whether nothing would be different if it were taken over now."""
        return not self.is_gone and self.suggestion.proposal.apply_to(self.part) == self.part

    @property
    def author(self) -> str:
        """The name of who made it."""
        return person_name(self.names.get(self.suggestion.member, _SOMEBODY))

    @property
    def settled_by(self) -> str:
        """The name of who settled it."""
        settled = self.suggestion.settled
        return person_name(self.names.get(settled.by, "A keeper")) if settled else ""

    @property
    def topic_name(self) -> str:
        """The name of its topic, as lists and letters show it."""
        return escape(self.topic_ref.label if self.topic_ref else self.suggestion.topic)
