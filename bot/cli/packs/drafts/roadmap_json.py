"""Read an outline from a roadmap that was drawn: JSON of nodes and edges, as roadmap.sh keeps it.

`nodes` have an `id`, a `type`, a `position` and a `data.label`; `edges` a `source` and a `target`. A `topic` is what
others belong to, a `subtopic` belongs to a topic: the one an edge leads to, else the one nearest to it. A `section` is
a box around subtopics, with a heading of its own. All else is drawing. What comes first is what is drawn higher.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from bot.cli.packs.drafts.drawn_controls import read_controls
from bot.cli.packs.drafts.outline import Outline, OutlineError, OutlineItem
from bot.cli.packs.drafts.text_outlines import plain_name
from bot.slack.mrkdwn import format_count

HEADING_TYPES: Final = ("label", "paragraph")
HEADING_REACH: Final = 130  # how far above its box a heading may be, in the units of the drawing
MAX_HEADING: Final = 60  # characters; what is longer is a note
LINES: Final = frozenset({"vertical", "horizontal", "section", "legend"})  # drawn, and say nothing


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """A drawn thing: where its middle is, and how far it reaches."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float
    text: str = ""

    @property
    def place(self) -> tuple[float, float]:
        return (self.y, self.x)

    def holds(self, other: _Node, above: float = 0) -> bool:
        """Return whether the middle of another is inside, or not further above than that."""
        return abs(other.x - self.x) <= self.width / 2 and (
            -self.height / 2 - above <= other.y - self.y <= self.height / 2
        )


@dataclass(slots=True)
class _Drawing:
    nodes: list[_Node]
    edges: list[tuple[str, str]]
    neighbours: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for source, target in self.edges:
            self.neighbours.setdefault(source, []).append(target)
            self.neighbours.setdefault(target, []).append(source)

    def of_kind(self, *kinds: str) -> list[_Node]:
        """Return the nodes of some kinds that have a name, or are boxes, as they come from top to bottom."""
        found = (each for each in self.nodes if each.kind in kinds and (each.name or each.kind == "section"))
        return sorted(found, key=lambda each: each.place)


