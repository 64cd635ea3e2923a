"""`/roadmate level`: members claim a level in a roadmap, and mentors are asked to confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.core import audit_log, levels, milestones
from bot.core.levels import MemberLevel
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rewrite_sender import same_for_all
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester, mentions_as_names
from bot.dispatch.router import Router
from bot.features.levels import views
from bot.features.levels.payloads import LevelReviewPayload
from bot.slack.message import Message
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.not_shown import explain_not_shown, render_not_shown

_REMOVE_WORDS = frozenset({"off", "none", "remove"})


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of the pages, and the form."""
    app.on_click(deps, "level.open", open_levels_form)
    app.on_click(deps, "level.claim", claim_level)
    app.on_submit(deps, "level.save", submit_levels)


def answer_level(deps: Deps, request: Request) -> Response:
    """Answer what was typed after `/roadmate level`."""
    words = mentions_as_names(request.text).casefold().split()
    if not words:
        return open_levels_form(deps, request)
    level, rest = _extract_level(words)
    if off := explain_not_shown(deps.catalog.of(request.workspace), " ".join(rest)):
        return off
    slip = _find_misspelt_level(deps, request, words) if level is None else None
    if slip:
        return views.render_level_suggestion(*slip, deps.catalog.of(request.workspace))
    roadmap = _find_roadmap(deps, request, " ".join(rest)) if rest else None
    if roadmap:
        if level is None:
            return _show_roadmap_level(deps, request, roadmap)
        return _save_levels(deps, request, {roadmap.id: level})
    roadmap = _find_roadmap(deps, request, " ".join(words[:-1])) if len(words) > 1 else None
    if roadmap:
        return _show_roadmap_level(deps, request, roadmap, unknown_level=words[-1])
    return views.render_roadmap_choice(" ".join(rest), level, deps.catalog.of(request.workspace).roadmaps)


def open_levels_form(deps: Deps, request: Request) -> Response:
    """Open a form with a menu for each roadmap; show a page where Slack lets no window be opened."""
    if not request.trigger_id:
        return _show_all_levels(deps, request)
    with deps.database.read() as conn:
        mine = levels.list_member_levels(conn, workspace=request.workspace, member=request.member)
        has_no_mentors = not has_mentors(find_requester(deps, conn, request))
    claimed = {each.roadmap: each.claimed for each in mine}
    return views.render_levels_form(deps.catalog.of(request.workspace), claimed, has_no_mentors=has_no_mentors)


def claim_level(deps: Deps, request: Request) -> Response:
    """Claim the level that a button names, or show the roadmap's levels where it names none. Raises PayloadError."""
    item, _, level = request.text.partition(" ")
    roadmap = deps.catalog.of(request.workspace).find_roadmap(item)
    if roadmap is None or (level and level not in levels.LEVEL_NAMES):
        raise PayloadError("level")
    if deps.catalog.of(request.workspace).is_hidden(roadmap.id):
        return render_not_shown(roadmap)
    return _save_levels(deps, request, {roadmap.id: level}) if level else _show_roadmap_level(deps, request, roadmap)


def submit_levels(deps: Deps, submission: FormSubmission) -> Message:
    """Save what was changed in the form; an emptied menu removes the claim. Raises PayloadError for no level."""
    roadmap_ids = {each.id for each in deps.catalog.of(submission.request.workspace).roadmaps}
    wanted = {item: level for item, level in submission.fields.items() if item in roadmap_ids}
    if any(level and level not in levels.LEVEL_NAMES for level in wanted.values()):
        raise PayloadError("level")
    with deps.database.read() as conn:
        mine = levels.list_member_levels(conn, workspace=submission.request.workspace, member=submission.request.member)
    current = {each.roadmap: each.claimed for each in mine}
    changed = {item: level for item, level in wanted.items() if level != current.get(item, "")}
    return _save_levels(deps, submission.request, changed)


