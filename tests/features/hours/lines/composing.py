"""Put a line of one entry together, and what it means."""

from __future__ import annotations

from typing import Final

from tests.features.hours.lines.pieces.beside import Beside
from tests.features.hours.lines.pieces.days import Day
from tests.features.hours.lines.pieces.lengths import Length
from tests.features.hours.lines.pieces.meaning import TODAY, EntryMeaning, Line, Meaning, Said, clear
from tests.features.hours.lines.pieces.subjects import Name

NO_DAY: Final[Day] = Said("", clear(TODAY))
NOTHING: Final = Beside("")
ORDERS: Final = (
    *("{length} {name} {day}", "{name} {length} {day}", "{day} {length} {name}", "{length} {day} {name}"),
    *("{name}: {length} {day}", "{day}: {length} {name}", "{length} on {name} {day}", "{length} of {name} {day}"),
    *("{name} for {length} {day}", "{day} {name} {length}", "{name} {day} {length}", "{name} - {length} {day}"),
    *("spent {length} on {name} {day}", "did {length} of {name} {day}", "I did {length} {name} {day}"),
    *(
        "studied {name} for {length} {day}",
        "{name} ({length}) {day}",
        "{length}: {name} {day}",
        "{name}, {length} {day}",
    ),
    *("worked on {name} {day} for {length}", "{day}, {length} {name}", "{length} learning {name} {day}"),
    *("{length} - {name} {day}", "{length}, {name} {day}", "{name} = {length} {day}", "{length} in {name} {day}"),
)


def line(
    kind: str,
    length: Length,
    name: Name,
    day: Day = NO_DAY,
    extra: Beside = NOTHING,
    *,
    order: str = ORDERS[0],
) -> Line:
    """Return a line of one entry, put together in this order, and what it means."""
    head = order.format(length=length.text, name=name.text, day=day.text).strip()
    if not day.text:
        head = " ".join(head.split(" ")).replace("  ", " ").removeprefix(": ").removeprefix(", ")
    said = (length, name, day)
    meant = EntryMeaning(
        length.part,
        name.part,
        day.part,
        keep=extra.keep,
        links=extra.links,
        people=frozenset(extra.people),
        absent=extra.absent,
        said=name.text,
    )
    refusals = frozenset(dimension for each in said for dimension in each.refusals)
    return Line(kind, head + extra.text, Meaning(((meant,),), any(each.must_ask for each in said), refusals))
