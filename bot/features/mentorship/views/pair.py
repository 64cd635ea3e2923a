"""A pair as one reader sees it, and what they can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.catalog.catalog import Catalog
from bot.core.people.pairs import Pair
from bot.features.privacy.rules import VISIBLE_TO_MENTORS
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec
from bot.slack.mrkdwn import escape, person_name

UTC: Final = ZoneInfo("UTC")
EITHER_CAN_END: Final = "Either of you can end it anytime."
MENTOR_SEES: Final = f"A mentor sees their mentees' {VISIBLE_TO_MENTORS}. {EITHER_CAN_END}"


@frozen
class PairView:
    """A pair as one reader sees it: the names, by id, of all concerned, and the area's name, empty for everything."""

    pair: Pair
    reader: str
    names: Mapping[str, str]
    area: str = ""
    zone: ZoneInfo = UTC

    def name(self, person: str) -> str:
        """Return a person's name, clipped and without a mention."""
        return person_name(self.names.get(person, person))

    @property
    def state(self) -> str:
        """The state of the pair that the reader's buttons are drawn in."""
        return self.pair.state_for(self.reader)

    @property
    def is_mentor(self) -> bool:
        """Return whether the reader is the mentor of the two."""
        return self.reader == self.pair.mentor

    @property
    def is_mentee(self) -> bool:
        """Return whether the reader is the mentee of the two."""
        return self.reader == self.pair.mentee

    @property
    def is_participant(self) -> bool:
        """Return whether the reader is one of the two."""
        return self.is_mentor or self.is_mentee

    @property
    def other_name(self) -> str:
        """The name of the other one."""
        return self.name(self.pair.other_member(self.reader))

    @property
    def asker_name(self) -> str:
        """The name of its asker, or `you`."""
        return "you" if self.pair.asked_by == self.reader else self.name(self.pair.asked_by)

    @property
    def since(self) -> date:
        """The reader's day on which it began or, before that, was proposed."""
        return (self.pair.active_since or self.pair.created_at).astimezone(self.zone).date()

    @property
    def both_text(self) -> str:
        """`Ben as the mentor of Mei`."""
        return f"{self.name(self.pair.mentor)} as the mentor of {self.name(self.pair.mentee)}{self.area_suffix}"

    @property
    def area_suffix(self) -> str:
        """The area as the end of a phrase, such as ` on Networking`."""
        return f" on {escape(self.area)}" if self.area else ""


def view_pair(catalog: Catalog, pair: Pair, reader: str, names: Mapping[str, str], zone: ZoneInfo = UTC) -> PairView:
    """Return a pair as that reader sees it, with days in the zone."""
    area = catalog.find_area(pair.area)
    return PairView(pair, reader, names, area.name if area else "", zone)


def answer_buttons(view: PairView) -> tuple[ButtonSpec, ...]:
    """Return yes and no and, for a mentee, a look at what the yes shows their mentor."""
    value, state = str(view.pair.id), view.state
    yes = ButtonSpec("Accept", "pair.accept", value, "primary", state=state)
    no = ButtonSpec("No, thanks", "pair.decline", value, state=state)
    return (yes, no, learner_view_button()) if view.is_mentee else (yes, no)


def pair_buttons(view: PairView) -> tuple[ButtonSpec, ...]:
    """Return what the reader can do about a pair of theirs."""
    if view.pair.is_waiting_for(view.reader):
        return answer_buttons(view)
    return (card_button(view), end_button(view)) if view.is_mentor and view.pair.is_active else (end_button(view),)


def end_button(view: PairView) -> ButtonSpec:
    """Return the button that ends it, which asks once more and says what that does."""
    pair = view.pair
    if not pair.is_active:
        effect = f"{capitalize_first(pair_text(view))}: nobody is asked anymore."
        confirm = ConfirmSpec("Withdraw this?", effect, "Withdraw")
        return ButtonSpec(
            "Withdraw",
            "pair.end",
            str(pair.id),
            confirm=confirm,
            state=view.state,
            accessibility_label=f"Withdraw {pair_text(view)}",
        )
    if view.is_participant:
        see = "their mentor, you no longer see their" if view.is_mentor else "your mentor, they no longer see your"
        effect = f"As {see} {VISIBLE_TO_MENTORS}. I'll tell {view.other_name}."
    else:
        mentor, mentee = view.name(pair.mentor), view.name(pair.mentee)
        effect = f"As a mentor, {mentor} will no longer see the {VISIBLE_TO_MENTORS} of {mentee}."
    confirm = ConfirmSpec("End this mentoring?", effect, "End it")
    label = f"End mentoring: {pair_text(view)}"
    return ButtonSpec("End", "pair.end", str(pair.id), "danger", confirm, view.state, accessibility_label=label)


def pair_text(view: PairView) -> str:
    """Return what it is, from the reader's side: `Ben as your mentor on Networking`."""
    if not view.is_participant:
        return view.both_text
    what = f"you as {view.other_name}'s mentor" if view.is_mentor else f"{view.other_name} as your mentor"
    return f"{what}{view.area_suffix}"


def mentoring_text(view: PairView) -> str:
    """Return what it is as the beginning of a sentence: `Mentoring with Ben on Networking`, or the request for it."""
    if not view.pair.active_since:
        return f"The request for {pair_text(view)}"
    if view.is_participant:
        return f"Mentoring with {view.other_name}{view.area_suffix}"
    return f"{view.name(view.pair.mentor)}'s mentoring of {view.name(view.pair.mentee)}{view.area_suffix}"


def card_button(view: PairView) -> ButtonSpec:
    """Return the button that opens the mentee's card."""
    label = f"How {view.name(view.pair.mentee)} is doing"
    return ButtonSpec("Their card", "card.open", view.pair.mentee, accessibility_label=label)


def learner_view_button(mentor: str = "-") -> ButtonSpec:
    """Return the mentee's look at what that mentor sees of them or, with `-`, any mentor."""
    return ButtonSpec("What my mentor sees", "seen.show", mentor)


def mentees_button() -> ButtonSpec:
    """Return the button that lists the reader's mentees."""
    return ButtonSpec("Your mentees", "pair.mentees")


def mentors_button(label: str) -> ButtonSpec:
    """Return the button that lists the reader's mentors and suggestions."""
    return ButtonSpec(label, "pair.find", "-")


def capitalize_first(words: str) -> str:
    """Return the words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]
