"""Workspaces and their settings: what an admin has chosen in Slack wins over the environment."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from bot import setting_values
from bot.calendar import weeks
from bot.calendar.quiet_hours import is_quiet
from bot.calendar.schedule import WeeklySlot, latest_occurrence, next_occurrence, parse_slot, slot_moment, slot_text
from bot.core.people.installation import is_installed
from bot.core.people.member import Member
from bot.core.people.members import parse_zone
from bot.core.people.nudge_cadence import is_silent, weeks_between
from bot.core.time_off import TimeOff, count_workdays_present, is_away
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import entries, occurrences, workspaces
from bot.frozen import frozen
from bot.setting_values import Part
from bot.settings import Settings
from bot.timeexpr.durations import parse

ScheduleFingerprint = tuple[Any, ...]  # compare it with another one only
DEFAULT_GOAL_MINUTES: Final = 120  # minutes a week, as the tables have it
_SCHEDULE_FINGERPRINTS: Final = PreparedStatement(
    lambda _: select(*(column for column in workspaces.c if column.name != "created_at")).where(
        is_installed(workspaces.c.id)
    )
)
DIGEST_GRACE: Final = timedelta(hours=48)  # later the week is no news any more
NUDGE_GRACE: Final = timedelta(hours=6)  # later than that a nudge is worth nothing
SETTING_NAMES: Final = (
    "digest",
    "channel",
    "digest parts",
    "nudge",
    "timezone",
    "goal",
    "board",
    "board by",
    "retention",
)
NUDGE_LOOKAHEAD_WEEKS: Final = 60
_MOST_IN_LIST: Final = 5_000  # SQLite takes 32,766 parameters


@frozen
class Workspace:
    """A workspace with the settings in force. `goal_minutes` are minutes a week."""

    id: str
    bot_user: str | None
    zone: ZoneInfo
    learning_channel: str | None
    digest_slot: WeeklySlot
    nudge_slot: WeeklySlot
    digest_on: bool
    nudge_on: bool
    leaderboard_on: bool
    goal_minutes: int
    digest_parts: frozenset[str] = frozenset(Part)
    leaderboard_order: str = "hours"  # or "goal": by share of one's own
    retention_months: int = setting_values.DEFAULT_RETENTION_MONTHS  # 0 keeps everything

    def today(self, now: datetime) -> date:
        """Return the day that counts for leaderboards and digests at the moment `now`."""
        return weeks.local_day(now, self.zone)


class SettingOrigin(enum.Enum):
    """The origin of a setting in force."""

    SLACK = "here"  # an admin chose it in Slack
    ENVIRONMENT = "environment"  # whoever runs Roadmate chose it
    DEFAULT = "default"


def find_workspace(conn: Connection, *, workspace: str, settings: Settings) -> Workspace | None:
    """Return one workspace; None if nobody in it has ever spoken to us."""
    row = conn.execute(select(workspaces).where(workspaces.c.id == workspace)).first()
    return _workspace_from_row(row, settings) if row else None


def read_workspace(conn: Connection, *, workspace: str, settings: Settings) -> Workspace:
    """Return the workspace of somebody who has spoken to us.

    Raises:
        LookupError: nobody in it has.
    """
    if known := find_workspace(conn, workspace=workspace, settings=settings):
        return known
    raise LookupError(workspace)


def list_workspaces(
    conn: Connection, *, settings: Settings, ids: Collection[str] | None = None
) -> tuple[Workspace, ...]:
    """Return the workspaces that Roadmate is installed in, or those among `ids`; what is left of others is worked on by
    nobody.
    """
    query = select(workspaces).where(is_installed(workspaces.c.id)).order_by(workspaces.c.id)
    if ids is None:
        return tuple(_workspace_from_row(row, settings) for row in conn.execute(query))
    wanted = sorted(ids)
    shares = (wanted[start : start + _MOST_IN_LIST] for start in range(0, len(wanted), _MOST_IN_LIST))
    rows = (row for share in shares for row in conn.execute(query.where(workspaces.c.id.in_(share))))
    return tuple(_workspace_from_row(row, settings) for row in rows)


def read_schedule_fingerprints(conn: Connection) -> dict[str, ScheduleFingerprint]:
    """Return by workspace what decides when anything falls due: its settings, and how often its members changed."""
    return {row[0]: tuple(row) for row in _SCHEDULE_FINGERPRINTS.run(conn, {})}


def read_last_activity(conn: Connection, *, workspace: str) -> datetime | None:
    """Return the last moment at which anything was booked or sent in a workspace."""
    queries = (
        select(func.max(entries.c.created_at)).where(entries.c.workspace == workspace),
        select(func.max(occurrences.c.claimed_at)).where(occurrences.c.workspace == workspace),
    )
    return max(filter(None, (conn.execute(query).scalar_one() for query in queries)), default=None)


def read_first_week(conn: Connection, *, workspace: str, zone: ZoneInfo) -> str:
    """Return the local week in which a workspace came to be; there is no digest of an earlier one."""
    created = conn.execute(select(workspaces.c.created_at).where(workspaces.c.id == workspace)).scalar_one()
    return weeks.local_week(created, zone)


def ensure_workspace(conn: Connection, *, workspace: str, now: datetime, bot_user: str | None = None) -> None:
    """Make sure that the workspace has its row."""
    row = dialect_insert(conn, workspaces).values(id=workspace, created_at=now, bot_user=bot_user)
    updated = row.on_conflict_do_update(index_elements=["id"], set_={"bot_user": bot_user})
    conn.execute(updated if bot_user else row.on_conflict_do_nothing())


def update_workspace(conn: Connection, *, workspace: str, **values: Any) -> None:
    """Set what an admin has chosen."""
    conn.execute(update(workspaces).where(workspaces.c.id == workspace).values(**values))


def confirm_setup_step(conn: Connection, *, workspace: str, step: str) -> None:
    """Note that an admin is content with how a step of the setup is, though nothing may have changed by that."""
    confirmed = select(workspaces.c.setup_confirmed).where(workspaces.c.id == workspace).with_for_update()
    steps = {*(conn.execute(confirmed).scalar_one() or "").split(), step}
    update_workspace(conn, workspace=workspace, setup_confirmed=" ".join(sorted(steps)))


def read_setting_origins(conn: Connection, *, workspace: str, settings: Settings) -> dict[str, SettingOrigin]:
    """Return the origin of each setting, by column; a switch or goal at its default counts as the default."""
    row = conn.execute(select(workspaces).where(workspaces.c.id == workspace)).one()
    origins: dict[str, SettingOrigin] = {}
    for name in ("timezone", "learning_channel", "digest", "nudge"):
        outside = SettingOrigin.ENVIRONMENT if name in settings.model_fields_set else SettingOrigin.DEFAULT
        origins[name] = SettingOrigin.SLACK if getattr(row, name) else outside
    for name in ("digest_parts", "board_by"):
        origins[name] = SettingOrigin.DEFAULT if getattr(row, name) is None else SettingOrigin.SLACK
    outside = SettingOrigin.ENVIRONMENT if "retention" in settings.model_fields_set else SettingOrigin.DEFAULT
    origins["retention_months"] = outside if row.retention_months is None else SettingOrigin.SLACK
    defaults = {"board_on": False, "digest_on": True, "nudge_on": True, "goal_minutes": DEFAULT_GOAL_MINUTES}
    for name, default in defaults.items():
        origins[name] = SettingOrigin.DEFAULT if getattr(row, name) == default else SettingOrigin.SLACK
    return origins


def _workspace_from_row(row: Any, settings: Settings) -> Workspace:
    return Workspace(
        id=row.id,
        bot_user=row.bot_user,
        zone=parse_zone(row.timezone, settings.timezone),
        learning_channel=row.learning_channel or settings.learning_channel,
        digest_slot=parse_slot(row.digest) if row.digest else settings.digest,
        nudge_slot=parse_slot(row.nudge) if row.nudge else settings.nudge,
        digest_on=row.digest_on,
        nudge_on=row.nudge_on,
        leaderboard_on=row.board_on,
        goal_minutes=row.goal_minutes,
        digest_parts=setting_values.decode_digest_parts(row.digest_parts),
        leaderboard_order=row.board_by or "hours",
        retention_months=settings.retention if row.retention_months is None else row.retention_months,
    )


def setting_text(name: str, workspace: Workspace) -> str:
    """Return a setting in force as the audit log has it."""
    return {
        "digest": slot_text(workspace.digest_slot) if workspace.digest_on else "off",
        "channel": workspace.learning_channel or "none",
        "digest parts": digest_parts_text(workspace.digest_parts),
        "nudge": slot_text(workspace.nudge_slot) if workspace.nudge_on else "off",
        "timezone": workspace.zone.key,
        "goal": parse.spell(workspace.goal_minutes),
        "board": "on" if workspace.leaderboard_on else "off",
        "board by": workspace.leaderboard_order,
        "retention": setting_values.format_retention(workspace.retention_months),
    }[name]


def digest_parts_text(parts: Collection[str]) -> str:
    """Return `everything`, `chart, board`, or `only the hours`, which are always there."""
    if set(parts) >= set(Part):
        return "everything"
    return ", ".join(part for part in Part if part in parts) or "only the hours"


def find_next_digest(
    workspace: Workspace, now: datetime, handled_weeks: Collection[str] | None = None
) -> datetime | None:
    """Return when the next digest goes out, in the workspace's zone; None while none does.

    `handled_weeks` are the weeks whose digest has been dealt with. Where they are known, the moment may have passed:
    that digest is still worth sending, and goes out at once.
    """
    if not workspace.digest_on or not workspace.learning_channel:
        return None
    week, due = latest_occurrence(workspace.digest_slot, workspace.zone, now)
    if handled_weeks is None or weeks.shift_week(week, -1) in handled_weeks or now - due > DIGEST_GRACE:
        week, due = next_occurrence(workspace.digest_slot, workspace.zone, now)
    while weeks.shift_week(week, -1) in (handled_weeks or ()):
        week, due = next_occurrence(workspace.digest_slot, workspace.zone, due)
    return due.astimezone(workspace.zone)


def find_next_nudge(
    workspace: Workspace,
    member: Member,
    now: datetime,
    days_off: Sequence[TimeOff] = (),
    handled_weeks: Collection[str] | None = None,
) -> datetime | None:
    """Return when the member's next nudge is due, in their zone; None while none is.

    Left out are days away, the quiet hours, the week in which somebody came, weeks between nudges that come less
    often, and `handled_weeks`, whose nudge has been dealt with. Where those are known, the moment may have passed: that
    nudge goes out at once.
    """
    if not workspace.nudge_on or not member.nudged or is_silent(member.unanswered_nudges):
        return None
    first_week = weeks.shift_week(weeks.local_week(member.created_at, member.zone), 1)
    if member.nudged_week:
        between = weeks_between(member.nudge_every, member.unanswered_nudges)
        first_week = max(first_week, weeks.shift_week(member.nudged_week, between))
    this_week = weeks.local_week(now, member.zone)
    for number in range(-2, NUDGE_LOOKAHEAD_WEEKS):
        week = weeks.shift_week(this_week, number)
        moment = slot_moment(member.nudge_slot_in(week, workspace.nudge_slot), week, member.zone)
        if moment <= now if handled_weeks is None else moment < now - NUDGE_GRACE:
            continue
        decided_at = max(moment, now)
        day = member.today(decided_at)
        is_snoozed = member.snoozed_until is not None and day < member.snoozed_until
        is_left_out = week < first_week or week in (handled_weeks or ()) or is_quiet(decided_at, member.zone)
        if not (is_snoozed or is_left_out or is_away(day, days_off)) and count_workdays_present(week, days_off):
            return moment.astimezone(member.zone)
    return None
