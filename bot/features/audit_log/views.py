"""The audit log in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text, weeks
from bot.core.audit_log import ACT_GROUPS, AuditRecord
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.setting_values import FORGOTTEN_MEMBER_ID
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name
from bot.slack.slash import SLASH

PAGE_SIZE: Final = 20
_CHANNEL_ID: Final = lazy_pattern(r"[CG][A-Z0-9]{2,30}")
_SETTING_TEXTS: Final[Mapping[str, str]] = {
    "digest": "the digest",
    "channel": "the learning channel",
    "digest parts": "what goes into the digest",
    "nudge": "the nudge",
    "timezone": "the time zone",
    "goal": "the weekly goal",
    "board": "the leaderboard",
    "board by": "what the leaderboard ranks by",
    "retention": "the retention",
}


@frozen
class AuditLogViewer:
    """The reader of the log: their zone and day, and the names of people and assignments by id."""

    zone: ZoneInfo
    today: date
    names: Mapping[str, str]

    def name(self, person: str) -> str:
        """Return a person's name, or their id for somebody we do not know."""
        if person == FORGOTTEN_MEMBER_ID:
            return "someone deleted"
        return person_name(self.names.get(person, person))

    def week_text(self, period: str) -> str:
        """Return a week in words, whatever comes after it in the period."""
        try:
            return weeks.week_text(period[: len("2026-W47")], self.today)
        except ValueError:
            return escape(clip(period, 60))


RecordText = Callable[[AuditRecord, AuditLogViewer], str]


def render_audit_log(
    records: Sequence[AuditRecord], viewer: AuditLogViewer, *, offset: int, kind: str = "", person: str = ""
) -> Message:
    """Render a page of acts, newest first, with buttons to newer and older ones.

    One record more than a page means that there are older ones; all are of the `kind` and concern the `person`, if any.
    """
    lines = [record_line(record, viewer) for record in records[:PAGE_SIZE]]
    value = "".join(f"{each} " for each in (kind, person) if each)
    newer = ButtonSpec("Newer", "audit.show", f"{value}{max(0, offset - PAGE_SIZE)}") if offset else None
    older = ButtonSpec("Older", "audit.show", f"{value}{offset + PAGE_SIZE}") if len(records) > PAGE_SIZE else None
    title = ", ".join(filter(None, ("*Audit log*", kind, viewer.name(person) if person else "")))
    return compose_message(
        section(f"{title}, newest first\n" + "\n".join(lines) if lines else f"{title}: no entries yet."),
        actions(newer, older),
        context(f"Times are in {viewer.zone.key}. Only admins see this."),
    )


def render_unknown_word(word: str) -> Message:
    """Render that a word names no kind of act."""
    kinds = join_words([f"`{each}`" for each in ACT_GROUPS])
    reason = f"I don't know “{escape(clip(word.casefold(), 60))}” here. Try {kinds}."
    return compose_message(section(f"{reason} Or name a member: `{SLASH}roadmate audit @member looks`."))


def record_line(record: AuditRecord, viewer: AuditLogViewer) -> str:
    """Return a line such as `Sat 21 Nov 12:00 Ana: changed the weekly goal, 2 h → 3 h`."""
    at = record.at.astimezone(viewer.zone)
    describe = _ACTION_TEXTS.get(record.act) or _KIND_TEXTS.get(record.act.partition(".")[0], _plain_text)
    words = describe(record, viewer)
    return clip(f"{date_text.day_text(at.date(), viewer.today)} {at:%H:%M} {viewer.name(record.actor)}: {words}", 140)


def _setting_changed(record: AuditRecord, _: AuditLogViewer) -> str:
    values = [f"<#{each}>" if _CHANNEL_ID.fullmatch(each) else escape(each) for each in record.detail.split(" -> ")]
    return f"changed {_SETTING_TEXTS.get(record.subject, escape(record.subject))}, {' → '.join(values)}"


def _question_settled(record: AuditRecord, _: AuditLogViewer) -> str:
    question, _sep, verdict = record.detail.partition(" ")
    return f"{'stopped' if verdict == 'stopped' else 'kept'} a question that was reported as wrong: {escape(question)}"


def _suggestion_settled(verb: str) -> RecordText:
    """Describe what was done with the subject's suggestion for the topic that the detail names."""

    def describe(record: AuditRecord, viewer: AuditLogViewer) -> str:
        return f"{verb} a change to “{escape(record.detail)}” that {viewer.name(record.subject)} suggested"

    return describe


