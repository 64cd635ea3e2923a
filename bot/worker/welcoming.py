"""Welcome those who have spoken to us for the first time."""

from __future__ import annotations

import logging

from bot.core.people.erasures import MemberGone
from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.directory import HomeUnknown, NotInstalled, Outsider

log = logging.getLogger(__name__)


def welcome_newcomers(deps: Deps) -> None:
    """Welcome whoever has spoken to this process since the last time; who can't be welcomed now is, the next time."""
    for workspace, member in sorted(deps.newcomers.take_all()):
        try:
            for feature in deps.features:
                if feature.welcome:
                    feature.welcome(deps, workspace, member)
        except DatabaseUnavailable:
            log.warning("welcome put off workspace=%s member=%s reason=database", workspace, member)
            deps.newcomers.note(workspace, member)
        except (MemberGone, HomeUnknown, NotInstalled, Outsider) as reason:
            log.info("no welcome workspace=%s member=%s reason=%s", workspace, member, type(reason).__name__)
        else:
            deps.newcomers.mark_known(workspace, member)
