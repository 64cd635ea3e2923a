"""A quarter of a team of five, as a script: what each does in which week, and what Roadmate writes to them unasked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from bot.calendar.weeks import week_of
from bot.db.tables import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA
from bot.worker.run_once import deliver_due, list_due_moments
from bot.worker.welcoming import welcome_newcomers
from tests.slack_driver import Driver, button_labels

FIRST_MONDAY: Final = datetime(2026, 11, 23, tzinfo=UTC)
WEEKS: Final = 13
HOUR: Final = timedelta(hours=1)
WHO: Final = {
    ANA.id: "Ana, admin and mentor",
    BEN.id: "Ben, learns steadily",
    CHIDI.id: "Chidi, now and then",
    MEI.id: "Mei, new and silent",
    PRIYA.id: "Priya, away, then elsewhere",
}
ASKED: Final = {  # what the reader, or somebody else for them, has asked for just then
    *(DeliveryKind.DATA_EXPORT, DeliveryKind.TEAM_EXPORT, DeliveryKind.REWRITE, DeliveryKind.PAIR),
    *(DeliveryKind.ASSIGNMENT, DeliveryKind.MENTOR_MESSAGE, DeliveryKind.HELP_REQUEST, DeliveryKind.LEVEL),
    *(DeliveryKind.SESSION, DeliveryKind.SESSION_REMINDER),
}
Act = Callable[[Driver], object]


@dataclass
class Letters:
    """What came to each person by itself: kind, week and text."""

    found: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: {each: [] for each in WHO})

    def by_kind(self, person: str) -> Counter[str]:
        return Counter(kind for kind, _, _ in self.found[person])

    def most_in_a_week(self, person: str) -> int:
        return max(Counter(week for _, week, _ in self.found[person]).values(), default=0)

    def repeated_texts(self, person: str) -> list[str]:
        texts = Counter(text for _, _, text in self.found[person])
        return [text for text, times in texts.items() if times > 1]

    def table(self) -> str:
        """Return the counts, one line for each person."""
        kinds = sorted({kind for letters in self.found.values() for kind, _, _ in letters})
        lines = [
            [WHO[person], *(str(self.by_kind(person)[kind] or "-") for kind in kinds), str(self.most_in_a_week(person))]
            for person in self.found
        ]
        rows = [["", *kinds, "most in a week"], *lines]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


def live_through(driver: Driver, weeks: int = WEEKS) -> Letters:
    """Let everybody do what the script says, with all that falls due in between; return what came unasked."""
    for at, act in sorted(_script(weeks), key=lambda each: each[0]):
        _turn(driver, at)
        act(driver)
    _turn(driver, FIRST_MONDAY + timedelta(weeks=weeks))
    return _read_letters(driver)


def _script(weeks: int) -> Iterator[tuple[datetime, Act]]:
    yield FIRST_MONDAY - 4 * timedelta(days=1), _begin
    for week in range(weeks):
        monday = FIRST_MONDAY + timedelta(weeks=week)
        yield monday + 10 * HOUR, _says(ANA.id, "/log 2h aws")
        for day in (0, 2):
            yield monday + timedelta(days=day) + 13 * HOUR, _says(BEN.id, "/log 1h networking")
        if week in (0, 1, 4, 8):
            yield monday + timedelta(days=1) + 12 * HOUR, _says(CHIDI.id, f"/log {30 + week}m terraform")
        if week == 5:
            yield monday + timedelta(days=4) + 9 * HOUR, _press_newest(CHIDI.id, "Remind me tomorrow")
        if week == 6:
            yield monday + timedelta(days=1) + 9 * HOUR, _says(CHIDI.id, "/roadmate stuck terraform state")
        if week == 2:
            yield monday + 6 * HOUR, _says(PRIYA.id, "/roadmate away for 2 weeks")
        if week < 2:
            yield monday + 7 * HOUR, _says(PRIYA.id, "/log 2h kubernetes")
        if week == weeks - 1:
            yield monday + 6 * HOUR, _press_newest(PRIYA.id, "I learn elsewhere")


def _begin(driver: Driver) -> None:
    driver.say(ANA.id, "/roadmate settings board on")
    driver.say(ANA.id, f"/team mentor <@{ANA.id}|ana>")
    for person in (BEN.id, CHIDI.id, MEI.id, PRIYA.id):
        driver.say(person, "/roadmate goal 2h")
    driver.say(ANA.id, "/roadmate goal 3h")


def _says(person: str, words: str) -> Act:
    return lambda driver: driver.say(person, words)


def _press_newest(person: str, label: str) -> Act:
    """Press a button of the newest message that has it, if there is one."""

    def press(driver: Driver) -> None:
        for shown in reversed(driver.slack.workspace.seen_by(person)):
            if label in button_labels(shown):
                driver.press(person, shown, label)
                return

    return press


def _turn(driver: Driver, until: datetime) -> None:
    """Turn the clock on, and do at each moment what falls due then."""
    deps = driver.roadmate.deps
    welcome_newcomers(deps)
    while moments := list_due_moments(deps, driver.clock.now(), until):
        driver.clock.advance_to(moments[0])
        deliver_due(deps, moments[0], rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    if until > driver.clock.now():
        driver.clock.advance_to(until)


def _read_letters(driver: Driver) -> Letters:
    letters = Letters()
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(outbox).where(outbox.c.state == "sent").order_by(outbox.c.id)).all()
    for row in rows:
        if row.recipient in letters.found and row.kind not in ASKED:
            message: Mapping[str, Any] = row.message
            letters.found[row.recipient].append((row.kind, week_of(row.due_at.date()), str(message.get("text", ""))))
    return letters
