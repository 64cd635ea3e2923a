"""How roadmaps fit together."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import Integration
from bot.features.roadmap.rules.results import Integrations
from bot.features.roadmap.views.parts import Reading, complete, cut, left_out, offer, quoted, say, took, where
from bot.slack.blocks import section
from bot.slack.message import Message
from bot.slack.mrkdwn import listed

SECTIONS: Final = 2  # on one page, so that the text stays whole
RELATED: Final = 6


def integrations(reading: Reading, found: Integrations) -> Message:
    """What roadmaps have to do with each other; where nothing is written, what is related."""
    names = [say(one.name) for one in found.roadmaps]
    sections, turn = cut(reading, found.sections, SECTIONS)
    nothing_yet = "" if found.sections else f"\nNothing is written yet on how {listed(names)} fit together."
    related = found.related[:RELATED] if reading.lookup.page == 0 else ()
    return complete(
        took(found.taken),
        left_out(found.dropped, f"it stands neither in {listed(names, 'nor in')}"),
        section(f"*{' + '.join(names)}*{nothing_yet}") if len(found.sections) != 1 else None,
        [section(_points(each)) for each in sections],
        turn,
        section(f"*{_heading(found)}*") if related else None,
        [section(f"*{say(place.topic.name)}* · {where(place)}", reading.opens("Open", place.id)) for place in related],
        offer(reading, "Each by itself", ((one.name, one.id) for one in found.roadmaps)),
    )


def _heading(found: Integrations) -> str:
    if found.words:
        return f"Topics on {quoted(found.words)}"
    return f"Topics that speak of {'both' if len(found.roadmaps) == 2 else 'several of them'}"


def _points(each: Integration) -> str:
    return "\n".join([f"*{say(each.name)}*", *(f"• {say(point)}" for point in each.points)])
