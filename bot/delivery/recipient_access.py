"""Whether a letter is still for whom it was written to: what they may see can end while it waits."""

from __future__ import annotations

from bot.core.people import members
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.outbox import Letter
from bot.deps import Deps


def holds(deps: Deps, session: Connection, letter: Letter) -> bool:
    """Whether the recipient may see all whom it tells of, with the roles and pairs that count now."""
    about = letter.message.get(outbox.ABOUT)
    if about is None:
        return True
    try:
        reader = members.asking(session, workspace=letter.workspace, member=letter.recipient, settings=deps.settings)
    except LookupError:
        return False
    return reader.sees_some and all(reader.may_see(each) for each in about)
