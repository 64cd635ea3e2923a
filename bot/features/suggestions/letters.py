"""Letters about suggestions: to the keepers who settle them, and to who made them once that is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.catalog.catalog import Catalog
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rewrite_sender import same_for_all
from bot.deps import Deps
from bot.features.suggestions.rules.suggestion import Suggestion, SuggestionState
from bot.features.suggestions.service import keepers
from bot.features.suggestions.views import letters as views
from bot.features.suggestions.views.suggestion_now import SuggestionNow


def read_now(conn: Connection, suggestion: Suggestion, *, workspace: str, catalog: Catalog) -> SuggestionNow:
    """Return a suggestion beside what is in force now, with the names of who is in it."""
    return SuggestionNow.read(suggestion, catalog, read_names(conn, workspace, suggestion))


def read_names(conn: Connection, workspace: str, *suggestions: Suggestion) -> Mapping[str, str]:
    """Return the names of who made suggestions and who settled them, by id."""
    settled = {each.settled.by for each in suggestions if each.settled}
    people = {each.member for each in suggestions} | settled
    return members.read_names(conn, workspace=workspace, member_ids=people)


def tell_keepers(deps: Deps, conn: Connection, workspace: str, now: SuggestionNow, *, pressed_ts: str = "") -> None:
    """Write to the keepers how a suggestion is now: in place of what they have read of it, or for the first time."""
    suggestion, at = now.suggestion, deps.clock.now()
    letter = views.render_for_keeper(now)
    key = {"workspace": workspace, "kind": DeliveryKind.SUGGESTION, "key": suggestion.key}
    direct_messages.rewrite_sent(conn, **key, render=same_for_all(letter), now=at, pressed_ts=pressed_ts)
    direct_messages.withdraw_unsent(conn, **key)
    if suggestion.state is not SuggestionState.OPEN:
        return
    for keeper in keepers.list_recipients(conn, workspace=workspace, pack=now.pack, settings=deps.settings):
        if keeper.id != suggestion.member:
            _write(conn, keeper, suggestion.key, letter.post_arguments(), now=now, deps=deps)


def tell_author(deps: Deps, conn: Connection, workspace: str, now: SuggestionNow) -> None:
    """Tell who made a suggestion what became of it, in one letter that always says what is so now."""
    suggestion, at = now.suggestion, deps.clock.now()
    letter = views.render_settled_letter(now)
    key = {"workspace": workspace, "kind": DeliveryKind.SUGGESTION, "key": suggestion.own_key}
    direct_messages.rewrite_sent(conn, **key, render=same_for_all(letter), now=at)
    direct_messages.withdraw_unsent(conn, **key)
    settled = suggestion.settled
    if settled is None or settled.by == suggestion.member:  # who settled their own knows
        return
    author = members.find_member(
        conn, workspace=workspace, member=suggestion.member, default_zone=deps.settings.timezone
    )
    if author:
        _write(conn, author, suggestion.own_key, letter.post_arguments(), now=now, deps=deps)


def _write(
    conn: Connection, recipient: Member, key: str, message: Mapping[str, Any], *, now: SuggestionNow, deps: Deps
) -> None:
    direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.SUGGESTION,
        key=key,
        message=message,
        now=deps.clock.now(),
        other_names={id_: name for id_, name in now.names.items() if id_ != recipient.id},
    )
