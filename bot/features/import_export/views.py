"""Messages about files of hours: what one would book and has booked, and one's own data on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import SectionBlock

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.features.import_export.rules.csv_format import Bad, Plan
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape
from bot.timeexpr.durations import parse

MOST_BAD: Final = 10
_MENDED: Final = "Mend them in the file and send it again: no row is booked twice."
_LIST: Final = Press("My entries", "log.list", "0")


def offer(plan: Plan, *, name: str, file: str, catalog: Catalog, today: date, prefix: str = "") -> Message:
    """What the rows of a file would book; nothing is booked before somebody presses."""
    title = escape(clip(name, 80))
    if not plan.bookings:
        return compose(section(_lines(f"*{title}: nothing to book*", _rest(plan, prefix))), _bad(plan.bad))
    return compose(
        section(_lines(f"*{title}: {_what(plan, today)}*", areas(plan, catalog), _rest(plan, prefix))),
        _bad(plan.bad),
        actions(
            Press(f"Book {count(len(plan.bookings), 'row')}", "import.book", file, style="primary"),
            Press("Leave it", "import.drop"),
        ),
    )


def booked(plan: Plan, *, catalog: Catalog, today: date, prefix: str = "") -> Message:
    """What was booked now, with the way back."""
    if plan.act is None:
        words = _lines("*Nothing was booked now.*", _rest(plan, prefix))
        return compose(section(words), _bad(plan.bad), actions(_LIST))
    what = _what(plan, today)
    effect = Confirm("Take it all back?", f"{what} will no longer count.", "Take it back")
    return compose(
        section(_lines(f"Booked: *{what}*", areas(plan, catalog), _rest(plan, prefix))),
        _bad(plan.bad),
        actions(Press("Undo", "log.back", str(plan.act), confirm=effect), _LIST),
    )


def areas(plan: Plan, catalog: Catalog) -> str:
    """The bookings by area: `Networking 2 h · REST API 1 h`."""
    found = ((catalog.find_area(area), minutes) for area, minutes in plan.areas.items())
    return " · ".join(f"{area.name} {parse.spell(minutes)}" for area, minutes in found if area)


def unreadable(why: str, name: str = "") -> Message:
    """The file as a whole cannot be taken."""
    title = f"*{escape(clip(name, 80))}:* " if name else ""
    return compose(section(f"{title}{escape(why)} Nothing was booked."))


def no_table(name: str) -> Message:
    """A file of another kind."""
    return unreadable("I read hours from CSV files only. A table program saves one as “CSV UTF-8”.", name)


def one_at_a_time() -> Message:
    """Several files at once."""
    return unreadable("One CSV file at a time, please: send each in a message of its own.")


def gone() -> Message:
    """The file was deleted, or never was ours to see."""
    return unreadable("That file is no longer there. Send it again.")


def not_yours() -> Message:
    """Somebody else's file."""
    return unreadable("That file is not yours. Send one of your own.")


def no_access() -> Message:
    """The app was installed before it could read files."""
    return unreadable("I may not read files here. An admin has to install Roadmate again, which adds `files:read`.")


def not_handed_over() -> Message:
    """Slack did not give us the file just now."""
    return unreadable("Slack did not hand me the file just now. Send it again in a moment.")


def dropped() -> Message:
    """The person decided against it."""
    return compose(section("Nothing was booked."))


def coming(*, fresh: bool) -> Message:
    """The person's data is on its way."""
    if not fresh:
        return compose(section("Your data is on its way already, as two files in a direct message."))
    return compose(section("Your data comes as two files in a direct message."))


def your_data() -> Message:
    """The line above the files."""
    return compose(section("Here is everything that I keep about you, as you asked."))


def files(table: str, data: str, entries: int) -> str:
    """What each file is."""
    return f"{table}: your {count(entries, 'entry', 'entries')} as a table. {data}: everything I keep about you."


def no_files() -> Message:
    """The files did not follow the line."""
    return compose(
        section("The files did not get through. Ask again with `/roadmate export`; if it fails again, tell an admin.")
    )


def _what(plan: Plan, today: date) -> str:
    days = sorted(booking.day for booking in plan.bookings)
    first, last = calendar_format.spell(days[0], today), calendar_format.spell(days[-1], today)
    span = first if first == last else f"{first} to {last}"
    return f"{count(len(days), 'row')}, {parse.spell(plan.minutes)}, {span}"


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _rest(plan: Plan, prefix: str) -> str:
    """The rows that were booked before: those that count, and those that were taken back."""
    there, gone = plan.known - plan.gone, plan.gone
    booked = "is booked already and stays as it is" if there == 1 else "are booked already and stay as they are"
    taken = "was booked and taken back since; it stays" if gone == 1 else "were booked and taken back since; they stay"
    back = f"`/{prefix}log redo` brings back what you undid last, `/{prefix}log undo` what you deleted last."
    return _lines(
        f"{count(there, 'row')} {booked}." if there else "",
        f"{count(gone, 'row')} {taken} as {'it is' if gone == 1 else 'they are'}. {back}" if gone else "",
    )


def _bad(bad: Sequence[Bad]) -> SectionBlock | None:
    """The rows that are left out, the first of them each with its reason."""
    if not bad:
        return None
    lead = "1 row is left out:" if len(bad) == 1 else f"{len(bad):,} rows are left out:"
    lines = [f"• Line {each.line}: {escape(each.why)}" for each in bad[:MOST_BAD]]
    more = [f"and {len(bad) - MOST_BAD:,} more"] if len(bad) > MOST_BAD else []
    return section("\n".join([f"*{lead}*", *lines, *more, _MENDED]))