def _save_levels(deps: Deps, request: Request, levels_by_roadmap: Mapping[str, str]) -> Message:
    """Save the member's claims, and show all their levels."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        lead = save_levels(deps, conn, reader, levels_by_roadmap)
        return _levels_page(deps, conn, reader, lead=lead)


def save_levels(deps: Deps, conn: Connection, reader: Member, levels_by_roadmap: Mapping[str, str]) -> str:
    """Save the member's claims, empty for none any more, and ask the mentors to confirm the new ones; say what is so.

    Raises:
        MemberGone: the member was forgotten.
    """
    key = {"workspace": reader.workspace, "member": reader.id}
    changes = levels.set_levels(conn, **key, levels_by_roadmap=levels_by_roadmap, now=deps.clock.now())
    superseded = {each.before.claimed_at for each in changes if each.before and each.has_superseded_request}
    renew_requests(deps, conn, reader, superseded)
    pending = [each.after for each in changes if each.after and each.is_newly_pending]
    names = [each.name for each in request_confirmation(deps, conn, reader, pending)]
    return views.saved_levels_text(
        changes, names, deps.catalog.of(reader.workspace), has_no_mentors=not has_mentors(reader)
    )


def _show_roadmap_level(deps: Deps, request: Request, roadmap: Roadmap, *, unknown_level: str = "") -> Message:
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        return show_roadmap_level(deps, conn, reader, roadmap, unknown_level=unknown_level)


def show_roadmap_level(
    deps: Deps, conn: Connection, reader: Member, roadmap: Roadmap, *, unknown_level: str = ""
) -> Message:
    """Show the reader's level in a roadmap, with the buttons that set it."""
    status, has_no_mentors = _read_statuses(deps, conn, reader).get(roadmap.id, ""), not has_mentors(reader)
    return views.render_roadmap_level(
        roadmap, deps.catalog.of(reader.workspace), status, unknown_level=unknown_level, has_no_mentors=has_no_mentors
    )


def _show_all_levels(deps: Deps, request: Request) -> Message:
    with deps.database.read() as conn:
        return _levels_page(deps, conn, find_requester(deps, conn, request))


def _levels_page(deps: Deps, conn: Connection, reader: Member, *, lead: str = "") -> Message:
    return views.render_all_levels(deps.catalog.of(reader.workspace), _read_statuses(deps, conn, reader), lead=lead)


def _read_statuses(deps: Deps, conn: Connection, reader: Member) -> dict[str, str]:
    """Return for each roadmap what the reader claims, and what mentors have confirmed."""
    mine = levels.list_member_levels(conn, workspace=reader.workspace, member=reader.id)
    mentors = {each.confirmed_by for each in mine if each.confirmed_by}
    names = members.read_names(conn, workspace=reader.workspace, member_ids=mentors)
    today, has_no_mentors = reader.today(deps.clock.now()), not has_mentors(reader)
    return {
        each.roadmap: views.level_status_text(each, names, reader.zone, today, has_no_mentors=has_no_mentors)
        for each in mine
    }


def _extract_level(words: list[str]) -> tuple[str | None, list[str]]:
    """Return the level among the words, empty for `off`, None for none; and the other words."""
    for number, word in enumerate(words):
        level = "" if word in _REMOVE_WORDS else levels.parse_level(word)
        if level is not None:
            return level, words[:number] + words[number + 1 :]
    return None, words


def _find_misspelt_level(deps: Deps, request: Request, words: list[str]) -> tuple[str, str, Roadmap] | None:
    """Return a word that is nearly a level, that level, and the roadmap that the other words name."""
    for number, word in enumerate(words):
        level, rest = levels.suggest_level(word), " ".join(words[:number] + words[number + 1 :])
        roadmap = _find_roadmap(deps, request, rest) if level and rest else None
        if level and roadmap:
            return word, level, roadmap
    return None


