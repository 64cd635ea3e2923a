"""Welcome somebody who has spoken to us for the first time, in a message of its own behind the answer."""

from __future__ import annotations

from bot.core.people import members, workspaces
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.features.welcome import service, views


def welcome(deps: Deps, workspace: str, member: str) -> bool:
    """Queue the welcome, once for each person; False for somebody who had it.

    Raises:
        DatabaseUnavailable: the database could not do it.
        MemberGone: they are not here any more.
        and what `Directory.ensure_member` raises.
    """
    now, catalog = deps.clock.now(), deps.catalog.of(workspace)
    deps.directory.ensure_member(workspace, member)  # who has only looked something up has no row yet
    with deps.database.begin() as conn:
        if not service.claim_welcome(conn, workspace=workspace, member=member, now=now):
            return False
        reader = members.read_requester(conn, workspace=workspace, member=member, settings=deps.settings)
        team = workspaces.read_workspace(conn, workspace=workspace, settings=deps.settings)
        answers = service.read_answers(conn, reader=reader, workspace=team, catalog=catalog, now=now)
        return direct_messages.write_message(
            conn,
            recipient=reader,
            kind=DeliveryKind.WELCOME,
            key="first",
            message=views.render_welcome(answers, is_letter=True).post_arguments(),
            now=now,
            not_before=now,
            other_names={each.id: each.name for each in answers.mentors},
        )
