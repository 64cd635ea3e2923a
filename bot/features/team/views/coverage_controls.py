"""What a reader of the coverage can do: at most five controls below each page."""

from __future__ import annotations

from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.features.team.payloads import CoveragePayload
from bot.features.team.rules.coverage_groups import CoverageGroup, list_area_groups, list_roadmap_groups
from bot.features.team.rules.topic_coverage import TeamKnowledge
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, actions
from bot.slack.mrkdwn import clip
from bot.slack.payloads import RoadmapQueryPayload

OPEN: Final = "coverage.open"
AREAS: Final = "areas"
MAX_LABEL: Final = 75
PAIR: Final = ButtonSpec("Suggest a pair", "together.find")


@frozen
class CoverageReader:
    """Who reads the page: whether they show what they know, hide, may see who was signed off in what, and their day."""

    is_shown: bool
    is_hidden: bool
    may_see_sign_offs: bool
    today: date


@frozen
class CoveragePage:
    """A page of the coverage: which one, what is known, who reads it; with `payload.own` it is about the reader."""

    payload: CoveragePayload
    known: TeamKnowledge
    reader: CoverageReader
    catalog: Catalog

    @property
    def is_own(self) -> bool:
        """Return whether it is about what the reader holds."""
        return self.payload.own


def overview_controls(page: CoveragePage) -> Block | None:
    """Return the controls of all roadmaps or areas."""
    show = (
        ButtonSpec("Hide what I know", "coverage.hide")
        if page.reader.is_shown
        else ButtonSpec("Show what I know", "coverage.show", style="primary")
    )
    signed_off = ButtonSpec("Sign-offs", "team.coverage") if page.reader.may_see_sign_offs and not page.is_own else None
    return actions(_open_menu(page), show, _other_side(page), PAIR, signed_off)


def group_controls(page: CoveragePage, row_count: int, per_page: int) -> Block | None:
    """Return the controls of one roadmap, area or part."""
    number, last = page.payload.page, (row_count - 1) // per_page
    return actions(
        _open_menu(page),
        _turn(page, "Earlier", number - 1) if number > 0 else None,
        _turn(page, "More topics", number + 1) if number < last else None,
        _other_side(page),
        PAIR,
    )


def topic_controls(page: CoveragePage, group: CoverageGroup) -> Block | None:
    """Return the controls of one topic."""
    (topic,) = group.topics
    label = clip(f"Open {topic.name}", MAX_LABEL)
    whole = CoveragePayload(of=f"roadmap:{topic.roadmap.id}", own=page.is_own)
    return actions(
        ButtonSpec(label, "roadmap.open", RoadmapQueryPayload(query=topic.id).encode(), style="primary"),
        ButtonSpec(clip(f"All of {topic.roadmap.name}", MAX_LABEL), OPEN, whole.encode()),
        _other_side(page),
        PAIR,
    )


def _turn(page: CoveragePage, label: str, number: int) -> ButtonSpec:
    return ButtonSpec(label, OPEN, page.payload.model_copy(update={"page": number}).encode())


def _other_side(page: CoveragePage) -> ButtonSpec:
    """Return the way from what the team holds to what the reader does, and back."""
    other = page.payload.model_copy(update={"own": not page.is_own, "page": 0})
    return ButtonSpec("What the team holds" if page.is_own else "What I hold", OPEN, other.encode())


def _open_menu(page: CoveragePage) -> MenuSpec:
    groups = (*list_roadmap_groups(page.catalog), *list_area_groups(page.catalog))
    options = [("All roadmaps", ""), ("All areas", AREAS), *((each.name, each.key) for each in groups)]
    payloads = [(name, CoveragePayload(of=key, own=page.is_own).encode()) for name, key in options]
    return MenuSpec("Open", OPEN, payloads)
