"""`/roadmate level`: members say how far they are in a roadmap, and mentors are asked to confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.core import audit_log, levels
from bot.core.levels import MemberLevel
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester, mentions_as_names
from bot.dispatch.router import Router
from bot.features.levels import views
from bot.features.levels.payloads import LevelReviewPayload
from bot.slack.message import Message
from bot.slack.payloads import PayloadError, decode_payload

_REMOVE_WORDS = frozenset({"off", "none", "remove"})


def register(app: Router, deps: Deps) -> None:
    """The buttons of the pages and letters, and the form."""
    app.on_click(deps, "level.open", open_levels_form)
    app.on_click(deps, "level.claim", claim_level)
    app.on_submit(deps, "level.save", submit_levels)


def answer_level(deps: Deps, request: Request) -> Response:
    """Whatever was typed after `/roadmate level`."""
    words = mentions_as_names(request.text).casefold().split()
    if not words:
        return open_levels_form(deps, request)
    level, rest = _extract_level(words)
    slip = _find_misspelt_level(deps, words) if level is None else None
    if slip:
        return views.render_level_suggestion(*slip, deps.catalog.current())
    found = _find_roadmap(deps, " ".join(rest)) if rest else None
    if found:
        return (
            _save_levels(deps, request, {found.id: level})
            if level is not None
            else _show_roadmap_level(deps, request, found)
        )
    roadmap = _find_roadmap(deps, " ".join(words[:-1])) if len(words) > 1 else None
    if roadmap:
        return _show_roadmap_level(deps, request, roadmap, unknown_level=words[-1])
    return views.render_roadmap_choice(
        " ".join(rest), level, deps.catalog.current().roadmaps, deps.settings.command_prefix
    )


def open_levels_form(deps: Deps, request: Request) -> Response:
    """A menu for each roadmap; a page where Slack lets nothing be opened."""
    if not request.trigger_id:
        return _show_all_levels(deps, request)
    with deps.database.read() as conn:
        mine = levels.list_member_levels(conn, workspace=request.workspace, member=request.member)
        alone = not has_mentors(find_requester(deps, conn, request))
    return views.render_levels_form(
        deps.catalog.current(), {each.roadmap: each.claimed for each in mine}, has_no_mentors=alone
    )


def claim_level(deps: Deps, request: Request) -> Response:
    """A button names a roadmap, or a roadmap and the level in it."""
    item, _, level = request.text.partition(" ")
    roadmap = deps.catalog.current().find_roadmap(item)
    if roadmap is None or (level and level not in levels.LEVEL_NAMES):
        raise PayloadError("level")
    return _save_levels(deps, request, {roadmap.id: level}) if level else _show_roadmap_level(deps, request, roadmap)


def submit_levels(deps: Deps, submission: FormSubmission) -> Message:
    """Take what was changed in the form; an emptied menu removes what was said."""
    known = {each.id for each in deps.catalog.current().roadmaps}
    wanted = {item: level for item, level in submission.fields.items() if item in known}
    if any(level and level not in levels.LEVEL_NAMES for level in wanted.values()):
        raise PayloadError("level")
    with deps.database.read() as conn:
        mine = levels.list_member_levels(conn, workspace=submission.request.workspace, member=submission.request.member)
    stands = {each.roadmap: each.claimed for each in mine}
    return _save_levels(
        deps, submission.request, {item: level for item, level in wanted.items() if level != stands.get(item, "")}
    )


def _save_levels(deps: Deps, request: Request, levels_by_roadmap: Mapping[str, str]) -> Message:
    """Say levels of oneself, empty for none any more, and ask the mentors about what is new."""
    place = {"workspace": request.workspace, "member": request.member}
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        said = levels.set_levels(conn, **place, levels_by_roadmap=levels_by_roadmap, now=deps.clock.now())
        renew_requests(
            deps, conn, reader, {each.before.claimed_at for each in said if each.before and each.has_superseded_request}
        )
        new = [each.after for each in said if each.after and each.is_newly_pending]
        names = [each.name for each in request_confirmation(deps, conn, reader, new)]
        lead = views.saved_levels_text(said, names, deps.catalog.current(), has_no_mentors=not has_mentors(reader))
        return _levels_page(deps, conn, reader, lead=lead)


def _show_roadmap_level(deps: Deps, request: Request, roadmap: Roadmap, *, unknown_level: str = "") -> Message:
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        line = _read_level_lines(deps, conn, reader).get(roadmap.id, "")
    alone, prefix = not has_mentors(reader), deps.settings.command_prefix
    return views.render_roadmap_level(
        roadmap, deps.catalog.current(), line, prefix, unknown_level=unknown_level, has_no_mentors=alone
    )


def _show_all_levels(deps: Deps, request: Request) -> Message:
    with deps.database.read() as conn:
        return _levels_page(deps, conn, find_requester(deps, conn, request))


def _levels_page(deps: Deps, conn: Connection, reader: Member, *, lead: str = "") -> Message:
    lines = _read_level_lines(deps, conn, reader)
    return views.render_all_levels(deps.catalog.current(), lines, deps.settings.command_prefix, lead=lead)


def _read_level_lines(deps: Deps, conn: Connection, reader: Member) -> dict[str, str]:
    """What one has said of each roadmap, and what mentors said to it."""
    mine = levels.list_member_levels(conn, workspace=reader.workspace, member=reader.id)
    said_by = {each.confirmed_by for each in mine if each.confirmed_by}
    names = members.read_names(conn, workspace=reader.workspace, member_ids=said_by)
    today, alone = reader.today(deps.clock.now()), not has_mentors(reader)
    return {
        each.roadmap: views.level_status_text(each, names, reader.zone, today, has_no_mentors=alone) for each in mine
    }


def _extract_level(words: list[str]) -> tuple[str | None, list[str]]:
    """The level among the words, empty for `off`, None for none; and the other words."""
    for number, word in enumerate(words):
        level = "" if word in _REMOVE_WORDS else levels.parse_level(word)
        if level is not None:
            return level, words[:number] + words[number + 1 :]
    return None, words


def _find_misspelt_level(deps: Deps, words: list[str]) -> tuple[str, str, Roadmap] | None:
    """A word that is nearly a level, that level, and the roadmap that the other words name."""
    for number, word in enumerate(words):
        level, rest = levels.suggest_level(word), " ".join(words[:number] + words[number + 1 :])
        roadmap = _find_roadmap(deps, rest) if level and rest else None
        if level and roadmap:
            return word, level, roadmap
    return None


def _find_roadmap(deps: Deps, words: str) -> Roadmap | None:
    """The roadmap of a name, or of a topic in it."""
    found = subjects.find_subject(deps.catalog.current(), words)
    return found.roadmap if isinstance(found, Subject) else None


def has_mentors(member: Member) -> bool:
    """Whether anybody is asked about their levels: nobody is about a guest's, or those of who has left."""
    return member.is_active and not member.is_guest


