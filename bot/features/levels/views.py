"""Messages about levels: what each level asks, what members claim, what mentors confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.models import LevelText, Roadmap
from bot.core.levels import LEVEL_NAMES, LevelChange, MemberLevel, level_rank
from bot.features.levels.payloads import LevelReviewPayload
from bot.slack.blocks import MAX_ROW_BUTTONS, ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, SelectOption, build_modal, select_input
from bot.slack.mrkdwn import clip, escape, join_words, person_name, plain_person_name
from bot.slack.slash import SLASH
from bot.ui.example_roadmap import example_roadmap

_OTHERS_BUTTON: Final = ButtonSpec("What else waits", "work.waiting", "0")
_LEVEL_OPTIONS: Final = tuple(SelectOption(level.capitalize(), level) for level in LEVEL_NAMES)


def render_levels_form(
    catalog: Catalog, levels_by_roadmap: Mapping[str, str], *, has_no_mentors: bool = False
) -> Modal:
    """Render what each level asks, and a menu for each roadmap with the level that the member claims.

    Here and below, `has_no_mentors` means that not even others stand in for one.
    """
    note = "" if has_no_mentors else " I'll ask your mentor to confirm what you change."
    return build_modal(
        "Your levels",
        section("\n".join(map(_level_description, catalog.levels))),
        *(
            select_input(each.id, each.name, _LEVEL_OPTIONS, value=levels_by_roadmap.get(each.id, ""), is_optional=True)
            for each in catalog.roadmaps[:80]
        ),
        context(f"Your next topics follow your level.{note}"),
        callback_id="level.save",
        submit_label="Save",
        close_label="Cancel",
    )


def render_all_levels(
    catalog: Catalog,
    status_by_roadmap: Mapping[str, str],
    *,
    lead: str = "",
) -> Message:
    """Render all roadmaps with the member's levels, and what each level asks, or after a change, what was changed."""
    rows = [f"*{each.name}*: {status_by_roadmap[each.id]}" for each in catalog.roadmaps if each.id in status_by_roadmap]
    others = [each.name for each in catalog.roadmaps if each.id not in status_by_roadmap]
    example = f"{SLASH}roadmate level {example_roadmap(catalog.roadmaps)} intermediate"
    unset = [f"Not set: {', '.join(others)}"] if others else []
    return compose_message(
        section("\n".join([*([lead] if lead else []), "*Your levels*", *rows, *unset])),
        actions(ButtonSpec("Set my levels", "level.open"), _next_step_button()),
        None if lead else context("\n".join(map(_level_description, catalog.levels))),
        context(f"Set one: `{example}`. Remove it: type `off` as the level."),
    )


def render_roadmap_level(
    roadmap: Roadmap,
    catalog: Catalog,
    status: str,
    *,
    unknown_level: str = "",
    has_no_mentors: bool = False,
) -> Message:
    """Render a roadmap's four levels, each with a button that claims it."""
    unclear = f"I don't know the level “{escape(clip(unknown_level, 40))}”. Pick one:\n" if unknown_level else ""
    note = "" if has_no_mentors else "I'll ask your mentor to confirm it. "
    is_askable = any(each.roadmap is roadmap for each in catalog.topics_with_questions)
    return compose_message(
        section(f"{unclear}*{roadmap.name}*: {status or 'not set'}"),
        [
            section(
                _level_description(level),
                ButtonSpec(
                    "That's me",
                    "level.claim",
                    f"{roadmap.id} {level.id}",
                    accessibility_label=f"I'm {level.name.casefold()} in {roadmap.name}",
                ),
            )
            for level in catalog.levels
        ],
        section("Not sure? Eight questions find your level.", _find_button(roadmap)) if is_askable else None,
        context(f"{note}All roadmaps: `{SLASH}roadmate level`."),
    )


def render_level_suggestion(typed: str, level: str, roadmap: Roadmap, catalog: Catalog) -> Message:
    """Ask whether a misspelt level was meant; nothing is saved before the answer."""
    name = level_name(catalog, roadmap.id, level)
    return compose_message(
        section(f"I don't know the level “{escape(clip(typed, 40))}”. Did you mean *{name}*?"),
        actions(
            ButtonSpec(f"Yes, {level}", "level.claim", f"{roadmap.id} {level}", style="primary"),
            ButtonSpec("Other levels", "level.claim", roadmap.id),
        ),
    )


