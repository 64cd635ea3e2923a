"""Write what somebody has reached: one line, said to them or, without a name, of them."""

from __future__ import annotations

from datetime import date

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.core.milestones import Milestone, MilestoneKind, confirmed_level
from bot.slack.mrkdwn import escape
from bot.timeexpr.durations import parse
from bot.ui.hours_range import hours_range
from bot.ui.names import area_label, area_name, assignment_name


def milestone_line(milestone: Milestone, catalog: Catalog, today: date) -> str:
    """Return a milestone in a line of its own; ids that left the content stay readable."""
    subject = milestone.subject
    match milestone.kind:
        case MilestoneKind.GOAL_MET:
            return f"🎯 Goal met in the week {weeks.week_text(subject, today)}"
        case MilestoneKind.STREAK_STEP:
            return f"🔥 Goal met {subject} weeks in a row"
        case MilestoneKind.AREA_QUARTER:
            return f"🎉 A quarter of the hours in {area_name(subject, catalog)}"
        case MilestoneKind.AREA_HALF:
            return f"🎉 Half of the hours in {area_name(subject, catalog)}"
        case MilestoneKind.AREA_WHOLE:
            return f"🎉 All the hours in {area_name(subject, catalog)}"
        case MilestoneKind.FIRST_SESSION:
            return "🎉 First talk given"
        case MilestoneKind.LEVEL_CONFIRMED:
            roadmap, level = confirmed_level(milestone)
            found = catalog.find_roadmap(roadmap)
            return f"🎉 Level confirmed: {escape(level)} in {escape(found.name if found else roadmap)}"
        case MilestoneKind.ASSIGNMENT_SIGNED_OFF:
            return f"🎉 Signed off: {assignment_name(subject, catalog)}"


def area_share_line(milestone: Milestone, minutes: int, catalog: Catalog) -> str:
    """Return the line of the moment: `🎉 Half of Networking done: 25 h of 50-80 h`."""
    area = catalog.find_area(milestone.subject)
    name, done = area_label(milestone.subject, catalog), parse.spell(minutes)
    total = f"{done} of {hours_range(area.hours.low, area.hours.high)}" if area and area.hours else done
    match milestone.kind:
        case MilestoneKind.AREA_QUARTER:
            return f"🎉 A quarter of {name} done: {total}"
        case MilestoneKind.AREA_HALF:
            return f"🎉 Half of {name} done: {total}"
        case _:
            return f"🎉 You've put in the hours for {name}: {total}"
