"""Messages about imports of hours from a file, and about the export of a member's own data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Final

from slackblocks import Block, SectionBlock

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects, typeahead
from bot.features.hours.views.form import subject_choices
from bot.features.import_export.rules.csv_format import ImportPlan, RejectedRow
from bot.features.import_export.rules.csv_subjects import name_key
from bot.slack.blocks import (
    MAX_MENU_OPTIONS,
    MAX_MENU_VALUE,
    ButtonSpec,
    ConfirmSpec,
    MenuSpec,
    actions,
    context,
    section,
)
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count
from bot.slack.scopes import how_to_grant
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

MAX_REJECTED_LISTED: Final = 10
MAX_NAMES_ASKED: Final = 5
MAX_NAME_SHOWN: Final = 100
LEAVE_OUT: Final = "-"
_FIX_HINT: Final = "Fix them in the file and send it again: no row is logged twice."
_LIST_BUTTON: Final = ButtonSpec("My entries", "log.list", "0")


def render_import_offer(
    plan: ImportPlan, *, file_name: str, file_id: str, catalog: Catalog, today: date, has_answers: bool = False
) -> Message:
    """Say what the rows of a file would book, ask what its unknown names are, and offer to book what is known."""
    title = escape(clip(file_name, 80))
    what = _plan_text(plan, today) if plan.bookings else "nothing to log"
    rows = format_count(len(plan.bookings), "row") + (" now" if plan.unknown_names else "")
    buttons = (
        ButtonSpec(f"Log {rows}", "import.book", file_id, style="primary") if plan.bookings else None,
        ButtonSpec("Don't log it", "import.drop") if plan.bookings else None,
        ButtonSpec("Change my answers", "import.names", file_id) if has_answers else None,
    )
    return compose_message(
        section(_join_lines(f"*{title}: {what}*", _areas_text(plan, catalog), _known_rows_text(plan))),
        _rejected_section(plan.left_out),
        *_name_questions(plan, file_id, catalog),
        actions(*buttons),
    )


def _name_questions(plan: ImportPlan, file_id: str, catalog: Catalog) -> Iterator[Block | None]:
    """Yield the question about each unknown name of most hours, with a menu of what it may be."""
    names = plan.unknown_names
    for number, (name, (rows, minutes)) in enumerate(islice(names.items(), MAX_NAMES_ASKED), start=1):
        size = f"{format_count(rows, 'row')}, {parse.spell(minutes)}"
        yield section(f"*I don't know “{escape(clip(name, MAX_NAME_SHOWN))}” ({size}).* What is it?")
        yield actions(MenuSpec("Pick a subject", "import.name", _name_options(name, file_id, catalog)), first=number)
    if len(names) > MAX_NAMES_ASKED:
        more = format_count(len(names) - MAX_NAMES_ASKED, "more name")
        yield context(f"{more} after that. I remember your answers for the next file.")
    elif names:
        yield context("I remember your answers for the next file.")


def _name_options(name: str, file_id: str, catalog: Catalog) -> list[tuple[str, str]]:
    """Return what a name may be: what is nearest, then all areas and roadmaps, and to leave its rows out."""
    near = subjects.nearest_subjects(catalog, clip(name, MAX_NAME_SHOWN))
    offered = {typeahead.subject_key(each): each for each in (*near, *typeahead.suggest_subjects(catalog, ""))}
    choices = [(each.label, each.value) for each in subject_choices([*offered.values()][: MAX_MENU_OPTIONS - 1])]
    choices.insert(len(near), ("Leave these rows out", LEAVE_OUT))
    values = ((label, f"{file_id} {key_digest(name_key(name))} {value}") for label, value in choices)
    return [(label, value) for label, value in values if len(value) <= MAX_MENU_VALUE]


def key_digest(key: str) -> str:
    """Return what stands for the key of a name in the value of a menu, which is too short for some."""
    return sha256(key.encode()).hexdigest()[:16]


def render_import_booked(plan: ImportPlan, *, catalog: Catalog, today: date) -> Message:
    """Say what was booked now, with the button that undoes it."""
    if plan.act is None:
        text = _join_lines("*Nothing new to log.*", _known_rows_text(plan))
        return compose_message(section(text), *_left_sections(plan), actions(_LIST_BUTTON))
    what = _plan_text(plan, today)
    confirm = ConfirmSpec("Undo the whole import?", f"This takes back {what}.", "Undo it")
    return compose_message(
        section(_join_lines(f"✅ Logged *{what}*", _areas_text(plan, catalog), _known_rows_text(plan))),
        *_left_sections(plan),
        actions(ButtonSpec("Undo", "log.back", str(plan.act), confirm=confirm), _LIST_BUTTON),
    )


def _areas_text(plan: ImportPlan, catalog: Catalog) -> str:
    """Return the bookings by area: `Networking 2 h · REST API 1 h`."""
    areas = ((catalog.find_area(area), minutes) for area, minutes in plan.area_minutes.items())
    return " · ".join(f"{area.name} {parse.spell(minutes)}" for area, minutes in areas if area)


def render_unreadable_file(reason: str, file_name: str = "") -> Message:
    """Say why the file as a whole cannot be booked."""
    title = f"*{escape(clip(file_name, 80))}:* " if file_name else ""
    return compose_message(section(f"{title}{escape(reason)} Nothing was logged."))


def render_not_csv(file_name: str) -> Message:
    """Say that only CSV files are read."""
    return render_unreadable_file(
        "I read hours from CSV files, and Timewarrior's JSON. In Excel choose “CSV UTF-8”.", file_name
    )


def render_several_files() -> Message:
    """Ask for one file at a time."""
    return render_unreadable_file("One file at a time, please: send each in a message of its own.")


def render_file_gone() -> Message:
    """Say that the file was deleted or is not visible to the bot."""
    return render_unreadable_file("That file isn't there any more. Send it again.")


def render_not_own_file() -> Message:
    """Refuse a file of somebody else."""
    return render_unreadable_file("That file isn't yours. Send one of your own.")


def render_missing_scope() -> Message:
    """Say that this installation has no permission to read files."""
    words = "*Nothing was logged: I lack the permission `files:read`, so I can't read files here.*"
    other = "The person who runs Roadmate can also import the file with `roadmate import`."
    return compose_message(section(f"{words} {how_to_grant(['files:read'])} {other}"))


def render_download_failed() -> Message:
    """Say that Slack did not deliver the file just now."""
    return render_unreadable_file("Slack didn't give me the file just now. Send it again in a moment.")


def render_import_cancelled() -> Message:
    """Confirm that nothing is booked."""
    return compose_message(section("OK, nothing was logged."))


def render_export_requested(*, is_new: bool) -> Message:
    """Say that the member's data is on its way, or already was if not `is_new`."""
    if not is_new:
        return compose_message(section("Your data is already on its way, as two files in a direct message."))
    return compose_message(section("I'll send your data as two files in a direct message."))