def _find_roadmap(deps: Deps, request: Request, words: str) -> Roadmap | None:
    """Return the roadmap of this name, or of a topic in it."""
    catalog = deps.catalog.of(request.workspace)
    if roadmap := catalog.vocabulary.find_roadmap(words):  # also where its area has the same name
        return roadmap
    found = subjects.find_whole_subject(catalog, words)
    return found.roadmap if isinstance(found, Subject) else None


def has_mentors(member: Member) -> bool:
    """Return whether mentors are asked about a member's levels: not about those of guests and of who has left."""
    return member.is_colleague


def request_confirmation(
    deps: Deps, conn: Connection, member: Member, new_levels: Sequence[MemberLevel]
) -> tuple[Member, ...]:
    """Notify each reviewer of the levels that were claimed at the same moment; return the reviewers."""
    if not new_levels or not has_mentors(member):
        return ()
    now, key = deps.clock.now(), _claim_key(member, new_levels[0].claimed_at)
    message = views.render_confirmation_request(
        member.name, new_levels, deps.catalog.of(member.workspace)
    ).post_arguments()
    reviewers = pairs.list_reviewers(conn, workspace=member.workspace, member=member.id, settings=deps.settings)
    for reviewer in reviewers:
        direct_messages.write_message(
            conn, recipient=reviewer, kind=DeliveryKind.LEVEL, key=key, message=message, now=now, about_member=member
        )
    return reviewers


def renew_requests(
    deps: Deps, conn: Connection, member: Member, claim_times: Iterable[datetime], *, pressed_ts: str = ""
) -> None:
    """Replace the requests about claims made at these moments by ones about what still waits; rewrite those sent."""
    mine = levels.list_member_levels(conn, workspace=member.workspace, member=member.id)
    for at in sorted(claim_times):
        key = _claim_key(member, at)
        waiting = [each for each in mine if each.is_pending and each.claimed_at == at]
        current = views.render_confirmation_request(member.name, waiting, deps.catalog.of(member.workspace))
        direct_messages.rewrite_sent(
            conn,
            workspace=member.workspace,
            kind=DeliveryKind.LEVEL,
            key=key,
            render=same_for_all(current),
            now=deps.clock.now(),
            pressed_ts=pressed_ts,
        )
        if direct_messages.withdraw_unsent(conn, workspace=member.workspace, kind=DeliveryKind.LEVEL, key=key):
            request_confirmation(deps, conn, member, waiting)


def _claim_key(member: Member, claimed_at: datetime) -> str:
    return f"claim:{member.id}:{claimed_at.isoformat()}"


def register_level_review(app: Router, deps: Deps) -> None:
    """Register the buttons of the request to mentors."""
    app.on_click(deps, "level.confirm", press_confirm_level)


def press_confirm_level(deps: Deps, request: Request) -> Message:
    """Confirm a level, or another one than claimed, if nothing has changed since the mentor was asked."""
    payload, now = (
        decode_payload(LevelReviewPayload, request.text, deps.catalog.of(request.workspace).current_id),
        deps.clock.now(),
    )
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.may_mentor(payload.member):
            audit_log.record_refusal(conn, reader=reader, kind="level", now=now, subject=payload.member)
            return error_views.render_not_allowed("Confirming a level", "the member's mentors, lead mentors and admins")
        key = {"workspace": request.workspace, "member": payload.member, "roadmap": payload.roadmap}
        current = levels.lock_level(conn, **key, mentor=reader.id)
        if current is None or (current.claimed, current.confirmed) != (payload.claimed, payload.confirmed):
            return _show_changed_claim(deps, conn, reader, payload, current)
        levels.confirm_level(conn, **key, level=payload.level, mentor=reader.id, now=now)
        return _record_confirmation(deps, conn, reader, payload, current, pressed_ts=request.message_ts)


