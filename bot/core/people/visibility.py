"""Who sees a member: the same rule that `members.asking` and `may_see` check on each read, turned round."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.tables import remarks
from bot.features.digest.rules.content import Part
from bot.features.mentorship.service import pairs
from bot.features.one_on_one.rules.card_facts import Readers
from bot.features.privacy.rules.privacy import Sight
from bot.settings import Settings

_NAMING = frozenset({Part.DONE, Part.PEOPLE, Part.TALKS, Part.STREAKS, Part.DETAILS})


def seen_by(session: Connection, *, workspace: str, member: str, settings: Settings) -> Readers:
    """Mentors of theirs, lead mentors and admins, as the roles are now; somebody may be several of these."""
    everyone = members.everyone(session, workspace=workspace, default=settings.timezone)
    own = pairs.mentors_of(session, workspace=workspace, mentee=member)
    others = [each for each in everyone if each.id != member and not each.is_guest]
    return Readers(
        tuple(each for each in others if each.is_mentor and each.id in own),
        tuple(each for each in others if each.is_lead),
        tuple(each for each in others if each.is_admin or each.id in settings.admins),
    )


def readers(
    session: Connection, *, workspace: str, member: str, settings: Settings
) -> tuple[list[Member], list[Member], list[Member]]:
    """The same, each person once, where they count most."""
    found = seen_by(session, workspace=workspace, member=member, settings=settings)
    leads = [each for each in found.leads if each not in found.mentors]
    admins = [each for each in found.admins if each not in found.mentors and each not in leads]
    return list(found.mentors), leads, admins


def of(session: Connection, *, member: Member, settings: Settings) -> Sight:
    """Who sees a member now, and what they have chosen."""
    place = workspaces.get(session, workspace=member.workspace, settings=settings)
    found = readers(session, workspace=member.workspace, member=member.id, settings=settings)
    mentors, leads, admins = found
    return Sight(
        mentors=_names(mentors),
        leads=_names(leads),
        admins=_names(admins),
        board_on=place.board_on,
        hidden=member.hidden,
        askable=member.askable,
        names_in_digest=place.digest_on and bool(place.learning_channel and place.digest_parts & _NAMING),
        private_notes=private_notes(session, workspace=member.workspace, member=member.id),
        retention=place.retention,
        is_admin=member.is_admin,
        leads_above=any(each.is_lead for each in mentors),
        admins_above=any(each.is_admin or each.id in settings.admins for each in (*mentors, *leads)),
    )


def _names(people: list[Member]) -> tuple[str, ...]:
    return tuple(each.name for each in people)


def private_notes(session: Connection, *, workspace: str, member: str) -> int:
    """How many notes mentors keep on a member for themselves."""
    theirs = (remarks.c.workspace == workspace, remarks.c.member == member, ~remarks.c.shared)
    return int(session.execute(select(func.count()).select_from(remarks).where(*theirs)).scalar_one())
