"""Messages for admins and mentors: where each member stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, SortableCell, actions, context, data_table, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, plain_person_name, strip_markup
from bot.slack.scopes import how_to_grant
from bot.slack.slash import SLASH

ROWS_PER_PAGE: Final = 25  # so many rows fit with all figures into a message's plain text
NO_VALUE: Final = "-"  # where a figure would say nothing yet
EXPORT_FILE: Final = "roadmate-team.csv"
_TEAM_COLUMNS: Final = ("Member", "State", "Waiting", "This week", "Four weeks", "Last entry", "Plan")


@frozen
class TeamPageContext:
    """What is asked for, and whether the reader sees the whole team or their mentees alone."""

    payload: TeamPagePayload
    area: Area | None
    today: date
    is_team: bool
    lead: str = ""  # how the area was understood

    @property
    def person_noun(self) -> str:
        """Return the word for one of the people shown."""
        return "member" if self.is_team else "mentee"


def render_team_page(
    lines: Sequence[TeamLine], team_page: TeamPage, *, page_context: TeamPageContext, catalog: Catalog
) -> Message:
    """Render a page of the members by name, with menus for other parts of the team, each card, and the export."""
    today, rows = page_context.today, [_team_row(line, page_context.today, catalog) for line in lines]
    number = f", page {team_page.page_index + 1} of {team_page.page_count}" if team_page.page_count > 1 else ""
    week = weeks.week_text(weeks.week_of(today), today)
    caption = "The team by name" if page_context.is_team else "Your mentees by name"
    return compose_message(
        section(page_context.lead) if page_context.lead else None,
        section(f"{_title_text(team_page, page_context)}{number} · Week {week}"),
        data_table(caption, _TEAM_COLUMNS, rows) if rows else None,
        context(_explanation(page_context, has_new_members=any(line.standing.is_new for line in lines))),
        actions(*_filter_menus(team_page, page_context, catalog), _card_menu(team_page, page_context)),
        _page_buttons(team_page, page_context),
    )


def render_area_choice(
    typed: str,
    options: Sequence[Area],
    status_filter: str,
) -> Message:
    """Render that the words name neither a status nor one area, with areas to choose from."""
    buttons = [
        ButtonSpec(area.name, "team.open", TeamPagePayload(area=area.id, state=status_filter).encode())
        for area in options[:4]
    ]
    command = f"{SLASH}team"
    examples = f"Try `{command} networking`, `{command} stuck`, `{command} @member` or `{command} help`."
    text = f"I don't know an area, state or member “{escape(clip(typed, 80))}”."
    return compose_message(
        section(f"{text} Did you mean one of these areas?\n{examples}" if buttons else f"{text}\n{examples}"),
        actions(*buttons, ButtonSpec("Help", "help.open", "team")),
    )


def corrected_filter_text(typed: str, status_filter: str) -> str:
    """Return how a misspelt status was understood."""
    return f"Showing {status_filter} (you typed “{escape(clip(typed, 40))}”)."


def render_subcommand_hint(subcommand: str) -> Message:
    """Ask whether `coverage` or `export` is meant, which came with other words or misspelt."""
    if subcommand == "export":
        words, action = "It sends you the table as a file and takes no other words.", "team.export"
    else:
        words, action = f"It shows what the team holds; `{SLASH}team coverage aws` shows one roadmap.", "coverage.open"
    return compose_message(
        section(f"Do you mean `{SLASH}team {subcommand}`? {words}"),
        actions(ButtonSpec(subcommand.capitalize(), action), ButtonSpec("Help", "help.open", "team")),
    )


def render_status_choice() -> Message:
    """Render all statuses to choose from."""
    options = [(each.capitalize(), TeamPagePayload(state=each).encode()) for each in STATUS_FILTERS]
    return compose_message(
        section(f"*Which state?* `{SLASH}team help` explains each of them."),
        actions(MenuSpec("Choose a state", "team.open", options)),
    )


def render_role_ending_hint(role: str) -> Message:
    """Say that a role is ended by the button that the command offers."""
    button = "End lead" if role == "lead" else "End mentoring"
    return compose_message(
        section(f"Nothing changed. To end it, type `{SLASH}team {role} @member` and press “{button}” below the answer.")
    )


def render_card_choice(people: Sequence[tuple[str, str]]) -> Message:
    """Render the members whom a name without `@` may mean; `people` are ids and names."""
    buttons = [
        ButtonSpec(f"{plain_person_name(name, 60)}: card", "card.open", member)
        for member, name in people[: MAX_NAMED_MEMBERS - 1]
    ]
    return compose_message(
        section(f"*Do you mean a member?* With `@`, as in `{SLASH}team @member`, you get their card directly."),
        actions(*buttons, ButtonSpec("Help", "help.open", "team")),
    )


def _title_text(team_page: TeamPage, page_context: TeamPageContext) -> str:
    """Return `The team in Networking, stuck: 1 of 12 members`."""
    people = "The team" if page_context.is_team else "Your mentees"
    area = f" in {page_context.area.name}" if page_context.area else ""
    state = f", {page_context.payload.state}" if page_context.payload.state else ""
    found = f"{team_page.found_count} of " if area or state else ""
    return f"*{people}{area}{state}: {found}{format_count(team_page.total_count, page_context.person_noun)}*"


def _explanation(page_context: TeamPageContext, *, has_new_members: bool) -> str:
    lines = ["Waiting: sign-offs and levels for a mentor."]
    if page_context.area:
        lines.append(f"In {page_context.area.name}: only people with hours, a problem or a hand-in here.")
    if has_new_members:
        lines.append(f"`{NO_VALUE}`: joined less than two weeks ago.")
    return " ".join([*lines, f"More: `{SLASH}team help`."])


def _filter_menus(team_page: TeamPage, page_context: TeamPageContext, catalog: Catalog) -> tuple[MenuSpec, MenuSpec]:
    """Return menus for other areas in the same status, and other statuses in the same area with their counts."""
    area, state = page_context.payload.area, page_context.payload.state
    areas = [("Every area", TeamPagePayload(state=state).encode())]
    areas += [(each.name, TeamPagePayload(area=each.id, state=state).encode()) for each in catalog.areas]
    states = [("Every state", TeamPagePayload(area=area).encode())]
    states += [
        (f"{each} ({team_page.filter_counts.get(each, 0)})", TeamPagePayload(area=area, state=each).encode())
        for each in STATUS_FILTERS
    ]
    chosen = TeamPagePayload(area=area, state=state).encode()
    return MenuSpec("Area", "team.open", areas, chosen), MenuSpec("State", "team.open", states, chosen)


def _card_menu(team_page: TeamPage, page_context: TeamPageContext) -> MenuSpec | None:
    people = [(plain_person_name(each.member.name, 75), each.member.id) for each in team_page.standings]
    return MenuSpec(f"Open a {page_context.person_noun}'s card", "card.open", people) if people else None


def _page_buttons(team_page: TeamPage, page_context: TeamPageContext) -> Block | None:
    def to_page(label: str, index: int) -> ButtonSpec:
        return ButtonSpec(label, "team.open", page_context.payload.model_copy(update={"page": index}).encode())

    index = team_page.page_index
    return actions(
        to_page("Previous", index - 1) if index else None,
        to_page("Next", index + 1) if index + 1 < team_page.page_count else None,
        ButtonSpec("Coverage", "team.coverage"),
        ButtonSpec("Export", "team.export"),
    )


def _team_row(team_line: TeamLine, today: date, catalog: Catalog) -> list[str | SortableCell]:
    standing, last_entry = team_line.standing, team_line.standing.facts.last_entry
    week = status.hours_of_goal_text(team_line.week_minutes, team_line.week_goal)
    four_weeks = status.hours_of_goal_text(team_line.four_weeks_minutes, team_line.four_weeks_goal)
    share, state = team_line.plan_share, status.status_text(standing.status, today, catalog, strip_markup)
    return [
        plain_person_name(standing.member.name, MAX_NAME_LENGTH),
        SortableCell(status_rules.status_severity(standing.status), state),
        SortableCell(standing.waiting_count, str(standing.waiting_count)),
        SortableCell(team_line.week_minutes, week),
        SortableCell(team_line.four_weeks_minutes, NO_VALUE if standing.is_new else four_weeks),
        SortableCell(last_entry.toordinal(), date_text.day_text(last_entry, today))
        if last_entry
        else SortableCell(0, "none yet"),
        SortableCell(-1, "varies") if share is None else SortableCell(int(share * 1000), format_percent(share)),
    ]


def render_export_requested(*, is_waiting: bool, is_team: bool) -> Message:
    """Say that the file is on its way, or that an earlier one is."""
    people = _people_text(is_team=is_team)
    if is_waiting:
        return compose_message(section(f"The table of {people} is already on its way in a direct message."))
    return compose_message(
        section(f"✅ I'll send you the table of {people} as a file in a direct message. Only you get it."),
        context("This export is recorded in the audit log."),
    )


def render_export_ready(*, is_team: bool) -> Message:
    """Render the line above the file."""
    return compose_message(section(f"Here's the table of {_people_text(is_team=is_team)} you asked for."))


def export_comment(line_count: int, *, is_team: bool) -> str:
    """Return the comment that goes with the file."""
    people = format_count(line_count, "member" if is_team else "mentee")
    return f"{EXPORT_FILE}: {people}, hours in minutes. Please keep it to yourself."


def render_export_not_allowed() -> Message:
    """Say that the reader has lost the role with which they asked."""
    return compose_message(
        section("You asked for a table of the team, but you can't see anyone's hours now, so I didn't send it.")
    )


def render_export_failed() -> Message:
    """Say that the file could not be sent."""
    return compose_message(
        section(f"⚠️ The file didn't get through. Try `{SLASH}team export` again; if that fails too, tell an admin.")
    )


def render_export_without_scope() -> Message:
    """Say that the file cannot be sent for lack of a permission."""
    words = "⚠️ I can't send the file: I don't have the permission `files:write`."
    return compose_message(
        section(f"{words} {how_to_grant(['files:write'])} Then ask again with `{SLASH}team export`.")
    )


def export_columns(catalog: Catalog) -> list[str]:
    """Return the columns of the file; hours are whole minutes, so that programs can count with them."""
    areas = [f"{area.id}_minutes" for area in catalog.areas]
    hours = ["week_minutes", "week_goal_minutes", "four_weeks_minutes", "four_weeks_goal_minutes", "plan_share"]
    return ["member", "name", "state", "reasons", *hours, *areas, "signed_off", "waiting", "last_entry"]


def export_rows(lines: Sequence[TeamLine], *, today: date, catalog: Catalog) -> Iterator[list[str | int | float]]:
    """Yield a row of the file for each member."""
    for line in lines:
        standing, last_entry = line.standing, line.standing.facts.last_entry
        member, state, reasons = standing.member, standing.status.kind.value, standing.status.reasons
        yield [
            *(member.id, member.name, state),
            "; ".join(status.status_reason_text(each, today, catalog, strip_markup) for each in reasons),
            *(line.week_minutes, line.week_goal, line.four_weeks_minutes, line.four_weeks_goal),
            round(line.plan_share or 0.0, 4),
            *(line.minutes_by_area.get(area.id, 0) for area in catalog.areas),
            *(standing.signed_off_count, standing.waiting_count, last_entry.isoformat() if last_entry else ""),
        ]


def _people_text(*, is_team: bool) -> str:
    return "the team" if is_team else "your mentees"
