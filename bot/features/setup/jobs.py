"""Look after the checklists: send those that are missing, rewrite those that are out of date."""

from __future__ import annotations

from datetime import datetime

from bot.deps import Deps
from bot.features.setup import checklists, service


def look_after_checklists(deps: Deps, now: datetime) -> int:
    """Send and rewrite what is due; return how many were sent or rewritten. Costs two small queries if none is."""
    with deps.database.read() as conn:
        new = service.list_new_workspaces(conn, now=now)
        shown = service.list_workspaces_with_checklists(conn)
        missing = [each for each in new if service.list_without_checklist(conn, workspace=each, settings=deps.settings)]
    done = 0
    for workspace in missing:
        with deps.database.begin() as conn:
            done += checklists.send_missing(deps, conn, workspace, now)
    for workspace in shown:
        with deps.database.begin() as conn:
            done += checklists.rewrite_changed(deps, conn, workspace, now)
    return done