def request_confirmation(
    deps: Deps, conn: Connection, member: Member, new_levels: Sequence[MemberLevel]
) -> tuple[Member, ...]:
    """One letter with what was said at the same moment, to each mentor or to who stands in for one."""
    if not new_levels or not has_mentors(member):
        return ()
    now, key = deps.clock.now(), _claim_key(member, new_levels[0].claimed_at)
    letter = views.render_confirmation_request(member.name, new_levels, deps.catalog.current()).post_arguments()
    guides = pairs.list_reviewers(conn, workspace=member.workspace, member=member.id, settings=deps.settings)
    for guide in guides:
        direct_messages.write_message(
            conn, recipient=guide, kind=DeliveryKind.LEVEL, key=key, message=letter, now=now, about_member=member
        )
    return guides


def renew_requests(deps: Deps, conn: Connection, member: Member, claim_times: Iterable[datetime]) -> None:
    """What was said at these moments has changed: letters that have not left are only about what still waits."""
    mine = levels.list_member_levels(conn, workspace=member.workspace, member=member.id)
    for at in sorted(claim_times):
        key = _claim_key(member, at)
        if direct_messages.withdraw_unsent(conn, workspace=member.workspace, kind=DeliveryKind.LEVEL, key=key):
            request_confirmation(
                deps, conn, member, [each for each in mine if each.is_pending and each.claimed_at == at]
            )


