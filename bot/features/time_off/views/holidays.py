"""Messages about the holidays of the whole team, which admins keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.core.time_off.absence import Absence
from bot.dispatch.error_views import who_can
from bot.features.time_off.views import away
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.ui.time_off_text import spelled

LISTED: Final = 40


def page(holidays: Sequence[Absence], admins: Sequence[str] | None, *, today: date, prefix: str) -> Message:
    """All that are not over; Remove beside each for admins, `admins` by name for those who are none."""
    lines = [
        section(spelled(each, today), _remove(each, today) if admins is None else None) for each in holidays[:LISTED]
    ]
    how = f"Add: `/{prefix}roadmate settings holidays 24 dec - 1 jan Christmas`." if admins is None else who_can(admins)
    return compose(
        section("*Team holidays*" if holidays else "*No team holidays are set.*"),
        lines,
        context(f"Nobody is nudged then, streaks are kept, and goals are lowered. {how}"),
    )


def added(holiday: Absence, *, today: date) -> Message:
    """Nobody has to learn on these days."""
    return compose(
        section(
            f"*Team holiday: {spelled(holiday, today)}.* "
            "Nobody is nudged then, streaks are kept, and goals are lowered."
        ),
        actions(_remove(holiday, today), Press("Team holidays", "holiday.show")),
    )


def removed(holiday: Absence | None, *, today: date) -> Message:
    """Days that count for everybody as usual again, and the way back."""
    if holiday is None:
        return compose(section("That holiday is not there any more, so nothing was changed."))
    words = away.again(holiday, today)
    return compose(
        section(f"*Removed: {spelled(holiday, today)}.* These days count for everybody as usual again."),
        actions(Press("Set it again", "holiday.set", words) if words else None, Press("Team holidays", "holiday.show")),
    )


def _remove(holiday: Absence, today: date) -> Press:
    effect = f"{spelled(holiday, today)}: these days will count for everybody as usual again."
    confirm = Confirm("No holiday after all?", effect, "Remove")
    return Press("Remove", "holiday.drop", str(holiday.id), confirm=confirm)
