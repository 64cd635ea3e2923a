"""Messages about levels: what the progression matrix asks, what members say, what mentors answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.models import LevelText, Roadmap
from bot.core.levels.level import ORDER, Change, Level
from bot.slack.blocks import Press, actions, context, rows_of_actions, section
from bot.slack.message import Message, compose
from bot.slack.modals import Choice, Modal, select_input, window
from bot.slack.mrkdwn import bare, clip, escape, listed, person
from bot.slack.payloads import Judged

_CHOICES: Final = tuple(Choice(level.capitalize(), level) for level in ORDER)


def form(catalog: Catalog, mine: Mapping[str, str], *, alone: bool = False) -> Modal:
    """What each level asks, and a menu for each roadmap with what one has said of it.

    Here and below: who is `alone` has no mentors, not even others who stand in for one.
    """
    asked = "" if alone else " Mentors are asked to confirm what you change."
    return window(
        "Your levels",
        section("\n".join(map(_asks, catalog.levels))),
        *(
            select_input(each.id, each.name, _CHOICES, value=mine.get(each.id, ""), optional=True)
            for each in catalog.roadmaps[:80]
        ),
        context(f"What comes next follows your level.{asked}"),
        callback="level.save",
        submit="Save",
        close="Cancel",
    )


def everything(catalog: Catalog, lines: Mapping[str, str], prefix: str, *, lead: str = "") -> Message:
    """All roadmaps with one's level, and what the matrix asks; after a change, what was changed."""
    rows = [f"*{each.name}*: {lines.get(each.id, 'nothing said yet')}" for each in catalog.roadmaps]
    return compose(
        section("\n".join([*([lead] if lead else []), "*Your levels*", *rows])),
        actions(Press("Set my levels", "level.open"), _next()),
        None if lead else context("\n".join(map(_asks, catalog.levels))),
        context(f"`/{prefix}roadmate level terraform intermediate` sets one; `off` in place of the level removes it."),
    )


def one(roadmap: Roadmap, catalog: Catalog, line: str, prefix: str, *, wrong: str = "", alone: bool = False) -> Message:
    """A roadmap's four levels, each with a button that says it of oneself."""
    unclear = f"“{escape(clip(wrong, 40))}” is no level: they go from beginner to expert.\n" if wrong else ""
    return compose(
        section(f"{unclear}*{roadmap.name}*: {line or 'you have said nothing of your level yet'}"),
        [section(_asks(level), _claim(roadmap, level)) for level in catalog.levels],
        context(f"{'' if alone else 'A mentor is asked to confirm it. '}`/{prefix}roadmate level` shows all roadmaps."),
    )


def meant(typed: str, level: str, roadmap: Roadmap, catalog: Catalog) -> Message:
    """A slip of the pen: nothing is said before it is confirmed."""
    name = named(catalog, roadmap.id, level)
    return compose(
        section(f"“{escape(clip(typed, 40))}” is no level. Did you mean *{name}*?"),
        actions(
            Press(f"Yes, {level}", "level.claim", f"{roadmap.id} {level}", style="primary"),
            Press("Other levels", "level.claim", roadmap.id),
        ),
    )


def which(typed: str, level: str | None, roadmaps: Sequence[Roadmap], prefix: str) -> Message:
    """Words that name no roadmap; the level that was typed stays in the buttons."""
    got = f"“{escape(clip(typed, 80))}” is no roadmap I know." if typed else "In which roadmap?"
    presses = [Press(clip(each.name, 70), "level.claim", f"{each.id} {level or ''}".strip()) for each in roadmaps[:20]]
    like = f"For example `/{prefix}roadmate level terraform intermediate`."
    return compose(section(f"{got} {like}"), rows_of_actions(presses))


def standing(level: Level, mentors: Mapping[str, str], zone: ZoneInfo, today: date, *, alone: bool = False) -> str:
    """`Intermediate, confirmed by Ben on Tue 17 Nov`; where the member says another one, both."""
    if level.confirmed is None:
        return f"{level.claimed.capitalize()}, {'your own word' if alone else 'no mentor has confirmed it yet'}"
    by = f" by {person(mentors[level.confirmed_by or ''])}" if level.confirmed_by in mentors else ""
    on = f" on {calendar_format.spell(level.confirmed_at.astimezone(zone).date(), today)}" if level.confirmed_at else ""
    yours = f"you said {level.claimed}{' since, no mentor has confirmed it yet' if level.waits else ''}"
    said = "" if level.confirmed == level.claimed else f" ({yours})"
    return f"{level.confirmed.capitalize()}, confirmed{by}{on}{said}"