def render_export_message() -> Message:
    """Render the line above the files of an export."""
    return compose_message(section("Here's everything I keep about you."))


def export_files_text(entries_file: str, data_file: str, entry_count: int) -> str:
    """Return what each file of an export holds."""
    entries = format_count(entry_count, "entry", "entries")
    return f"{entries_file}: your {entries} as a table. {data_file}: everything I keep about you."


def render_export_failed() -> Message:
    """Say that the files of an export did not get through."""
    again = f"Ask again with `{SLASH}roadmate export`; if it fails again, tell an admin."
    return compose_message(section(f"Sending the files didn't work. {again}"))


def render_export_without_scope() -> Message:
    """Say that files cannot be sent for lack of a permission, and how to get the data all the same."""
    words = "*Your files can't be sent: I lack the permission `files:write`.*"
    then = f"Then ask again with `{SLASH}roadmate export`. Or ask the person who runs Roadmate to print your entries."
    return compose_message(section(f"{words} {how_to_grant(['files:write'])} {then}"))


def _plan_text(plan: ImportPlan, today: date) -> str:
    days = sorted(booking.day for booking in plan.bookings)
    first, last = date_text.day_text(days[0], today), date_text.day_text(days[-1], today)
    span = first if first == last else f"{first} to {last}"
    return f"{format_count(len(days), 'row')}, {parse.spell(plan.minutes)}, {span}"


def _join_lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _known_rows_text(plan: ImportPlan) -> str:
    """Return how many rows were booked before: those that count, and those that were taken back."""
    counted, gone = plan.already_booked - plan.taken_back, plan.taken_back
    booked = "was already logged" if counted == 1 else "were already logged"
    taken = (
        "was logged and undone before; it stays undone"
        if gone == 1
        else "were logged and undone before; they stay undone"
    )
    back = f"`{SLASH}log redo` restores what you undid last, `{SLASH}log undo` what you deleted last."
    return _join_lines(
        f"{format_count(counted, 'row')} {booked}." if counted else "",
        f"{format_count(gone, 'row')} {taken}. {back}" if gone else "",
    )


def _left_sections(plan: ImportPlan) -> Iterator[SectionBlock | None]:
    """Yield what is left of a file when it is booked: bad rows, and rows whose names were not answered."""
    yield _rejected_section(plan.left_out)
    if names := plan.unknown_names:
        rows = format_count(sum(rows for rows, _ in names.values()), "row")
        named = ", ".join(f"“{escape(clip(name, 60))}”" for name in islice(names, MAX_NAMES_ASKED))
        yield section(f"{rows} of names I don't know: {named}. Send the file again to say what they are.")


def _rejected_section(rejected: Sequence[RejectedRow]) -> SectionBlock | None:
    """Return the rows that are left out, the first of them each with its reason; those to be mended first."""
    if not rejected:
        return None
    ordered = sorted(rejected, key=lambda row: row.is_harmless)
    lead = "1 row is left out:" if len(rejected) == 1 else f"{len(rejected):,} rows are left out:"
    lines = [f"• Line {each.line}: {escape(each.reason)}" for each in ordered[:MAX_REJECTED_LISTED]]
    more = [f"and {len(rejected) - MAX_REJECTED_LISTED:,} more"] if len(rejected) > MAX_REJECTED_LISTED else []
    hint = [] if ordered[0].is_harmless else [_FIX_HINT]
    return section("\n".join([f"*{lead}*", *lines, *more, *hint]))
