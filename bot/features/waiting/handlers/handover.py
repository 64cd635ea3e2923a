"""Hand over what waits to somebody who may answer it too, and take it back."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.delivery.rewrite_sender import same_for_all
from bot.deps import Deps
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.waiting.handlers.lists import refuse_guest
from bot.features.waiting.payloads import HandoverPayload, WaitingPayload
from bot.features.waiting.rules.items import WaitingItem, WaitingList, count_by_person, order_by_load
from bot.features.waiting.service import handovers, items, letters
from bot.features.waiting.views import handover, lists
from bot.slack.message import Message
from bot.slack.payloads import decode_payload


def register(app: Router, deps: Deps) -> None:
    """Route the buttons from the question to the way back."""
    app.on_click(deps, "waiting.hand", choose_assignee)
    app.on_click(deps, "waiting.pick", confirm_handover)
    app.on_click(deps, "waiting.give", hand_over)
    app.on_click(deps, "waiting.back", take_back)


def choose_assignee(deps: Deps, request: Request) -> Message:
    """Offer whom to hand it over to: who may answer it and is here today, whoever has least to answer first."""
    payload = decode_payload(WaitingPayload, request.text)
    with deps.database.read() as conn:
        reader, waiting, item = _read_item(deps, conn, request, payload.item)
        if item is None:
            return _refuse(reader)
        counts, now = count_by_person(waiting.items), deps.clock.now()
        able = [waiting.people[each] for each in item.may_answer - {reader.id, *item.awaited} if each in waiting.people]
        calendars = items.read_calendars(conn, able, now=now)
        here = [each.id for each in able if not calendars[each.id].is_away(now)]
    candidates = order_by_load(here, counts, waiting.names)
    return handover.render_choice(item, waiting, candidates, counts, deps.catalog.of(request.workspace))


def confirm_handover(deps: Deps, request: Request) -> Message:
    """Ask once more before anybody is told."""
    payload = decode_payload(HandoverPayload, request.text)
    with deps.database.read() as conn:
        reader, waiting, item = _read_item(deps, conn, request, payload.item)
    if item is None:
        return _refuse(reader)
    return _moved_on(deps, reader, payload, item, waiting) or handover.render_confirm(
        item, waiting, payload.to, deps.catalog.of(request.workspace)
    )


def hand_over(deps: Deps, request: Request) -> Message:
    """Have it wait for one person alone, whom that is told once; nothing if somebody was quicker."""
    payload, now, catalog = (
        decode_payload(HandoverPayload, request.text),
        deps.clock.now(),
        deps.catalog.of(request.workspace),
    )
    with deps.database.begin() as conn:
        reader, waiting, item = _read_locked_item(deps, conn, request, payload.item)
        if item is None:
            return _refuse(reader)
        if item.assignee == payload.to:
            return handover.render_handed_over(item, waiting, catalog)
        if moved := _moved_on(deps, reader, payload, item, waiting):
            return moved
        handovers.hand_over(conn, workspace=reader.workspace, item=item, assignee=payload.to, by=reader.id, now=now)
        handed = item.handed_to(payload.to, by=reader.id, at=now)
        _record(deps, conn, reader, item, act="waiting.hand", person=payload.to)
        if payload.to != reader.id:
            _tell(deps, conn, reader, handed, waiting)
        return handover.render_handed_over(handed, waiting, catalog)


def take_back(deps: Deps, request: Request) -> Message:
    """Have it wait for those who were asked at first; what was not sent about it is not sent any more."""
    payload, catalog = decode_payload(HandoverPayload, request.text), deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        reader, waiting, item = _read_locked_item(deps, conn, request, payload.item)
        if item is None:
            return _refuse(reader)
        if item.assignee != payload.to:
            return handover.render_moved_on(item, waiting, catalog)
        handovers.take_back(conn, workspace=reader.workspace, ref=item.ref)
        letters.release_item(
            conn, workspace=reader.workspace, kind=DeliveryKind.HANDOVER, recipient=item.assignee, item=item
        )
        _record(deps, conn, reader, item, act="waiting.back", person=item.assignee)
        _withdraw_letter(deps, conn, reader, item, waiting, pressed_ts=request.message_ts)
        now_waiting = items.read_waiting(conn, workspace=reader.workspace, settings=deps.settings)
        return handover.render_taken_back(now_waiting.find(item.ref) or item, now_waiting, catalog)


def is_letter_moot(deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether what a letter hands over waits for its reader no longer."""
    if not (refs := letters.list_claimed_with(conn, queued=queued)):
        return False
    waiting = items.read_waiting(conn, workspace=queued.workspace, settings=deps.settings)
    return not any(each.ref in refs for each in waiting.waiting_for(queued.recipient))


