"""Pieces of content together with where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.catalog.models import Area, Assignment, Category, Integration, Roadmap, Subtopic, Topic

TITLES: Final[dict[Category, str]] = {
    "core_competencies": "Core Competencies",
    "deployment_strategies": "Deployment Strategies",
    "infrastructure_patterns": "Infrastructure Patterns",
    "scaling_considerations": "Scaling Considerations",
    "security_aspects": "Security Aspects",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A topic where it stands."""

    roadmap: Roadmap
    category: Category
    topic: Topic

    @property
    def id(self) -> str:
        """The topic's id, which never changes."""
        return self.topic.id

    @property
    def title(self) -> str:
        """The category's title."""
        return TITLES[self.category]

    def __hash__(self) -> int:
        return hash(self.topic.id)


@dataclass(frozen=True, slots=True)
class Part:
    """A subtopic where it stands."""

    place: Place
    subtopic: Subtopic

    def __hash__(self) -> int:
        return hash(self.subtopic.id)


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment where it stands."""

    area: Area
    assignment: Assignment

    def __hash__(self) -> int:
        return hash(self.assignment.id)


Piece = Roadmap | Area | Place | Task | Part | Integration