def render_roadmap_choice(
    typed: str,
    level: str | None,
    roadmaps: Sequence[Roadmap],
) -> Message:
    """Ask which roadmap is meant; the level that was typed stays in the buttons."""
    question = f"I don't know the roadmap “{escape(clip(typed, 80))}”. Which one?" if typed else "Which roadmap?"
    named = [(clip(each.name, 70), f"{each.id} {level or ''}".strip()) for each in roadmaps]
    buttons = [ButtonSpec(name, "level.claim", value) for name, value in named]
    choice = buttons if len(named) <= MAX_ROW_BUTTONS else [MenuSpec("Choose a roadmap", "level.claim", named)]
    example = f"E.g. `{SLASH}roadmate level {example_roadmap(roadmaps)} intermediate`."
    return compose_message(section(f"{question} {example}"), actions(*choice))


def level_status_text(
    level: MemberLevel, mentor_names: Mapping[str, str], zone: ZoneInfo, today: date, *, has_no_mentors: bool = False
) -> str:
    """Return `Intermediate, confirmed by Ben on Tue 17 Nov`; where the member claims another level, both."""
    if level.confirmed is None:
        note = "self-rated" if has_no_mentors else "self-rated, not confirmed yet"
        return f"{level.claimed.capitalize()}, {note}"
    by = f" by {person_name(mentor_names[level.confirmed_by or ''])}" if level.confirmed_by in mentor_names else ""
    on = f" on {date_text.day_text(level.confirmed_at.astimezone(zone).date(), today)}" if level.confirmed_at else ""
    since = " since, not confirmed yet" if level.is_pending else ""
    claim = "" if level.confirmed == level.claimed else f" (you said {level.claimed}{since})"
    return f"{level.confirmed.capitalize()}, confirmed{by}{on}{claim}"


def saved_levels_text(
    changes: Sequence[LevelChange], mentor_names: Sequence[str], catalog: Catalog, *, has_no_mentors: bool = False
) -> str:
    """Return what was changed, who is asked to confirm it, and what stays because a mentor has confirmed it."""
    new = [
        level_name(catalog, each.roadmap, each.after.claimed)
        for each in changes
        if each.after and each.is_newly_pending
    ]
    kept = [
        level_name(catalog, each.roadmap, each.after.effective_level)
        for each in changes
        if each.after and each.is_settled
    ]
    gone = [_roadmap_name(catalog, each.roadmap) for each in changes if each.before and not each.after]
    stay = "is confirmed and stays" if len(kept) == 1 else "are confirmed and stay"
    confirmation = _confirmation_text(mentor_names, has_no_mentors=has_no_mentors)
    sentences = (
        f"✅ Saved: *{join_words(new)}*. {confirmation}" if new else "",
        f"*{join_words(kept)}* {stay} until a mentor changes it." if kept else "",
        f"Removed: {join_words(gone)}." if gone else "",
    )
    return " ".join(filter(None, sentences)) or "No change."


def _confirmation_text(mentor_names: Sequence[str], *, has_no_mentors: bool) -> str:
    """Return who is asked to confirm it."""
    if has_no_mentors:
        return "It's self-rated: guests' levels aren't confirmed."
    names = join_words([person_name(name) for name in mentor_names[:5]])
    return f"I asked {names} to confirm it." if names else "Nobody can confirm it yet, as there's no mentor."


def level_name(catalog: Catalog, roadmap: str, level: str) -> str:
    """Return `Terraform intermediate`; an id that left the content stays readable."""
    return f"{_roadmap_name(catalog, roadmap)} {level}"


def render_confirmation_request(
    name: str, levels: Sequence[MemberLevel], catalog: Catalog, *, lead: str = ""
) -> Message:
    """Ask a mentor to confirm or to correct the levels that a member claims."""
    if not levels:
        return compose_message(section(lead or "Nothing is waiting for you here."), actions(_OTHERS_BUTTON))
    first = _confirmation_question(name, levels, catalog)
    return compose_message(
        section(f"{lead}\n{first}".lstrip()),
        [block for level in levels for block in claim_blocks(level, catalog)],
        actions(card_button(name, levels[0].member), _OTHERS_BUTTON),
    )


