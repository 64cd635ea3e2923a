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
    lead = f"{'*Changed.* ' if is_changed else ''}*Who sees what of you*"
    return compose_message(
        section("\n".join([lead, *_audience_lines(visibility)])),
        section("*What is kept how long*\n" + "\n".join(_retention_lines(visibility))),
        actions(
            ButtonSpec("Show me on boards", "privacy.show")
            if visibility.is_hidden
            else ButtonSpec("Hide from boards", "privacy.hide"),
            ButtonSpec("Do not name me", "privacy.unname")
            if visibility.is_askable
            else ButtonSpec("Be named in who", "privacy.name"),
            ButtonSpec("What my mentor sees", "seen.show"),
        ),
        actions(ButtonSpec("Export my data", "roadmate.export"), ButtonSpec("Forget me", "forget.ask")),
        context(
            "Messages that I have sent are in Slack, which keeps them by its own rules. "
            f"`{SLASH}roadmate export` has all that I keep; `{SLASH}roadmate forget me` deletes it."
        ),
    )


def _audience_lines(visibility: MemberVisibility) -> list[str]:
    hidden = visibility.is_hidden
    board, digest = "The leaderboard is off.", "The weekly digest names nobody."
    if visibility.is_board_on:
        board = _visibility_text(hidden, "The leaderboard", "name and hours")
    if visibility.digest_names_people:
        digest = _visibility_text(hidden, "The weekly digest", "name and what you learned or finished, no hours")
    askable = "`who`, the digest's suggestion and suggested mentors leave you out."
    if visibility.is_askable:
        places = "`who`" if hidden else "`who`, and the digest with your hours there,"
        askable = f"{places} may name you as one to ask."
    leads = people_text(visibility.lead_mentors) or _no_leads_text(visibility)
    admins = people_text(visibility.admins) or _no_admins_text(visibility)
    notes = f"there {'is' if visibility.private_note_count == 1 else 'are'} {visibility.private_note_count or 'none'}"
    return [
        "*You*: everything.",
        f"*Your mentors*, {VISIBLE_TO_MENTORS}: {people_text(visibility.mentors) or 'you have none'}.",
        f"*Lead mentors*, the same of the whole team: {leads}.",
        f"*Admins*, the same: {admins}, and each admin of this Slack workspace.",
        f"*Everybody here*: {board} {digest} {askable} Sessions name who holds and joins them.",
        "*Nobody else*, and guests nothing beyond that. The log that admins read says who looked at you, and when.",
        f"*Notes that mentors keep for themselves* are read by their author alone; {notes} on you.",
    ]


def _retention_lines(visibility: MemberVisibility) -> list[str]:
    return [
        "Hours, ticks and assignments: as long as you are here, because the plan is made of them.",
        _retention_text(visibility.retention_months),
        f"Messages that I have sent: {_days_text(rules.MESSAGE_RETENTION)}.",
        f"A workspace that removes me: {_days_text(rules.UNINSTALL_GRACE)}, its token not a moment.",
        "Of who is forgotten: their hours by area, in one sum with all others who were. Nobody is told of that sum.",
    ]


def _retention_text(months: int) -> str:
    if months == setting_values.KEEP_FOREVER:
        return "The log of admins, private notes, ended pairings, past sessions: until an admin sets a retention."
    return (
        f"The log of admins, private notes, ended pairings, past sessions, words on assignments: {months} months. "
        f"Who has left Slack is forgotten after {months} months."
    )


def _visibility_text(is_hidden: bool, place: str, shown: str) -> str:
    return f"{place} leaves you out, since you hide." if is_hidden else f"{place} shows your {shown}."


def people_text(names: Collection[str]) -> str:
    """Return people by name while they are few, else how many there are."""
    if len(names) > MAX_NAMED:
        return f"{len(names)} people"
    return join_words([person_name(name) for name in names])


def _no_leads_text(visibility: MemberVisibility) -> str:
    """Say why no lead mentor is named: one of the mentors above may be one."""
    return "none besides those above" if visibility.has_lead_among_mentors else "there are none"


def _no_admins_text(visibility: MemberVisibility) -> str:
    """Say why no admin is named: the reader may be one, or somebody above."""
    if visibility.has_admin_above:
        return f"nobody besides {'you and ' if visibility.is_admin else ''}those above"
    return "nobody besides you" if visibility.is_admin else "nobody whom I have met"


def _days_text(duration: timedelta) -> str:
    return format_count(duration.days, "day")


