"""List who may see a member (the inverse of `members.read_requester` and `Member.may_see`)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.core.people import members, pairs, workspaces
from bot.core.people.installation import operator_ids
from bot.core.people.member import Member
from bot.db.tables import coverage_members, mentor_notes
from bot.frozen import frozen
from bot.setting_values import Part
from bot.settings import Settings

_PARTS_NAMING_PEOPLE = frozenset({Part.DONE, Part.PEOPLE, Part.TALKS, Part.STREAKS, Part.DETAILS})


@frozen
class CardViewers:
    """The members who may see a member's card: their mentors, and who sees the whole team."""

    mentors: tuple[Member, ...]
    leads: tuple[Member, ...]
    admins: tuple[Member, ...]

    def choose(self, viewer_id: str) -> Member | None:
        """Return the viewer with this id, else the first one; None where there is nobody."""
        viewers = (*self.mentors, *self.leads, *self.admins)
        return next((each for each in viewers if each.id == viewer_id), next(iter(viewers), None))


@frozen
class MemberVisibility:
    """Who sees a member now, by name, and what the member has chosen; `digest_names_people` if any digest part does."""

    mentors: tuple[str, ...]
    lead_mentors: tuple[str, ...]
    admins: tuple[str, ...]
    is_board_on: bool
    is_hidden: bool
    is_askable: bool
    digest_names_people: bool
    private_note_count: int  # that mentors keep on them for themselves
    retention_months: int
    is_admin: bool = False  # the member is one
    is_on_coverage: bool = False  # agreed that what they know is on the team's coverage
    has_lead_among_mentors: bool = False
    has_admin_above: bool = False  # among their mentors and the lead mentors


def list_viewers_by_role(conn: Connection, *, workspace: str, member: str, settings: Settings) -> CardViewers:
    """Return a member's mentors, the lead mentors and the admins; somebody may be several of these."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    own = pairs.list_mentors(conn, workspace=workspace, mentee=member)
    operators = operator_ids(conn, workspace=workspace, settings=settings)
    others = [each for each in everyone if each.id != member and not each.is_guest]
    return CardViewers(
        tuple(each for each in others if each.is_mentor and each.id in own),
        tuple(each for each in others if each.is_lead),
        tuple(each for each in others if each.is_admin or each.id in operators),
    )


def list_viewers(
    conn: Connection, *, workspace: str, member: str, settings: Settings
) -> tuple[list[Member], list[Member], list[Member]]:
    """Return the viewers as mentors, leads and admins, each person once, in the first group they are in."""
    viewers = list_viewers_by_role(conn, workspace=workspace, member=member, settings=settings)
    leads = [each for each in viewers.leads if each not in viewers.mentors]
    admins = [each for each in viewers.admins if each not in viewers.mentors and each not in leads]
    return list(viewers.mentors), leads, admins


def read_visibility(conn: Connection, *, member: Member, settings: Settings) -> MemberVisibility:
    """Return who sees a member now, and what the member has chosen."""
    workspace = workspaces.read_workspace(conn, workspace=member.workspace, settings=settings)
    mentors, leads, admins = list_viewers(conn, workspace=member.workspace, member=member.id, settings=settings)
    operators = operator_ids(conn, workspace=member.workspace, settings=settings)
    names_people = bool(workspace.learning_channel and workspace.digest_parts & _PARTS_NAMING_PEOPLE)
    return MemberVisibility(
        mentors=_names(mentors),
        lead_mentors=_names(leads),
        admins=_names(admins),
        is_board_on=workspace.leaderboard_on,
        is_hidden=member.hidden,
        is_askable=member.askable,
        digest_names_people=workspace.digest_on and names_people,
        private_note_count=count_private_notes(conn, workspace=member.workspace, member=member.id),
        retention_months=workspace.retention_months,
        is_admin=member.is_admin,
        is_on_coverage=_is_on_coverage(conn, member),
        has_lead_among_mentors=any(each.is_lead for each in mentors),
        has_admin_above=any(each.is_admin or each.id in operators for each in (*mentors, *leads)),
    )


def _names(people: list[Member]) -> tuple[str, ...]:
    return tuple(each.name for each in people)


def _is_on_coverage(conn: Connection, member: Member) -> bool:
    key = (coverage_members.c.workspace == member.workspace, coverage_members.c.member == member.id)
    return conn.execute(select(coverage_members.c.member).where(*key)).first() is not None


def count_private_notes(conn: Connection, *, workspace: str, member: str) -> int:
    """Return how many notes mentors keep on a member for themselves."""
    is_private = (mentor_notes.c.workspace == workspace, mentor_notes.c.member == member, ~mentor_notes.c.shared)
    return int(conn.execute(select(func.count()).select_from(mentor_notes).where(*is_private)).scalar_one())
