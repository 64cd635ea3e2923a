"""Messages for admins and mentors: where each member is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.dispatch.error_views import MAX_NAME_LENGTH, MAX_NAMED_MEMBERS
from bot.features.team.payloads import TeamPagePayload
from bot.features.team.rules import status as status_rules
from bot.features.team.rules.team_table import STATUS_FILTERS, TeamLine, TeamPage
from bot.features.team.views import status
from bot.slack.blocks import ButtonSpec, MenuSpec, SortableCell, actions, context, data_table, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, strip_markup

ROWS_PER_PAGE: Final = 25  # rows whose figures still fit, all of them, into a message's plain text


NO_VALUE: Final = "-"  # where there is nothing to be said yet


_TEAM_COLUMNS: Final = ("Member", "This week", "Four weeks", "Plan", "Last entry", "Sign-offs", "State")


@dataclass(frozen=True, slots=True)
class TeamPageContext:
    """What is asked for, and by whom: a mentor who does not see the whole team sees their mentees."""

    payload: TeamPagePayload
    area: Area | None
    today: date
    is_team: bool
    prefix: str = ""
    lead: str = ""  # how the area was understood

    @property
    def person_noun(self) -> str:
        """Who they are to the reader, one of them."""
        return "member" if self.is_team else "mentee"


def render_team_page(
    lines: Sequence[TeamLine], team_page: TeamPage, *, page_context: TeamPageContext, catalog: Catalog
) -> Message:
    """A page of the members by name, with ways to other parts of the team, to each member, and to the file."""
    rows = [_team_row(line, page_context.today, catalog) for line in lines]
    which = f", page {team_page.page_index + 1} of {team_page.page_count}" if team_page.page_count > 1 else ""
    return compose_message(
        section(page_context.lead) if page_context.lead else None,
        section(
            f"{_title_text(team_page, page_context)}{which} · Week {weeks.week_text(weeks.week_of(page_context.today), page_context.today)}"
        ),
        data_table("The team by name" if page_context.is_team else "Your mentees by name", _TEAM_COLUMNS, rows)
        if rows
        else None,
        context(_explanation(page_context, has_new_members=any(line.standing.is_new for line in lines))),
        actions(*_filter_menus(team_page, page_context, catalog), _card_menu(team_page, page_context)),
        _page_buttons(team_page, page_context),
    )


def render_area_choice(typed: str, options: Sequence[Area], status_filter: str, prefix: str) -> Message:
    """Words that name neither a state nor one area."""
    presses = [
        ButtonSpec(area.name, "team.open", TeamPagePayload(area=area.id, state=status_filter).encode())
        for area in options[:5]
    ]
    command = f"/{prefix}team"
    tries = f"Try `{command} networking`, `{command} stuck`, `{command} @member` or `{command} help`."
    lead = "Did you mean one of these areas? " if presses else ""
    return compose_message(
        section(f"I do not understand “{escape(clip(typed, 80))}” here. {lead}{tries}"),
        actions(*presses, ButtonSpec("Help", "help.open", "team")),
    )


def corrected_filter_text(typed: str, status_filter: str) -> str:
    """A misspelt state."""
    return f"I took “{escape(clip(typed, 40))}” for {status_filter}."


def render_subcommand_hint(subcommand: str, prefix: str) -> Message:
    """`coverage` or `export` with other words, or misspelt."""
    does = "sends the table of everybody whom you see" if subcommand == "export" else "shows every area and roadmap"
    return compose_message(
        section(f"Do you mean `/{prefix}team {subcommand}`? It {does}, and takes no other words."),
        actions(ButtonSpec(subcommand.capitalize(), f"team.{subcommand}"), ButtonSpec("Help", "help.open", "team")),
    )


def render_status_choice(prefix: str) -> Message:
    """All states, to choose from."""
    presses = [
        ButtonSpec(each.capitalize(), "team.open", TeamPagePayload(state=each).encode()) for each in STATUS_FILTERS
    ]
    return compose_message(
        section(f"*Which state?* `/{prefix}team help` says what each of them means."), actions(*presses)
    )


def render_role_ending_hint(role: str, prefix: str) -> Message:
    """A role is ended by the button that the command offers."""
    command, name = f"/{prefix}team {role} @member", "a lead mentor" if role == "lead" else "a mentor"
    return compose_message(section(f"Nothing was changed. `{command}`, of somebody who is {name}, offers to end that."))


def render_card_choice(people: Sequence[tuple[str, str]], prefix: str) -> Message:
    """A name without `@`: ids and names of those whom it may mean."""
    presses = [
        ButtonSpec(clip(f"{strip_markup(name)}: card", 75), "card.open", member)
        for member, name in people[:MAX_NAMED_MEMBERS]
    ]
    return compose_message(
        section(f"*Do you mean a member?* With `@`, as in `/{prefix}team @member`, you get the card at once."),
        actions(*presses, ButtonSpec("Help", "help.open", "team")),
    )


def _title_text(team_page: TeamPage, page_context: TeamPageContext) -> str:
    """`The team in Networking, stuck: 1 of 12 members`."""
    who = "The team" if page_context.is_team else "Your mentees"
    where = f" in {page_context.area.name}" if page_context.area else ""
    state = f", {page_context.payload.state}" if page_context.payload.state else ""
    of = f"{team_page.found_count} of " if where or state else ""
    return f"*{who}{where}{state}: {of}{format_count(team_page.total_count, page_context.person_noun)}*"


def _explanation(page_context: TeamPageContext, *, has_new_members: bool) -> str:
    goals = "Goals are lowered for days away. Plan counts each area up to the low end of its estimate."
    what = "left out is who has no hours, is not stuck and has nothing handed in there"
    hours = f"Hours, share and sign-offs are those in {page_context.area.name}; {what}." if page_context.area else goals
    hours += f" `{NO_VALUE}`: here for less than two weeks." if has_new_members else ""
    return f"{hours} Days are each one's own. Sign-offs wait for a mentor. `/{page_context.prefix}team @member` opens one card."


def _filter_menus(team_page: TeamPage, page_context: TeamPageContext, catalog: Catalog) -> tuple[MenuSpec, MenuSpec]:
    """Other areas in the same state, and other states in the same area, each with how many there are."""
    area, state = page_context.payload.area, page_context.payload.state
    areas = [("Every area", TeamPagePayload(state=state).encode())]
    areas += [(each.name, TeamPagePayload(area=each.id, state=state).encode()) for each in catalog.areas]
    those = [("Every state", TeamPagePayload(area=area).encode())]
    those += [
        (f"{each} ({team_page.filter_counts.get(each, 0)})", TeamPagePayload(area=area, state=each).encode())
        for each in STATUS_FILTERS
    ]
    chosen = TeamPagePayload(area=area, state=state).encode()
    return MenuSpec("Area", "team.open", areas, chosen), MenuSpec("State", "team.open", those, chosen)


def _card_menu(team_page: TeamPage, page_context: TeamPageContext) -> MenuSpec | None:
    people = [(clip(strip_markup(each.member.name), 75), each.member.id) for each in team_page.standings]
    return MenuSpec(f"Open a {page_context.person_noun}'s card", "card.open", people) if people else None


def _page_buttons(team_page: TeamPage, page_context: TeamPageContext) -> Block | None:
    def to(number: int) -> str:
        return page_context.payload.model_copy(update={"page": number}).encode()

    return actions(
        ButtonSpec("Previous", "team.open", to(team_page.page_index - 1)) if team_page.page_index else None,
        ButtonSpec("Next", "team.open", to(team_page.page_index + 1))
        if team_page.page_index + 1 < team_page.page_count
        else None,
        ButtonSpec("Coverage", "team.coverage"),
        ButtonSpec("Export", "team.export"),
    )


def _team_row(team_line: TeamLine, today: date, catalog: Catalog) -> list[str | SortableCell]:
    of = team_line.standing
    last = date_text.day_text(of.facts.last_entry, today) if of.facts.last_entry else "none yet"
    return [
        clip(strip_markup(of.member.name), MAX_NAME_LENGTH),
        SortableCell(team_line.week_minutes, status.hours_of_goal_text(team_line.week_minutes, team_line.week_goal)),
        SortableCell(
            team_line.four_weeks_minutes,
            NO_VALUE
            if of.is_new
            else status.hours_of_goal_text(team_line.four_weeks_minutes, team_line.four_weeks_goal),
        ),
        SortableCell(-1, "varies")
        if team_line.plan_share is None
        else SortableCell(int(team_line.plan_share * 1000), format_percent(team_line.plan_share)),
        SortableCell(of.facts.last_entry.toordinal() if of.facts.last_entry else 0, last),
        SortableCell(of.waiting_count, str(of.waiting_count)),
        SortableCell(
            status_rules.status_severity(of.status), status.status_text(of.status, today, catalog, strip_markup)
        ),
    ]


EXPORT_FILE = "roadmate-team.csv"


def render_export_requested(*, is_waiting: bool, is_team: bool) -> Message:
    """The file is on its way; `waits` where an earlier one is."""
    if is_waiting:
        return compose_message(
            section(f"The table of {_audience_text(is_team=is_team)} is on its way already, in a direct message.")
        )
    return compose_message(
        section(f"The table of {_audience_text(is_team=is_team)} comes as a file in a direct message, to you alone."),
        context("That you asked for it stands in the audit log, which admins read."),
    )


def render_export_ready(*, is_team: bool) -> Message:
    """The line above the file."""
    return compose_message(section(f"Here is the table of {_audience_text(is_team=is_team)}, as you asked."))


def export_comment(line_count: int, *, is_team: bool) -> str:
    """What the file is."""
    return f"{EXPORT_FILE}: {format_count(line_count, 'member' if is_team else 'mentee')}, hours in minutes. Keep it to yourself."


def render_export_not_allowed() -> Message:
    """The role is gone that it was asked for with."""
    return compose_message(
        section("You asked for a table of the team. By now nobody's hours are yours to see, so none comes.")
    )


def render_export_failed() -> Message:
    """The file did not follow the line."""
    return compose_message(
        section("The file did not get through. Ask again with `/team export`; if it fails again, tell an admin.")
    )


def export_columns(catalog: Catalog) -> list[str]:
    """The columns; hours are whole minutes, so that programs can count with them."""
    areas = [f"{area.id}_minutes" for area in catalog.areas]
    hours = ["week_minutes", "week_goal_minutes", "four_weeks_minutes", "four_weeks_goal_minutes", "plan_share"]
    return ["member", "name", "state", "reasons", *hours, *areas, "signed_off", "waiting", "last_entry"]


def export_rows(lines: Sequence[TeamLine], *, today: date, catalog: Catalog) -> Iterator[list[str | int | float]]:
    """A row for each member."""
    for line in lines:
        of, last = line.standing, line.standing.facts.last_entry
        reasons = "; ".join(status.status_reason_text(each, today, catalog, strip_markup) for each in of.status.reasons)
        yield [
            *(of.member.id, of.member.name, of.status.kind.value, reasons),
            *(
                line.week_minutes,
                line.week_goal,
                line.four_weeks_minutes,
                line.four_weeks_goal,
                round(line.plan_share or 0.0, 4),
            ),
            *(line.minutes_by_area.get(area.id, 0) for area in catalog.areas),
            *(of.signed_off_count, of.waiting_count, last.isoformat() if last else ""),
        ]


def _audience_text(*, is_team: bool) -> str:
    return "the team" if is_team else "your mentees"