def read_roadmap_json(text: str) -> Outline:
    """Return the outline of a drawn roadmap. Raises OutlineError where the JSON is none."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise OutlineError(f"line {error.lineno}: not JSON ({error.msg})") from error
    except RecursionError as error:
        raise OutlineError("nested too deep to be a roadmap") from error
    if isinstance(data, dict) and isinstance(data.get("mockup"), dict):
        return read_controls(data["mockup"])
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list):
        raise OutlineError("no roadmap: it needs `nodes`, and `edges` between them")
    edges = data.get("edges")
    drawing = _Drawing(list(_nodes(data["nodes"])), list(_edges(edges if isinstance(edges, list) else [])))
    named = data.get("title")
    title = named if isinstance(named, str) else next((each.name for each in drawing.of_kind("title")), "")
    groups = _group_nodes(drawing)
    if not groups:
        raise OutlineError("no node is a `topic` or a `subtopic` with a `label`")
    return Outline(plain_name(title), groups, tuple(_left_out(drawing)))


def _nodes(values: list[Any]) -> Iterator[_Node]:
    for value in values:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            data = value["data"] if isinstance(value.get("data"), dict) else {}
            place = value.get("positionAbsolute") or value.get("position")
            width, height = _size(value, "width"), _size(value, "height")
            label, note = data.get("label"), data.get("description")
            yield _Node(
                id=value["id"],
                kind=str(value.get("type")),
                name=plain_name(label) if isinstance(label, str) else "",
                x=_number(place, "x") + width / 2,
                y=_number(place, "y") + height / 2,
                width=width,
                height=height,
                text=plain_name(note) if isinstance(note, str) else "",
            )


def _size(value: dict[str, Any], side: str) -> float:
    return next(
        (size for each in (value, value.get("style"), value.get("measured")) if (size := _number(each, side))), 0
    )


def _number(value: Any, key: str) -> float:
    found = value.get(key) if isinstance(value, dict) else None
    return float(found) if isinstance(found, int | float) and abs(found) < 1e9 else 0.0


def _edges(values: list[Any]) -> Iterator[tuple[str, str]]:
    for value in values:
        if isinstance(value, dict):
            source, target = value.get("source"), value.get("target")
            if isinstance(source, str) and isinstance(target, str):
                yield source, target


def _group_nodes(drawing: _Drawing) -> list[OutlineItem]:
    """Return the topics, each with its subtopics, and the boxes that have headings of their own."""
    topics = drawing.of_kind("topic")
    boxes = drawing.of_kind("section")
    groups: dict[str, tuple[_Node, OutlineItem]] = {
        each.id: (each, OutlineItem(each.name, each.text)) for each in topics
    }
    owners = _follow_edges(drawing, topics)
    chained = _follow_chains(drawing, owners, boxes)
    for node in drawing.of_kind("subtopic"):
        box = min((each for each in boxes if each.holds(node)), key=lambda each: each.width * each.height, default=None)
        owner = owners.get(node.id)
        if owner is None and box is not None:
            inner = [each for each in topics if box.holds(each)]
            heading = _heading_of(box, drawing)
            if owners.get(box.id) is None and not inner and heading:
                groups.setdefault(heading.id, (heading, OutlineItem(heading.name)))
                owner = heading.id
            else:
                owner = owners.get(box.id) or _nearest(node, inner)
        owner = owner or chained.get(node.id) or _nearest(node, topics)
        item = OutlineItem(node.name, node.text)
        if owner is None:
            groups[node.id] = (node, item)
        else:
            groups[owner][1].children.append(item)
    return [item for _, item in sorted(groups.values(), key=lambda each: each[0].place)]


def _follow_edges(drawing: _Drawing, topics: list[_Node]) -> dict[str, str]:
    """Return the topic of each subtopic and box that an edge joins with one."""
    others = {each.id for each in drawing.nodes if each.kind in {"subtopic", "section"}}
    owners: dict[str, str] = {}
    for topic in topics:
        for neighbour in drawing.neighbours.get(topic.id, ()):
            if neighbour in others:
                owners.setdefault(neighbour, topic.id)
    return owners


def _follow_chains(drawing: _Drawing, owners: dict[str, str], boxes: list[_Node]) -> dict[str, str]:
    """Return the topic of subtopics that hang on one another; edges from box to box only show the order to read in."""
    loose = {each.id for each in drawing.of_kind("subtopic") if not any(box.holds(each) for box in boxes)}
    chained = {each: owner for each, owner in owners.items() if each in loose}
    reached = list(chained)
    for each in reached:  # grows as it goes
        for neighbour in drawing.neighbours.get(each, ()):
            if neighbour in loose and neighbour not in chained:
                chained[neighbour] = chained[each]
                reached.append(neighbour)
    return chained


def _heading_of(box: _Node, drawing: _Drawing) -> _Node | None:
    """Return the heading in a box or right above it; the one nearest to its upper side."""
    top = box.y - box.height / 2
    found = (each for each in drawing.of_kind(*HEADING_TYPES) if box.holds(each, HEADING_REACH))
    return min(
        (each for each in found if len(each.name) <= MAX_HEADING), key=lambda each: abs(each.y - top), default=None
    )


def _nearest(node: _Node, topics: list[_Node]) -> str | None:
    return min(topics, key=lambda each: math.hypot(each.x - node.x, each.y - node.y)).id if topics else None


def _left_out(drawing: _Drawing) -> Iterator[str]:
    """Yield what of the drawing isn't in the outline, in words."""
    words = {"button": "link", "linksgroup": "group of links", "paragraph": "note", "label": "note"}
    kinds = (each.kind for each in drawing.nodes if each.name or each.kind not in HEADING_TYPES)
    counts = Counter(
        words.get(kind, "other node") for kind in kinds if kind not in LINES | {"topic", "subtopic", "title"}
    )
    for what, number in counts.items():
        yield format_count(number, what, "groups of links" if what == "group of links" else None)
    if drawing.edges:
        yield f"the order that {format_count(len(drawing.edges), 'edge shows', 'edges show')}"