def _claim_key(member: Member, claimed_at: datetime) -> str:
    return f"claim:{member.id}:{claimed_at.isoformat()}"


def register_level_review(app: Router, deps: Deps) -> None:
    """The buttons of the letter to mentors."""
    app.on_click(deps, "level.confirm", press_confirm_level)


def press_confirm_level(deps: Deps, request: Request) -> Message:
    """Confirm a level, or say another one, where things still stand as they did on the button."""
    judged, now = decode_payload(LevelReviewPayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.may_mentor(judged.member):
            audit_log.record_refusal(conn, reader=reader, kind="level", now=now, subject=judged.member)
            return error_views.render_not_allowed("Confirming a level", "the member's mentors, lead mentors and admins")
        place = {"workspace": request.workspace, "member": judged.member, "roadmap": judged.roadmap}
        known = levels.lock_level(conn, **place, mentor=reader.id)
        if known is None or (known.claimed, known.confirmed) != (judged.claimed, judged.confirmed):
            return _show_changed_claim(deps, conn, reader, judged, known)
        levels.confirm_level(conn, **place, level=judged.level, mentor=reader.id, now=now)
        return _record_confirmation(deps, conn, reader, judged, known)


def _record_confirmation(
    deps: Deps, conn: Connection, reader: Member, payload: LevelReviewPayload, previous: MemberLevel
) -> Message:
    """It is written down and told to the member; what else of theirs waits follows."""
    catalog, note = deps.catalog.current(), views.level_name(deps.catalog.current(), payload.roadmap, payload.level)
    workspace, whose, now = reader.workspace, payload.member, deps.clock.now()
    audit_log.record_act(
        conn, workspace=workspace, actor=reader.id, act="level.confirm", now=now, subject=whose, detail=note
    )
    mine = levels.list_member_levels(conn, workspace=workspace, member=whose)
    level = next(each for each in mine if each.roadmap == payload.roadmap)
    told = _notify_member(deps, conn, reader, level, previous)
    name = _read_names(conn, reader, whose)[whose]
    waiting = [each for each in mine if each.is_pending]
    return views.render_confirmation_request(
        name, waiting, catalog, lead=views.confirmed_text(name, level, catalog, is_notified=told)
    )


def _notify_member(deps: Deps, conn: Connection, mentor: Member, level: MemberLevel, previous: MemberLevel) -> bool:
    """A letter to the member, and none any more to other mentors; False for who has left."""
    now, default = deps.clock.now(), deps.settings.timezone
    member = members.find_member(conn, workspace=mentor.workspace, member=level.member, default_zone=default)
    key = f"confirm:{level.member}:{level.roadmap}:{now.isoformat()}"
    letter = views.render_confirmed_notification(mentor.name, level, deps.catalog.current()).post_arguments()
    if member and previous.is_pending:
        renew_requests(deps, conn, member, [previous.claimed_at])
    return member is not None and direct_messages.write_message(
        conn, recipient=member, kind=DeliveryKind.LEVEL, key=key, message=letter, now=now, author=mentor
    )


def _show_changed_claim(
    deps: Deps, conn: Connection, reader: Member, payload: LevelReviewPayload, current: MemberLevel | None
) -> Message:
    """What stands there by now, with buttons for that."""
    catalog, by = deps.catalog.current(), current.confirmed_by or "" if current else ""
    mine = levels.list_member_levels(conn, workspace=reader.workspace, member=payload.member)
    waiting = [each for each in mine if each.is_pending and each != current]
    names = _read_names(conn, reader, payload.member, by)
    lead = views.changed_claim_text(current, names[by], payload.roadmap, catalog)
    shown = [current, *waiting] if current else waiting
    return views.render_confirmation_request(names[payload.member], shown, catalog, lead=lead)


def _read_names(conn: Connection, reader: Member, *member_ids: str) -> dict[str, str]:
    """What people are called; nothing for somebody we do not know."""
    return dict.fromkeys(member_ids, "") | members.read_names(conn, workspace=reader.workspace, member_ids=member_ids)