def _confirmation_question(name: str, levels: Sequence[MemberLevel], catalog: Catalog) -> str:
    who, first = person_name(name), levels[0]
    if len(levels) == 1:
        return f"{who} rates themselves *{first.claimed}* in {_roadmap_name(catalog, first.roadmap)}. Do you agree?"
    return f"{who} rates themselves in {len(levels)} roadmaps. Do you agree?"


def card_button(name: str, member: str) -> ButtonSpec:
    """Return the button that opens a member's card."""
    return ButtonSpec(f"How {plain_person_name(name, 30)} is doing", "card.open", member)


def confirmed_text(name: str, level: MemberLevel, catalog: Catalog, *, is_notified: bool) -> str:
    """Return for a mentor what they have just confirmed."""
    which_one = level_name(catalog, level.roadmap, level.effective_level)
    if is_notified:
        return f"✅ Confirmed: {person_name(name)} is *{which_one}*. I'll let them know."
    return f"✅ Confirmed: {person_name(name)} is *{which_one}*. They have left, so I told no one."


def changed_claim_text(level: MemberLevel | None, mentor_name: str, roadmap: str, catalog: Catalog) -> str:
    """Return for a mentor who pressed too late what the member's level is now."""
    if level is None:
        return f"They've removed their level in {_roadmap_name(catalog, roadmap)} since. Nothing changed."
    if level.confirmed is None or level.is_pending:
        return f"They rate themselves {level_name(catalog, level.roadmap, level.claimed)} now. Nothing changed."
    who = f" by {person_name(mentor_name)}" if mentor_name else ""
    return f"{level_name(catalog, level.roadmap, level.confirmed)} is already confirmed{who}. Nothing changed."


def render_confirmed_notification(mentor_name: str, level: MemberLevel, catalog: Catalog) -> Message:
    """Tell the member what their mentor confirmed."""
    which_one = level_name(catalog, level.roadmap, level.effective_level)
    mentor = person_name(mentor_name)
    if level.effective_level == level.claimed:
        words = f"🎉 {mentor} confirmed your level: *{which_one}*. Your next topics follow it."
    elif level_rank(level.effective_level) > level_rank(level.claimed):
        words = f"🎉 {mentor} rates you higher than you did: *{which_one}* (you said {level.claimed})."
    else:
        words = f"{mentor} sees you at *{which_one}* (you said {level.claimed}). Ask {mentor} what's missing."
    return compose_message(section(words), actions(_next_step_button(), ButtonSpec("My levels", "level.open")))


def claim_blocks(level: MemberLevel, catalog: Catalog, *, name: str = "") -> list[Block]:
    """Return one claim with what its level asks, and a button for each level; in a list `name` says whose it is."""
    asks = next((each for each in catalog.levels if each.id == level.claimed), None)
    others = [each for each in LEVEL_NAMES if each != level.claimed]
    row = actions(
        ButtonSpec(f"Confirm {level.claimed}", "level.confirm", _review_value(level, level.claimed), style="primary"),
        *(ButtonSpec(f"More like {each}", "level.confirm", _review_value(level, each)) for each in others),
    )
    so_far = f" (confirmed so far: {level.confirmed})" if level.confirmed else ""
    whose = f"{person_name(name)}: " if name else ""
    title = f"*{whose}{level_name(catalog, level.roadmap, level.claimed)}*{so_far}"
    text = section(f"{title}\n{asks.text}" if asks else title)
    return [block for block in (text, row) if block]


def _review_value(level: MemberLevel, chosen_level: str) -> str:
    made = {"member": level.member, "roadmap": level.roadmap, "level": chosen_level, "claimed": level.claimed}
    return LevelReviewPayload.model_validate({**made, "confirmed": level.confirmed}).encode()


def _level_description(level: LevelText) -> str:
    """Return the marks of a level for the member; how others can tell is for mentors."""
    return f"*{level.name}*: {', '.join(level.marks)}"


def _roadmap_name(catalog: Catalog, roadmap: str) -> str:
    found = catalog.find_roadmap(roadmap)
    return found.name if found else escape(roadmap)


def _find_button(roadmap: Roadmap) -> ButtonSpec:
    label = f"Find my level in {roadmap.name}"
    return ButtonSpec("Find my level", "placement.open", roadmap.id, accessibility_label=label)


def _next_step_button() -> ButtonSpec:
    return ButtonSpec("What's next", "roadmap.open", "next")
