"""`/roadmate privacy`: who sees what of oneself now, and one's say in it."""

from __future__ import annotations

from functools import partial

from bot.core.people import members, visibility
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.preferences import service as preferences_service
from bot.features.privacy.views import privacy_page
from bot.features.settings import rules as settings_rules
from bot.slack.message import Answer


def register(app: Doors, deps: Deps) -> None:
    """The page's buttons."""
    app.on_click(deps, "privacy.open", show)
    app.on_click(deps, "privacy.hide", partial(be_seen, on=False))
    app.on_click(deps, "privacy.show", partial(be_seen, on=True))
    app.on_click(deps, "privacy.name", partial(be_named, on=True))
    app.on_click(deps, "privacy.unname", partial(be_named, on=False))


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate privacy`: what its buttons do, or the page."""
    match ask.text.casefold().split():
        case ["hide" | "show" as word]:
            return be_seen(deps, ask, on=word == "show")
        case ["named", word] if (on := settings_rules.read_switch(word)) is not None:
            return be_named(deps, ask, on=on)
        case _:
            return show(deps, ask)


def show(deps: Deps, ask: Ask, *, fresh: bool = False) -> Answer:
    """The page as things stand."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        found = visibility.of(session, member=reader, settings=deps.settings)
    return privacy_page.page(found, prefix=deps.settings.command_prefix, fresh=fresh)


def be_seen(deps: Deps, ask: Ask, *, on: bool) -> Answer:
    """Stand on boards and in the digest, or not; the page says so."""
    with deps.sessions.begin() as session:
        preferences_service.be_seen(session, workspace=ask.workspace, member=ask.member, on=on)
    return show(deps, ask, fresh=True)


def be_named(deps: Deps, ask: Ask, *, on: bool) -> Answer:
    """Be named as one who knows, or not; the page says so."""
    with deps.sessions.begin() as session:
        members.change(session, workspace=ask.workspace, member=ask.member, askable=on)
    return show(deps, ask, fresh=True)