def _record_confirmation(
    deps: Deps,
    conn: Connection,
    reader: Member,
    payload: LevelReviewPayload,
    previous: MemberLevel,
    *,
    pressed_ts: str,
) -> Message:
    """Record a confirmation and notify the member; show what else of theirs waits."""
    catalog, workspace, member = deps.catalog.of(reader.workspace), reader.workspace, payload.member
    audit_log.record_act(
        conn,
        workspace=workspace,
        actor=reader.id,
        act="level.confirm",
        now=deps.clock.now(),
        subject=member,
        detail=views.level_name(catalog, payload.roadmap, payload.level),
    )
    member_levels = levels.list_member_levels(conn, workspace=workspace, member=member)
    level = next(each for each in member_levels if each.roadmap == payload.roadmap)
    _record_milestone(deps, conn, workspace, level)
    is_notified = _notify_member(deps, conn, reader, level, previous, pressed_ts=pressed_ts)
    name = _read_names(conn, reader, member)[member]
    lead = views.confirmed_text(name, level, catalog, is_notified=is_notified)
    return views.render_confirmation_request(
        name, [each for each in member_levels if each.is_pending], catalog, lead=lead
    )


def _record_milestone(deps: Deps, conn: Connection, workspace: str, level: MemberLevel) -> None:
    """Record the level as reached, and take back any higher one that was confirmed in the roadmap before."""
    member = members.find_member(conn, workspace=workspace, member=level.member, default_zone=deps.settings.timezone)
    if member is None:
        return
    of_member = {"workspace": workspace, "member": level.member}
    higher = levels.LEVEL_NAMES[levels.level_rank(level.effective_level) :]
    gone = [milestones.level_milestone(level.roadmap, each) for each in higher]
    milestones.take_back_milestones(conn, **of_member, gone=gone)
    reached = [milestones.level_milestone(level.roadmap, level.effective_level)]
    milestones.record_milestones(conn, **of_member, reached=reached, day=member.today(deps.clock.now()))


def _notify_member(
    deps: Deps, conn: Connection, mentor: Member, level: MemberLevel, previous: MemberLevel, *, pressed_ts: str
) -> bool:
    """Notify the member, and withdraw the requests to other mentors; return False for a member who has left."""
    now, default = deps.clock.now(), deps.settings.timezone
    member = members.find_member(conn, workspace=mentor.workspace, member=level.member, default_zone=default)
    key = f"confirm:{level.member}:{level.roadmap}:{now.isoformat()}"
    message = views.render_confirmed_notification(
        mentor.name, level, deps.catalog.of(mentor.workspace)
    ).post_arguments()
    if member and previous.is_pending:
        renew_requests(deps, conn, member, [previous.claimed_at], pressed_ts=pressed_ts)
    return member is not None and direct_messages.write_message(
        conn, recipient=member, kind=DeliveryKind.LEVEL, key=key, message=message, now=now, author=mentor
    )


def _show_changed_claim(
    deps: Deps, conn: Connection, reader: Member, payload: LevelReviewPayload, current: MemberLevel | None
) -> Message:
    """Show the present claim with its buttons, and what else of the member's waits."""
    catalog, mentor = deps.catalog.of(reader.workspace), current.confirmed_by or "" if current else ""
    member_levels = levels.list_member_levels(conn, workspace=reader.workspace, member=payload.member)
    waiting = [each for each in member_levels if each.is_pending and each != current]
    names = _read_names(conn, reader, payload.member, mentor)
    lead = views.changed_claim_text(current, names[mentor], payload.roadmap, catalog)
    shown = [current, *waiting] if current else waiting
    return views.render_confirmation_request(names[payload.member], shown, catalog, lead=lead)


def _read_names(conn: Connection, reader: Member, *member_ids: str) -> dict[str, str]:
    """Return people's names by id; empty for somebody unknown."""
    return dict.fromkeys(member_ids, "") | members.read_names(conn, workspace=reader.workspace, member_ids=member_ids)
