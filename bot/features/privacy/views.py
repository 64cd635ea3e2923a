"""Messages about privacy: who sees what of a member, what is kept how long, and being forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from bot import setting_values
from bot.calendar import date_text
from bot.core.people.names import name_spellings
from bot.core.people.visibility import MemberVisibility
from bot.features.privacy import rules
from bot.features.privacy.rules import (
    VISIBLE_TO_MENTORS,
    ErasureNotification,
    ErasureTexts,
    PairEndedByErasure,
    SessionCancelledByErasure,
    StoredDataCounts,
)
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, person_name
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

MAX_NAMED: Final = 5  # people of one kind; more are counted


def render_privacy(visibility: MemberVisibility, *, is_changed: bool = False) -> Message:
    """Render who sees what of the reader as things stand, and what to do about it."""
    lead = "✅ *Saved. Who sees what about you now*" if is_changed else "*Who sees what about you*"
    return compose_message(
        section("\n".join([lead, *_audience_lines(visibility)])),
        section("*What I keep, and until when*\n" + "\n".join(_retention_lines(visibility))),
        actions(
            ButtonSpec("Show me on boards", "privacy.show")
            if visibility.is_hidden
            else ButtonSpec("Hide from boards", "privacy.hide"),
            ButtonSpec("Don't list me", "privacy.unname")
            if visibility.is_askable
            else ButtonSpec("List me to ask", "privacy.name"),
            ButtonSpec("What my mentor sees", "seen.show"),
            ButtonSpec("Export my data", "roadmate.export"),
            ButtonSpec("Forget me", "forget.ask"),
        ),
        context(
            "Slack keeps the messages I sent by its own rules. "
            f"`{SLASH}roadmate export` has everything I keep; `{SLASH}roadmate forget me` deletes it."
        ),
    )


def _audience_lines(visibility: MemberVisibility) -> list[str]:
    hidden = visibility.is_hidden
    board, digest = "The leaderboard is off.", "The weekly digest names no one."
    if visibility.is_board_on:
        board = _visibility_text(hidden, "The leaderboard", "name and hours")
    if visibility.digest_names_people:
        digest = _visibility_text(hidden, "The weekly digest", "name and what you learned or finished, no hours")
    askable = "You aren't listed as someone to ask."
    if visibility.is_askable:
        askable = (
            "`who` lists you as someone to ask."
            if hidden
            else "`who` lists you as someone to ask; the digest may mention you, with your hours."
        )
    coverage = "You aren't on the team's coverage."
    if visibility.is_on_coverage:
        later = ", once you aren't hidden" if hidden else ""
        coverage = f"`{SLASH}team coverage` names you at topics you know{later}."
    leads = people_text(visibility.lead_mentors) or _no_leads_text(visibility)
    admins = people_text(visibility.admins) or _no_admins_text(visibility)
    count = visibility.private_note_count
    notes = format_count(count, "note") if count else "none"
    return [
        "*You*: everything. Only you see your answers to questions.",
        f"*Your mentors* ({people_text(visibility.mentors) or 'none yet'}): {VISIBLE_TO_MENTORS}.",
        f"*Lead mentors* ({leads}): the same, for the whole team.",
        f"*Admins* ({admins}, and every admin of this Slack workspace): the same.",
        f"*Everyone here*: {board} {digest} {askable} {coverage} Sessions show who runs and joins them.",
        "*No one else*, and guests see nothing more. The audit log, which admins read, records who looked at you.",
        f"*Private mentor notes* are for their author only. About you: {notes}.",
    ]


def _retention_lines(visibility: MemberVisibility) -> list[str]:
    return [
        "Hours, ticks and assignments: as long as you're here, because your plan is built from them.",
        _retention_text(visibility.retention_months),
        f"Messages I sent: {_days_text(rules.MESSAGE_RETENTION)}.",
        f"If the app is removed: data {_days_text(rules.UNINSTALL_GRACE)}, token deleted at once.",
        "Deleted people: only an anonymous total per area, which no one is shown.",
    ]


def _retention_text(months: int) -> str:
    if months == setting_values.KEEP_FOREVER:
        return "Audit log, private notes, ended pairings, past sessions: until an admin sets a retention."
    return (
        f"Audit log, private notes, ended pairings, past sessions, words on assignments: {months} months. "
        f"People who left Slack are deleted after {months} months."
    )


def _visibility_text(is_hidden: bool, place: str, shown: str) -> str:
    return f"{place} leaves you out, because you're hidden." if is_hidden else f"{place} shows your {shown}."


def people_text(names: Collection[str]) -> str:
    """Return people by name while they are few, else how many there are."""
    if len(names) > MAX_NAMED:
        return f"{len(names)} people"
    return join_words([person_name(name) for name in names])


def _no_leads_text(visibility: MemberVisibility) -> str:
    """Say why no lead mentor is named: one of the mentors above may be one."""
    return "only those above" if visibility.has_lead_among_mentors else "none yet"


def _no_admins_text(visibility: MemberVisibility) -> str:
    """Say why no admin is named: the reader may be one, or somebody above."""
    if visibility.has_admin_above:
        return "only you and those above" if visibility.is_admin else "only those above"
    return "only you" if visibility.is_admin else "no one I've met yet"


def _days_text(duration: timedelta) -> str:
    return format_count(duration.days, "day")


def render_erasure_help() -> Message:
    """Explain what being forgotten means."""
    return compose_message(
        section(
            f"`{SLASH}roadmate forget me` shows what I keep about you, asks once more, then deletes it. "
            "Only you can do this, and only for yourself."
        ),
        actions(ButtonSpec("Show what I'd delete", "forget.ask"), ButtonSpec("Who sees what", "privacy.open")),
    )


def render_erasure_question(counts: StoredDataCounts, state: str) -> Message:
    """Render what is deleted and what stays, before it is done."""
    confirm = ConfirmSpec(
        "Delete all your data?",
        f"{_gist_text(counts)} and everything else about you will be deleted. You can't undo this.",
        "Forget me",
    )
    return compose_message(
        section(f"*This deletes for good*\n{_deleted_text(counts)}"),
        section(f"*What stays*\n{_remaining_text(counts)}"),
        actions(
            ButtonSpec("Forget me", "forget.do", style="danger", confirm=confirm, state=state),
            ButtonSpec("Export my data first", "roadmate.export"),
        ),
        context(
            "Your mentors, mentees and people who joined your coming sessions are only told that it has ended. "
            f"Only want some quiet? `{SLASH}roadmate nudge off` and `{SLASH}leaderboard hide` delete nothing."
        ),
    )


def render_erasure_done(counts: StoredDataCounts, *, is_finished: bool = True) -> Message:
    """Render the last answer, after a member was erased, or hidden while the rest of them goes."""
    if not is_finished:
        return _render_erasure_running(counts)
    stays = " Your hours stay in an anonymous total." if counts.minutes > 0 else ""
    return compose_message(
        section(f"*All your data is deleted:* {_gist_text(counts)} and everything else I kept about you.{stays}"),
        context("Slack keeps what I posted there. If you write to me again, you start fresh. All the best!"),
    )


def _render_erasure_running(counts: StoredDataCounts) -> Message:
    return compose_message(
        section(
            f"*You're no longer shown anywhere, and nothing new is kept about you.* {_gist_text(counts)} "
            "and everything else about you is being deleted now; with this much it takes a few minutes."
        ),
        context("Until that's done I can't do anything for you. After that you can start fresh. All the best!"),
    )


def render_nothing_stored() -> Message:
    """Say that there was nothing, or that it is gone already."""
    return compose_message(section("I keep nothing about you, so there's nothing to delete. All the best!"))


def render_empty_home() -> Message:
    """Render the Home tab of somebody who was forgotten."""
    return compose_message(section(f"I keep nothing about you. `{SLASH}log 1h networking` starts fresh."))


def build_erasure_texts() -> ErasureTexts:
    """Return the spellings and notifications that the erasure needs."""
    return ErasureTexts(name_spellings, _render_notification)


def _render_notification(notification: ErasureNotification) -> dict[str, Any]:
    """Render a message to somebody it concerns, without the name of the erased member and without a reason."""
    if isinstance(notification, PairEndedByErasure):
        return _render_pair_ended(notification).post_arguments()
    return _render_session_cancelled(notification).post_arguments()


def _render_pair_ended(notification: PairEndedByErasure) -> Message:
    people = people_text(notification.remaining)
    if notification.was_mentor:
        still = f"You still mentor {people}." if people else "You have no mentee at the moment."
        ended, hint = f"Mentoring one of your mentees has ended. {still}", f"`{SLASH}roadmate mentees` lists them."
    else:
        still = f"You're still mentored by {people}." if people else "You have no mentor at the moment."
        ended, hint = f"Mentoring with one of your mentors has ended. {still}", f"`{SLASH}roadmate mentor` finds one."
    return compose_message(section(ended), context(hint))


def _render_session_cancelled(notification: SessionCancelledByErasure) -> Message:
    day = date_text.day_text(notification.reader_starts_at.date(), notification.reader_now.date())
    title = escape(clip(notification.title, 150))
    return compose_message(
        section(f"The session “{title}”, {day} {notification.reader_starts_at:%H:%M}, is cancelled.")
    )


def _deleted_text(counts: StoredDataCounts) -> str:
    hours = f", with {parse.spell(counts.minutes)}" if counts.minutes > 0 else ""
    lines = [
        *([f"{format_count(counts.entries, 'line')} of your log{hours}"] if counts.entries else []),
        *(format_count(number, each.one, each.many) for number, each in counts.rows if number),
        "your name, time zone, roles and settings, and your name everywhere it appears",
    ]
    return "\n".join(f"• {line}" for line in lines)


def _remaining_text(counts: StoredDataCounts) -> str:
    if counts.minutes <= 0:
        return "Nothing."
    return f"{parse.spell(counts.minutes)}, only in an anonymous total per area: no name, no day, shown to no one."


def _gist_text(counts: StoredDataCounts) -> str:
    return f"{format_count(counts.entries, 'line')} of your log" if counts.entries else "Your settings"