def _read_item(
    deps: Deps, conn: Connection, request: Request, ref: str
) -> tuple[Member, WaitingList, WaitingItem | None]:
    """Return who presses, all that waits, and the item; None for what was answered or is not theirs to answer."""
    reader = find_requester(deps, conn, request)
    waiting = items.read_waiting(conn, workspace=reader.workspace, settings=deps.settings)
    item = waiting.find(ref)
    is_theirs = item and item.can_be_handed_over and reader.is_colleague and reader.id in item.may_answer
    return reader, waiting, item if is_theirs else None


def _read_locked_item(
    deps: Deps, conn: Connection, request: Request, ref: str
) -> tuple[Member, WaitingList, WaitingItem | None]:
    """Return the same with the owner locked: whoever answers or hands over at the same time comes first or after.

    Raises:
        MemberGone: one of them was forgotten.
    """
    reader, waiting, item = _read_item(deps, conn, request, ref)
    if item is None:
        return reader, waiting, None
    members.lock_members(conn, workspace=reader.workspace, member_ids=[item.owner, reader.id])
    return _read_item(deps, conn, request, ref)


def _refuse(reader: Member) -> Message:
    return lists.render_gone() if reader.is_colleague else refuse_guest()


def _moved_on(
    deps: Deps, reader: Member, payload: HandoverPayload, item: WaitingItem, waiting: WaitingList
) -> Message | None:
    """Say what has changed since the button was drawn; None where it may still be handed over so."""
    if payload.to not in item.may_answer:
        return handover.render_cannot_answer(waiting.names.get(payload.to, "This person"))
    if payload.had != item.assignee:
        return handover.render_moved_on(item, waiting, deps.catalog.of(reader.workspace))
    return None


def _record(deps: Deps, conn: Connection, reader: Member, item: WaitingItem, *, act: str, person: str) -> None:
    audit_log.record_act(
        conn,
        workspace=reader.workspace,
        actor=reader.id,
        act=act,
        now=deps.clock.now(),
        subject=item.owner,
        detail=person,
    )


def _tell(deps: Deps, conn: Connection, giver: Member, item: WaitingItem, waiting: WaitingList) -> None:
    """Tell the one to whom it was handed over, once each time."""
    now, claim = deps.clock.now(), {"workspace": giver.workspace, "recipient": item.assignee}
    if not letters.claim_items(conn, **claim, kind=DeliveryKind.HANDOVER, items=[item], now=now):
        return
    direct_messages.write_message(
        conn,
        recipient=waiting.people[item.assignee],
        kind=DeliveryKind.HANDOVER,
        key=_letter_key(item),
        message=handover.render_handover_letter(
            item, waiting, giver.id, deps.catalog.of(giver.workspace)
        ).post_arguments(),
        now=now,
        about_member=waiting.people.get(item.owner),
        author=giver,
    )


def _withdraw_letter(
    deps: Deps, conn: Connection, taker: Member, item: WaitingItem, waiting: WaitingList, *, pressed_ts: str
) -> None:
    """Withdraw the letter that was not sent yet, and rewrite it where it was."""
    of_letter = {"workspace": taker.workspace, "kind": DeliveryKind.HANDOVER, "key": _letter_key(item)}
    direct_messages.withdraw_unsent(conn, **of_letter)
    current = handover.render_letter_taken_back(item, waiting, taker.id, deps.catalog.of(taker.workspace))
    direct_messages.rewrite_sent(
        conn, **of_letter, render=same_for_all(current), now=deps.clock.now(), pressed_ts=pressed_ts
    )


def _letter_key(item: WaitingItem) -> str:
    """Return the key of the letter about one hand-over; the same thing may be handed to the same person again."""
    return f"hand:{item.ref}:{item.assignee}:{item.handed_at}"