def saved(changes: Sequence[Change], asked: Sequence[str], catalog: Catalog, *, alone: bool = False) -> str:
    """What was changed, who is asked to confirm it, and what a mentor's word leaves as it is."""
    new = [named(catalog, each.roadmap, each.after.claimed) for each in changes if each.after and each.asks]
    kept = [named(catalog, each.roadmap, each.after.counts) for each in changes if each.after and each.stays]
    gone = [_name(catalog, each.roadmap) for each in changes if each.before and not each.after]
    stay = "is confirmed and stays" if len(kept) == 1 else "are confirmed and stay"
    said = (
        f"*Changed:* {listed(new)}.{_wait(asked, alone=alone)}" if new else "",
        f"*{listed(kept)}* {stay} until a mentor says otherwise." if kept else "",
        f"Removed: {listed(gone)}." if gone else "",
    )
    return " ".join(filter(None, said)) or "Nothing was changed: that is what you had said."


def _wait(asked: Sequence[str], *, alone: bool) -> str:
    """Who is asked to confirm it."""
    if alone:
        return " It is your own word: guests' levels are not confirmed."
    names = listed([person(name) for name in asked[:5]])
    return f" I ask {names} to confirm it." if names else " There is no mentor yet who could confirm it."


def named(catalog: Catalog, roadmap: str, level: str) -> str:
    """`Terraform intermediate`; an id that left the content stays readable."""
    found = catalog.find_roadmap(roadmap)
    return f"{found.name if found else escape(roadmap)} {level}"


def letter(name: str, waiting: Sequence[Level], catalog: Catalog, *, lead: str = "") -> Message:
    """To a mentor: what a member says of themselves, to confirm or to correct."""
    if not waiting:
        return compose(section(lead or "Nothing waits for you here."))
    first = f"*{person(name)} says how far they are.* Do you see it like that?"
    return compose(
        section(f"{lead}\n{first}".lstrip()),
        [block for level in waiting for block in _judging(level, catalog)],
        actions(Press(f"How {bare(clip(name, 30))} is doing", "card.open", waiting[0].member)),
    )


def judged(name: str, level: Level, catalog: Catalog, *, here: bool) -> str:
    """What a mentor has just said, for them."""
    told = "I told them" if here else "They have left, so I told nobody"
    return f"*Confirmed:* {person(name)} is at {named(catalog, level.roadmap, level.counts)}. {told}."


def changed_since(level: Level | None, by: str, roadmap: str, catalog: Catalog) -> str:
    """A button that was overtaken: what stands there by now."""
    if level is None:
        return f"They say nothing of their level in {_name(catalog, roadmap)} any more, so nothing was changed."
    if level.confirmed is None or level.waits:
        return f"They say {named(catalog, level.roadmap, level.claimed)} by now; nothing was changed."
    who = f" by {person(by)}" if by else ""
    return f"{named(catalog, level.roadmap, level.confirmed)} was confirmed{who} by now; nothing was changed."


def answered(mentor: str, level: Level, catalog: Catalog) -> Message:
    """To the member: what their mentor said."""
    which_one = named(catalog, level.roadmap, level.counts)
    other = "" if level.counts == level.claimed else f" You had said {level.claimed}: ask what is missing."
    words = f"*{person(mentor)} confirmed your level: {which_one}.*{other} What comes next follows it."
    return compose(section(words), actions(_next(), Press("My levels", "level.open")))


def _judging(level: Level, catalog: Catalog) -> list[Block]:
    """One claim with what it asks, and a button for each level."""
    asks = next((each for each in catalog.levels if each.id == level.claimed), None)
    others = [each for each in ORDER if each != level.claimed]
    row = actions(
        Press(f"Confirm {level.claimed}", "level.confirm", _ticket(level, level.claimed), style="primary"),
        *(Press(f"Rather {each}", "level.confirm", _ticket(level, each)) for each in others),
    )
    so_far = f", confirmed so far: {level.confirmed}" if level.confirmed else ""
    text = section(f"*{named(catalog, level.roadmap, level.claimed)}*{so_far}" + (f"\n{asks.text}" if asks else ""))
    return [block for block in (text, row) if block]


def _ticket(level: Level, said: str) -> str:
    made = {"member": level.member, "roadmap": level.roadmap, "level": said, "claimed": level.claimed}
    return Judged.model_validate({**made, "confirmed": level.confirmed}).value()


def _claim(roadmap: Roadmap, level: LevelText) -> Press:
    return Press("That is me", "level.claim", f"{roadmap.id} {level.id}")


def _asks(level: LevelText) -> str:
    """For who says it of themselves; how others can tell is for mentors."""
    return f"*{level.name}*: {', '.join(level.marks)}"


def _name(catalog: Catalog, roadmap: str) -> str:
    found = catalog.find_roadmap(roadmap)
    return found.name if found else escape(roadmap)


def _next() -> Press:
    return Press("What comes next", "roadmap.open", "next")
