"""Messages for admins and mentors: where each member is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.dispatch.error_views import ASKED, NAME
from bot.features.team.rules import status as status_rules
from bot.features.team.rules.team import FILTERS, Line, Part
from bot.features.team.views import status
from bot.slack.blocks import Figure, Menu, Press, actions, context, section, table
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, clip, count, escape, percent
from bot.slack.payloads import Roster

PAGE: Final = 25  # rows whose figures still fit, all of them, into a message's plain text


NONE: Final = "-"  # where there is nothing to be said yet


_HEAD: Final = ("Member", "This week", "Four weeks", "Plan", "Last entry", "Sign-offs", "State")


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for, and by whom: a mentor who does not see the whole team sees their mentees."""

    asked: Roster
    area: Area | None
    today: date
    is_team: bool
    prefix: str = ""
    lead: str = ""  # how the area was understood

    @property
    def people(self) -> str:
        """Who they are to the reader, one of them."""
        return "member" if self.is_team else "mentee"


def overview(lines: Sequence[Line], part: Part, *, page: Page, catalog: Catalog) -> Message:
    """A page of the members by name, with ways to other parts of the team, to each member, and to the file."""
    rows = [_row(line, page.today, catalog) for line in lines]
    which = f", page {part.number + 1} of {part.pages}" if part.pages > 1 else ""
    return compose(
        section(page.lead) if page.lead else None,
        section(f"{_title(part, page)}{which} · Week {weeks.spell(weeks.week_of(page.today), page.today)}"),
        table("The team by name" if page.is_team else "Your mentees by name", _HEAD, rows) if rows else None,
        context(_explained(page, short=any(line.standing.is_new for line in lines))),
        actions(*_menus(part, page, catalog), _cards(part, page)),
        _ways(part, page),
    )


def which_area(typed: str, options: Sequence[Area], state: str, prefix: str) -> Message:
    """Words that name neither a state nor one area."""
    presses = [Press(area.name, "team.open", Roster(area=area.id, state=state).value()) for area in options[:5]]
    command = f"/{prefix}team"
    tries = f"Try `{command} networking`, `{command} stuck`, `{command} @member` or `{command} help`."
    lead = "Did you mean one of these areas? " if presses else ""
    return compose(
        section(f"I do not understand “{escape(clip(typed, 80))}” here. {lead}{tries}"),
        actions(*presses, Press("Help", "help.open", "team")),
    )


def took(typed: str, state: str) -> str:
    """A misspelt state."""
    return f"I took “{escape(clip(typed, 40))}” for {state}."


def alone(way: str, prefix: str) -> Message:
    """`coverage` or `export` with other words, or misspelt."""
    does = "sends the table of everybody whom you see" if way == "export" else "shows every area and roadmap"
    return compose(
        section(f"Do you mean `/{prefix}team {way}`? It {does}, and takes no other words."),
        actions(Press(way.capitalize(), f"team.{way}"), Press("Help", "help.open", "team")),
    )


def which_state(prefix: str) -> Message:
    """All states, to choose from."""
    presses = [Press(each.capitalize(), "team.open", Roster(state=each).value()) for each in FILTERS]
    return compose(section(f"*Which state?* `/{prefix}team help` says what each of them means."), actions(*presses))


def to_end(role: str, prefix: str) -> Message:
    """A role is ended by the button that the command offers."""
    command, name = f"/{prefix}team {role} @member", "a lead mentor" if role == "lead" else "a mentor"
    return compose(section(f"Nothing was changed. `{command}`, of somebody who is {name}, offers to end that."))


def which_card(people: Sequence[tuple[str, str]], prefix: str) -> Message:
    """A name without `@`: ids and names of those whom it may mean."""
    presses = [Press(clip(f"{bare(name)}: card", 75), "card.open", member) for member, name in people[:ASKED]]
    return compose(
        section(f"*Do you mean a member?* With `@`, as in `/{prefix}team @member`, you get the card at once."),
        actions(*presses, Press("Help", "help.open", "team")),
    )


def _title(part: Part, page: Page) -> str:
    """`The team in Networking, stuck: 1 of 12 members`."""
    who = "The team" if page.is_team else "Your mentees"
    where = f" in {page.area.name}" if page.area else ""
    state = f", {page.asked.state}" if page.asked.state else ""
    of = f"{part.found} of " if where or state else ""
    return f"*{who}{where}{state}: {of}{count(part.total, page.people)}*"


def _explained(page: Page, *, short: bool) -> str:
    goals = "Goals are lowered for days away. Plan counts each area up to the low end of its estimate."
    what = "left out is who has no hours, is not stuck and has nothing handed in there"
    hours = f"Hours, share and sign-offs are those in {page.area.name}; {what}." if page.area else goals
    hours += f" `{NONE}`: here for less than two weeks." if short else ""
    return f"{hours} Days are each one's own. Sign-offs wait for a mentor. `/{page.prefix}team @member` opens one card."


def _menus(part: Part, page: Page, catalog: Catalog) -> tuple[Menu, Menu]:
    """Other areas in the same state, and other states in the same area, each with how many there are."""
    area, state = page.asked.area, page.asked.state
    areas = [("Every area", Roster(state=state).value())]
    areas += [(each.name, Roster(area=each.id, state=state).value()) for each in catalog.areas]
    those = [("Every state", Roster(area=area).value())]
    those += [(f"{each} ({part.states.get(each, 0)})", Roster(area=area, state=each).value()) for each in FILTERS]
    chosen = Roster(area=area, state=state).value()
    return Menu("Area", "team.open", areas, chosen), Menu("State", "team.open", those, chosen)


def _cards(part: Part, page: Page) -> Menu | None:
    people = [(clip(bare(each.member.name), 75), each.member.id) for each in part.shown]
    return Menu(f"Open a {page.people}'s card", "card.open", people) if people else None


def _ways(part: Part, page: Page) -> Block | None:
    def to(number: int) -> str:
        return page.asked.model_copy(update={"page": number}).value()

    return actions(
        Press("Previous", "team.open", to(part.number - 1)) if part.number else None,
        Press("Next", "team.open", to(part.number + 1)) if part.number + 1 < part.pages else None,
        Press("Coverage", "team.coverage"),
        Press("Export", "team.export"),
    )


def _row(line: Line, today: date, catalog: Catalog) -> list[str | Figure]:
    of = line.standing
    last = calendar_format.spell(of.facts.last, today) if of.facts.last else "none yet"
    return [
        clip(bare(of.member.name), NAME),
        Figure(line.week, status.against(line.week, line.week_goal)),
        Figure(line.month, NONE if of.is_new else status.against(line.month, line.month_goal)),
        Figure(-1, "varies") if line.share is None else Figure(int(line.share * 1000), percent(line.share)),
        Figure(of.facts.last.toordinal() if of.facts.last else 0, last),
        Figure(of.waiting, str(of.waiting)),
        Figure(status_rules.severity(of.state), status.in_short(of.state, today, catalog, bare)),
    ]
