"""Messages about files of hours: what one would book and has booked, and one's own data on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import SectionBlock

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.features.import_export.rules.csv_format import ImportPlan, RejectedRow
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count
from bot.timeexpr.durations import parse

MAX_REJECTED_LISTED: Final = 10
_FIX_HINT: Final = "Mend them in the file and send it again: no row is booked twice."
_LIST_BUTTON: Final = ButtonSpec("My entries", "log.list", "0")


def render_import_offer(
    plan: ImportPlan, *, file_name: str, file_id: str, catalog: Catalog, today: date, prefix: str = ""
) -> Message:
    """What the rows of a file would book; nothing is booked before somebody presses."""
    title = escape(clip(file_name, 80))
    if not plan.bookings:
        return compose_message(
            section(_join_lines(f"*{title}: nothing to book*", _known_rows_text(plan, prefix))),
            _rejected_section(plan.rejected),
        )
    return compose_message(
        section(
            _join_lines(
                f"*{title}: {_plan_text(plan, today)}*", areas_text(plan, catalog), _known_rows_text(plan, prefix)
            )
        ),
        _rejected_section(plan.rejected),
        actions(
            ButtonSpec(f"Book {format_count(len(plan.bookings), 'row')}", "import.book", file_id, style="primary"),
            ButtonSpec("Leave it", "import.drop"),
        ),
    )


def render_import_booked(plan: ImportPlan, *, catalog: Catalog, today: date, prefix: str = "") -> Message:
    """What was booked now, with the way back."""
    if plan.act is None:
        words = _join_lines("*Nothing was booked now.*", _known_rows_text(plan, prefix))
        return compose_message(section(words), _rejected_section(plan.rejected), actions(_LIST_BUTTON))
    what = _plan_text(plan, today)
    effect = ConfirmSpec("Take it all back?", f"{what} will no longer count.", "Take it back")
    return compose_message(
        section(_join_lines(f"Booked: *{what}*", areas_text(plan, catalog), _known_rows_text(plan, prefix))),
        _rejected_section(plan.rejected),
        actions(ButtonSpec("Undo", "log.back", str(plan.act), confirm=effect), _LIST_BUTTON),
    )


def areas_text(plan: ImportPlan, catalog: Catalog) -> str:
    """The bookings by area: `Networking 2 h · REST API 1 h`."""
    found = ((catalog.find_area(area), minutes) for area, minutes in plan.area_minutes.items())
    return " · ".join(f"{area.name} {parse.spell(minutes)}" for area, minutes in found if area)


def render_unreadable_file(reason: str, file_name: str = "") -> Message:
    """The file as a whole cannot be taken."""
    title = f"*{escape(clip(file_name, 80))}:* " if file_name else ""
    return compose_message(section(f"{title}{escape(reason)} Nothing was booked."))


def render_not_csv(file_name: str) -> Message:
    """A file of another kind."""
    return render_unreadable_file(
        "I read hours from CSV files only. A table program saves one as “CSV UTF-8”.", file_name
    )


def render_several_files() -> Message:
    """Several files at once."""
    return render_unreadable_file("One CSV file at a time, please: send each in a message of its own.")


def render_file_gone() -> Message:
    """The file was deleted, or never was ours to see."""
    return render_unreadable_file("That file is no longer there. Send it again.")


def render_not_own_file() -> Message:
    """Somebody else's file."""
    return render_unreadable_file("That file is not yours. Send one of your own.")


def render_missing_scope() -> Message:
    """The app was installed before it could read files."""
    return render_unreadable_file(
        "I may not read files here. An admin has to install Roadmate again, which adds `files:read`."
    )


def render_download_failed() -> Message:
    """Slack did not give us the file just now."""
    return render_unreadable_file("Slack did not hand me the file just now. Send it again in a moment.")


def render_import_cancelled() -> Message:
    """The person decided against it."""
    return compose_message(section("Nothing was booked."))


def render_export_requested(*, is_new: bool) -> Message:
    """The person's data is on its way."""
    if not is_new:
        return compose_message(section("Your data is on its way already, as two files in a direct message."))
    return compose_message(section("Your data comes as two files in a direct message."))


def render_export_message() -> Message:
    """The line above the files."""
    return compose_message(section("Here is everything that I keep about you, as you asked."))


def export_files_text(entries_file: str, data_file: str, entry_count: int) -> str:
    """What each file is."""
    return f"{entries_file}: your {format_count(entry_count, 'entry', 'entries')} as a table. {data_file}: everything I keep about you."


def render_export_failed() -> Message:
    """The files did not follow the line."""
    return compose_message(
        section("The files did not get through. Ask again with `/roadmate export`; if it fails again, tell an admin.")
    )


def _plan_text(plan: ImportPlan, today: date) -> str:
    days = sorted(booking.day for booking in plan.bookings)
    first, last = date_text.day_text(days[0], today), date_text.day_text(days[-1], today)
    span = first if first == last else f"{first} to {last}"
    return f"{format_count(len(days), 'row')}, {parse.spell(plan.minutes)}, {span}"


def _join_lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _known_rows_text(plan: ImportPlan, prefix: str) -> str:
    """The rows that were booked before: those that count, and those that were taken back."""
    there, gone = plan.already_booked - plan.taken_back, plan.taken_back
    booked = "is booked already and stays as it is" if there == 1 else "are booked already and stay as they are"
    taken = "was booked and taken back since; it stays" if gone == 1 else "were booked and taken back since; they stay"
    back = f"`/{prefix}log redo` brings back what you undid last, `/{prefix}log undo` what you deleted last."
    return _join_lines(
        f"{format_count(there, 'row')} {booked}." if there else "",
        f"{format_count(gone, 'row')} {taken} as {'it is' if gone == 1 else 'they are'}. {back}" if gone else "",
    )


def _rejected_section(rejected: Sequence[RejectedRow]) -> SectionBlock | None:
    """The rows that are left out, the first of them each with its reason."""
    if not rejected:
        return None
    lead = "1 row is left out:" if len(rejected) == 1 else f"{len(rejected):,} rows are left out:"
    lines = [f"• Line {each.line}: {escape(each.reason)}" for each in rejected[:MAX_REJECTED_LISTED]]
    more = [f"and {len(rejected) - MAX_REJECTED_LISTED:,} more"] if len(rejected) > MAX_REJECTED_LISTED else []
    return section("\n".join([f"*{lead}*", *lines, *more, _FIX_HINT]))
