"""Lines of praise: what was reached in a week, and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.features.digest.rules import Win, WinKind
from bot.slack.mrkdwn import clip, escape, format_count, join_words, short_person_name
from bot.ui.names import area_name, assignment_name

MAX_NAMES: Final = 3
MAX_SUBJECT_LENGTH: Final = 60  # characters of an assignment, of a talk's title, or of what is suggested


_LINES: Final[Mapping[WinKind, str]] = {
    WinKind.AREA_WHOLE: "🎉 {names} logged all the hours planned for {subject}",
    WinKind.FIRST_TALK: "👏 {names} gave a first talk: {subject}",
    WinKind.LEVEL: "🎉 {names} reached {subject}, confirmed by a mentor",
    WinKind.SIGNED_OFF: "🎉 {names} got {subject} signed off",
    WinKind.STREAK: "🔥 {names} met the weekly goal {number} weeks in a row",
    WinKind.GOAL: "🎯 {names} met the weekly goal",
    WinKind.AREA_HALF: "🎉 {names} got halfway through {subject}",
    WinKind.TALK: "👏 {names} gave a talk: {subject}",
    WinKind.FINISHED: "🎉 {names} finished {subject}",
    WinKind.AREA_QUARTER: "🎉 {names} got a quarter of the way through {subject}",
}
_UNTITLED_TALKS: Final[Mapping[WinKind, str]] = {
    WinKind.FIRST_TALK: "👏 {names} gave a first talk",
    WinKind.TALK: "👏 {names} gave a talk",
}


def win_line(win: Win, catalog: Catalog, names: str) -> str:
    """Return a line such as `🎉 Ana and Ben got Build a VPC signed off`; `names` are those to be shown."""
    if win.kind is WinKind.HANDED_IN:
        return f"⏳ {format_count(win.number, 'assignment')} handed in, waiting for a sign-off"
    if win.kind is WinKind.MENTOR:
        return f"👏 {names} became a mentor" if len(win.names) == 1 else f"👏 {names} became mentors"
    line = _LINES[win.kind] if win.subject else _UNTITLED_TALKS.get(win.kind, _LINES[win.kind])
    subject = clip(_subject_text(win, catalog), MAX_SUBJECT_LENGTH)
    return line.format(names=names, subject=subject, number=win.number)


def few_names(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = [short_person_name(name) for name in names[:MAX_NAMES]]
    more = len(names) - len(shown)
    return join_words([*shown, format_count(more, "other")] if more else shown)


def _subject_text(win: Win, catalog: Catalog) -> str:
    match win.kind:
        case WinKind.AREA_WHOLE | WinKind.AREA_HALF | WinKind.AREA_QUARTER:
            return area_name(win.subject, catalog)
        case WinKind.SIGNED_OFF | WinKind.FINISHED:
            return assignment_name(win.subject, catalog)
        case WinKind.LEVEL:
            roadmap_id, _, level = win.subject.rpartition(":")
            roadmap = catalog.find_roadmap(roadmap_id)
            return f"{escape(roadmap.name if roadmap else roadmap_id)} {level}"
        case _:
            return escape(win.subject)
