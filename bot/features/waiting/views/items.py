"""What waits, in words: whose it is, for whom it waits, and since when."""

from __future__ import annotations

from datetime import datetime

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.core.people.member import Member
from bot.core.people.pairs import Pair
from bot.features.help_requests.views.help_requests import help_request_place
from bot.features.levels.views import level_name
from bot.features.mentorship.views.pair import view_pair
from bot.features.plan.views.assignment import assignment_title
from bot.features.waiting.payloads import WaitingPayload
from bot.features.waiting.rules.items import WaitingItem, WaitingKind, WaitingList
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec
from bot.slack.mrkdwn import clip, format_count, join_words, person_name, plain_person_name, to_plain_text, unescape

MAX_NAMES = 4  # more of those who are awaited are counted


@frozen
class WaitingReader:
    """Who reads about what waits, and at which moment."""

    member: Member
    now: datetime

    def since_text(self, moment: datetime) -> str:
        """Return `since Thu 26 Nov (3 days)`, or `since today`."""
        day, today = moment.astimezone(self.member.zone).date(), self.now.astimezone(self.member.zone).date()
        if (days := (today - day).days) <= 0:
            return "since today"
        return f"since {date_text.day_text(day, today)} ({format_count(days, 'day')})"


def item_title(item: WaitingItem, waiting: WaitingList, catalog: Catalog, reader: str = "") -> str:
    """Return what it is about: `Hybrid network (Networking)`, `Terraform advanced`, `VPC`, `Ben as Mei's mentor`.

    A `reader` who is one of a pair is `you` in it.
    """
    match item.kind:
        case WaitingKind.HAND_IN:
            return assignment_title(catalog, item.subject)
        case WaitingKind.LEVEL:
            return level_name(catalog, *item.subject.split(" ", 1))
        case WaitingKind.STUCK:
            return help_request_place(waiting.help_requests[item.subject], catalog)
        case WaitingKind.PROPOSAL:
            pair = waiting.proposals[item.subject]
            area = view_pair(catalog, pair, "", {}).area_suffix
            mentor = "you" if pair.mentor == reader else name_of(pair.mentor, waiting)
            if pair.mentee == reader:
                return f"{mentor} as your mentor{area}"
            return f"{mentor} as {name_of(pair.mentee, waiting)}'s mentor{area}"


def question_text(item: WaitingItem, waiting: WaitingList, catalog: Catalog, reader: str = "") -> str:
    """Return who asks for what: `*Mei* handed in Hybrid network (Networking)`; a `reader` who is asked is `you`."""
    title, owner = item_title(item, waiting, catalog, reader), owner_name(item, waiting)
    match item.kind:
        case WaitingKind.HAND_IN:
            return f"*{owner}* handed in {title}"
        case WaitingKind.LEVEL:
            return f"*{owner}* wants {title} confirmed"
        case WaitingKind.STUCK:
            return f"*{owner}* is stuck with {title}"
        case WaitingKind.PROPOSAL:
            return _proposal_text(waiting.proposals[item.subject], title, waiting, reader)


def _proposal_text(pair: Pair, title: str, waiting: WaitingList, reader: str) -> str:
    asker = name_of(pair.asked_by, waiting)
    if pair.asked_by == pair.mentee:
        mentor = "you" if pair.mentor == reader else name_of(pair.mentor, waiting)
        return f"*{asker}* asks {mentor} to be their mentor"
    if pair.asked_by == pair.mentor:
        mentee = "you" if pair.mentee == reader else name_of(pair.mentee, waiting)
        return f"*{asker}* offers to mentor {mentee}"
    return f"*{asker}* suggests {title}"


def owner_name(item: WaitingItem, waiting: WaitingList) -> str:
    """Return whose it is; of somebody who is here no longer, that they have left."""
    left = "" if item.owner in waiting.people else " (has left)"
    return f"{name_of(item.owner, waiting)}{left}"


def awaited_text(item: WaitingItem, waiting: WaitingList) -> str:
    """Return `Ana and Priya`; empty where it waits for nobody."""
    names = [name_of(each, waiting) for each in item.awaited[:MAX_NAMES]]
    if (others := len(item.awaited) - MAX_NAMES) > 0:
        names.append(format_count(others, "other"))
    return join_words(names)


def name_of(person: str, waiting: WaitingList) -> str:
    """Return a person's name, which is no mention."""
    return person_name(waiting.names.get(person, "somebody"))


def plain_name_of(person: str, waiting: WaitingList) -> str:
    """Return a person's name for a button."""
    return plain_person_name(waiting.names.get(person, "somebody"), 30)


def open_button(item: WaitingItem, waiting: WaitingList, catalog: Catalog) -> ButtonSpec:
    """Return the button that opens it."""
    title = unescape(to_plain_text(item_title(item, waiting, catalog)))
    whose = "" if item.kind is WaitingKind.PROPOSAL else f"{plain_name_of(item.owner, waiting)}: "
    label = clip(f"Open {whose}{title}", 75)
    return ButtonSpec("Open", "waiting.open", WaitingPayload(item=item.ref).encode(), accessibility_label=label)