def _keeper_changed(verb: str) -> RecordText:
    """Describe who may take over suggestions for the pack that the detail names, or no longer."""

    def describe(record: AuditRecord, viewer: AuditLogViewer) -> str:
        return f"{verb} {viewer.name(record.subject)} as a keeper of the content “{escape(record.detail)}”"

    return describe


def _mentor_made(record: AuditRecord, viewer: AuditLogViewer) -> str:
    if record.detail:  # a pair that holds since then
        return f"agreed to a pair, so {viewer.name(record.subject)} became a mentor"
    return f"made {viewer.name(record.subject)} a mentor"


def _mentor_ended(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"took the mentor role from {viewer.name(record.subject)}"


def _lead_made(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"made {viewer.name(record.subject)} a lead mentor, who sees the whole team"


def _lead_ended(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"took the lead mentor role from {viewer.name(record.subject)}"


def _pair_asked(record: AuditRecord, viewer: AuditLogViewer) -> str:
    """Describe an act on a pair, as the next ones do: the subject is the mentee, the detail the mentor."""
    return f"asked {viewer.name(record.detail)} to mentor {viewer.name(record.subject)}"


def _pair_accepted(record: AuditRecord, viewer: AuditLogViewer) -> str:
    if record.actor == record.detail:
        return f"agreed to mentor {viewer.name(record.subject)}"
    return f"agreed to be mentored by {viewer.name(record.detail)}"


def _pair_declined(record: AuditRecord, viewer: AuditLogViewer) -> str:
    if record.actor == record.detail:
        return f"declined to mentor {viewer.name(record.subject)}"
    return f"declined to be mentored by {viewer.name(record.detail)}"


def _pair_ended(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"ended that {viewer.name(record.detail)} mentors {viewer.name(record.subject)}"


def _pair_lapsed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    pair = f"{viewer.name(record.detail)} as mentor of {viewer.name(record.subject)}"
    return f"left the workspace, which ended the pair: {pair}"


def _assignment_action(verb: str) -> RecordText:
    """Describe a mentor's act on an assignment of the subject, which the detail names."""

    def describe(record: AuditRecord, viewer: AuditLogViewer) -> str:
        assignment, _, left = record.detail.partition(", ")
        who = viewer.name(record.subject) + (", who has left" if left else "")
        return f"{verb} “{viewer.name(assignment)}” of {who}"

    return describe


def _signoff_refused(record: AuditRecord, viewer: AuditLogViewer) -> str:
    of = f" of {viewer.name(record.subject)}" if record.subject else ""
    return f"tried to sign off work{of} (not allowed)"


def _pairing_refused(record: AuditRecord, viewer: AuditLogViewer) -> str:
    whom = viewer.name(record.subject) if record.subject else "others"
    return f"tried to pair {whom} or answer for them (not allowed)"


def _table_exported(record: AuditRecord, _: AuditLogViewer) -> str:
    return f"asked for the table of {'the team' if record.detail == 'team' else 'their mentees'}"


def _digest_previewed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"previewed the digest of {viewer.week_text(record.subject)}"


def _message_resent(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"sent {_message_text(record, viewer)} again"


def _message_left(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"didn't resend {_message_text(record, viewer)}"


def _message_text(record: AuditRecord, viewer: AuditLogViewer) -> str:
    """Return `the digest of 16-22 Nov to #learning` for `digest 2026-W47+1 to C0LEARNING`."""
    kind, _, rest = record.detail.partition(" ")
    period, _, to = rest.partition(" to ")
    recipient = f"<#{to}>" if _CHANNEL_ID.fullmatch(to) else viewer.name(to)
    return f"the {escape(kind)} of {viewer.week_text(period)} to {recipient}"


def _holiday_added(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"added a team holiday, {_holiday_days(record, viewer)}"


def _holiday_removed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"removed a team holiday, {_holiday_days(record, viewer)}"


def _holiday_days(record: AuditRecord, viewer: AuditLogViewer) -> str:
    try:
        first, last = (date.fromisoformat(each) for each in record.subject.split("/"))
    except ValueError:
        return escape(record.subject)
    days = [first, last] if last > first else [first]
    return "-".join(date_text.day_text(day, viewer.today) for day in days)


def _help_request_closed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"marked {viewer.name(record.subject)} as no longer stuck"


def _level_confirmed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"confirmed the level of {viewer.name(record.subject)}: {escape(record.detail)}"


def _next_step_set(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"set the next step of {viewer.name(record.subject)}: {escape(clip(record.detail, 60))}"


def _member_viewed(record: AuditRecord, viewer: AuditLogViewer) -> str:
    what = record.act.partition(".")[2]
    return f"looked at {_VIEWED_TEXTS.get(what, f'the {escape(what)}')} of {viewer.name(record.subject)}"


def _request_refused(record: AuditRecord, viewer: AuditLogViewer) -> str:
    what = escape(record.act.partition(".")[2])
    what = _VIEWED_TEXTS.get(what, f"the {what}")
    return f"was refused {what} of {viewer.name(record.subject)}" if record.subject else f"was refused {what}"


def _member_forgotten(record: AuditRecord, _: AuditLogViewer) -> str:
    left = "all their data was deleted, long after they left"
    return left if record.detail == "left" else "all their data was deleted, as they asked"


def _session_cancelled(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"cancelled a session of {viewer.name(record.subject)}"


def _plain_text(record: AuditRecord, viewer: AuditLogViewer) -> str:
    """Describe an act that has no words of its own."""
    subject = viewer.name(record.subject) if record.subject in viewer.names else escape(record.subject)
    return " ".join(filter(None, (escape(record.act).replace(".", " "), subject, escape(record.detail))))


def _content_name(record: AuditRecord) -> str:
    """Return `the roadmap aws` for `roadmap:aws`, and `aws.vpc text` for a topic's field."""
    kind, colon, rest = record.detail.partition(":")
    return f"the {escape(kind)} {escape(rest)}" if colon else escape(record.detail)


def _handed_over(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"handed over to {viewer.name(record.detail)} what {viewer.name(record.subject)} is waiting for"


def _taken_back(record: AuditRecord, viewer: AuditLogViewer) -> str:
    return f"took back from {viewer.name(record.detail)} what {viewer.name(record.subject)} is waiting for"


_VIEWED_TEXTS: Final = {"card": "the card", "plan": "the plan", "work": "an assignment"}
_KIND_TEXTS: Final[Mapping[str, RecordText]] = {
    "look": _member_viewed,
    "refused": _request_refused,
}
_ACTION_TEXTS: Final[Mapping[str, RecordText]] = {
    "session.cancel": _session_cancelled,
    "session.lapse": lambda *_: "left the workspace, which cancelled a session of theirs",
    "forget": _member_forgotten,
    "settings.change": _setting_changed,
    "questions.settle": _question_settled,
    "mentor.on": _mentor_made,
    "mentor.off": _mentor_ended,
    "lead.on": _lead_made,
    "lead.off": _lead_ended,
    "pair.ask": _pair_asked,
    "pair.accept": _pair_accepted,
    "pair.decline": _pair_declined,
    "pair.end": _pair_ended,
    "pair.lapse": _pair_lapsed,
    "refused.role": lambda record, viewer: f"tried to change the role of {viewer.name(record.subject)} (not allowed)",
    "refused.pair": _pairing_refused,
    "work.sign": _assignment_action("signed off"),
    "work.back": _assignment_action("sent back"),
    "look.work": lambda record, viewer: f"looked at assignments of {viewer.name(record.subject)}",
    "refused.signoff": _signoff_refused,
    "export.team": _table_exported,
    "refused.team": lambda *_: "tried to see the team (not allowed)",
    "digest.preview": _digest_previewed,
    "message.resend": _message_resent,
    "message.leave": _message_left,
    "holiday.add": _holiday_added,
    "holiday.remove": _holiday_removed,
    "stuck.over": _help_request_closed,
    "waiting.hand": _handed_over,
    "waiting.back": _taken_back,
    "level.confirm": _level_confirmed,
    "step.set": _next_step_set,
    "content.take": _suggestion_settled("took over"),
    "content.return": _suggestion_settled("sent back"),
    "content.undo": _suggestion_settled("undid"),
    "content.keeper": _keeper_changed("added"),
    "content.unkeeper": _keeper_changed("removed"),
    "content.off": lambda record, _: f"turned off {_content_name(record)}",
    "content.on": lambda record, _: f"turned on {_content_name(record)}",
    "content.revert": lambda record, _: f"took back a change to {_content_name(record)}",
    "content.keep": lambda record, _: f"kept a change to {_content_name(record)} over an update",
    "refused.content": lambda *_: "tried to change the content (not allowed)",
    "plan.default": lambda *_: "changed the team's default plan",
}
