"""Send the checklist to who installed Roadmate, once, and rewrite all that were sent when a step is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.db.engine import Connection
from bot.delivery import outbox, rewrites
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.features.setup import service, views

PERIOD: Final = "first"
LIFETIME: Final = timedelta(days=7)  # a checklist that could not be sent for so long is dropped


def send_missing(deps: Deps, conn: Connection, workspace: str, now: datetime) -> int:
    """Queue the checklist for who has had none, where steps are left; return for how many."""
    readers = service.list_without_checklist(conn, workspace=workspace, settings=deps.settings)
    state = service.read_setup(conn, workspace=workspace, settings=deps.settings) if readers else None
    if state is None or not state.open_steps:
        return 0
    message = views.render_checklist(state, is_letter=True).post_arguments()
    sent = 0
    for reader in readers:
        if service.claim_checklist(conn, workspace=workspace, member=reader, fingerprint=state.fingerprint, now=now):
            outbox.put_message(
                conn,
                workspace=workspace,
                kind=DeliveryKind.SETUP,
                period=PERIOD,
                recipient=reader,
                message=message,
                due_at=now,
                expires_at=now + LIFETIME,
                now=now,
            )
            sent += 1
    return sent


def rewrite_changed(deps: Deps, conn: Connection, workspace: str, now: datetime, *, pressed_ts: str = "") -> bool:
    """Rewrite the checklists that show a step as open that is not, or the other way round; False if none does."""
    state = service.read_setup(conn, workspace=workspace, settings=deps.settings)
    if not service.claim_rewrite(conn, workspace=workspace, fingerprint=state.fingerprint):
        return False
    message = views.render_checklist(state, is_letter=True).post_arguments()
    rewrites.queue_rewrites(
        conn,
        workspace=workspace,
        kind=DeliveryKind.SETUP,
        period=PERIOD,
        render=lambda _: message,
        now=now,
        pressed_ts=pressed_ts,
    )
    return True