def render_erasure_help() -> Message:
    """Explain what being forgotten means."""
    return compose_message(
        section(
            f"`{SLASH}roadmate forget me` shows what I keep about you, asks once more and then deletes it. "
            "Nobody can do it for you, and nobody else can be forgotten like this."
        ),
        actions(ButtonSpec("Show what would go", "forget.ask"), ButtonSpec("Who sees what", "privacy.open")),
    )


def render_erasure_question(counts: StoredDataCounts) -> Message:
    """Render what is deleted and what stays, before it is done."""
    confirm = ConfirmSpec(
        "Forget you for good?",
        f"{_gist_text(counts)} and all else that I keep about you will be deleted. There is no way back.",
        "Forget me",
    )
    return compose_message(
        section(f"*This is deleted for good*\n{_deleted_text(counts)}"),
        section(f"*This stays*\n{_remaining_text(counts)}"),
        actions(
            ButtonSpec("Forget me", "forget.do", style="danger", confirm=confirm),
            ButtonSpec("Export my data first", "roadmate.export"),
        ),
        context(
            "Those you are paired with, and who joined a coming session of yours, are told that it ended, and no more. "
            f"To be left in peace without losing anything: `{SLASH}roadmate nudge off`, `{SLASH}leaderboard hide`."
        ),
    )


def render_erasure_done(counts: StoredDataCounts, *, is_finished: bool = True) -> Message:
    """Render the last answer, after a member was erased, or hidden while the rest of them goes."""
    if not is_finished:
        return _render_erasure_running(counts)
    stays = " Your hours stay as a part of a sum without your name." if counts.minutes > 0 else ""
    return compose_message(
        section(
            f"*It is done: you are forgotten.* {_gist_text(counts)} and all else that I kept about you "
            f"are deleted.{stays}"
        ),
        context(
            "What I have posted in Slack before is Slack's to keep. "
            "If you write to me again, I will know you as somebody new. All the best!"
        ),
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
    return compose_message(section("There is nothing to forget: I keep nothing about you. All the best!"))


def render_empty_home() -> Message:
    """Render the Home tab of somebody who was forgotten."""
    return compose_message(section(f"I keep nothing about you. `{SLASH}log 1h networking` would begin anew."))


def build_erasure_texts() -> ErasureTexts:
    """Return the spellings and notifications that the erasure needs."""
    return ErasureTexts(name_spellings, _render_notification)


def _render_notification(notification: ErasureNotification) -> dict[str, Any]:
    """Render a message to somebody it concerns, without the name of the erased member and without a reason."""
    if isinstance(notification, PairEndedByErasure):
        return _render_pair_ended(notification).post_arguments()
    return _render_session_cancelled(notification).post_arguments()


def _render_pair_ended(notification: PairEndedByErasure) -> Message:
    role, other, still, word = ("mentee", "mentor", "You are still mentored by", "mentor")
    if notification.was_mentor:
        role, other, still, word = ("mentor", "mentee", "You still mentor", "mentees")
    remaining = f"You have no {other} at the moment."
    if notification.remaining:
        remaining = f"{still} {people_text(notification.remaining)}."
    return compose_message(
        section(f"One of your pairings as {role} has ended. {remaining}"),
        context(f"`{SLASH}roadmate {word}` shows how things stand."),
    )


def _render_session_cancelled(notification: SessionCancelledByErasure) -> Message:
    day = date_text.day_text(notification.reader_starts_at.date(), notification.reader_now.date())
    title = escape(clip(notification.title, 150))
    return compose_message(
        section(f"The session “{title}”, {day} {notification.reader_starts_at:%H:%M}, does not take place.")
    )


def _deleted_text(counts: StoredDataCounts) -> str:
    hours = f", with {parse.spell(counts.minutes)}" if counts.minutes > 0 else ""
    lines = [
        *([f"{format_count(counts.entries, 'line')} of your ledger{hours}"] if counts.entries else []),
        *(format_count(number, each.one, each.many) for number, each in counts.rows if number),
        "your name, time zone, roles and settings, and your name wherever else it stands",
    ]
    return "\n".join(f"• {line}" for line in lines)


def _remaining_text(counts: StoredDataCounts) -> str:
    if counts.minutes <= 0:
        return "Nothing."
    return (
        f"{parse.spell(counts.minutes)}, added by area to the hours of others who were forgotten, without your name "
        "or a day. Nobody is told of that sum."
    )


def _gist_text(counts: StoredDataCounts) -> str:
    return f"{format_count(counts.entries, 'line')} of your ledger" if counts.entries else "Your settings"
