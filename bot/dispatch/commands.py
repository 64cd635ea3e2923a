"""The slash commands as data: registration, help, manifest and the README's table all come from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CommandUsage:
    """One way to use a command: what is typed after its name, and what that does; `about` heads a group of them."""

    usage: str
    effect: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `hint` is what Slack shows while it is typed."""

    name: str
    summary: str
    hint: str
    usages: tuple[CommandUsage, ...]
    example: str
    notes: tuple[str, ...] = ()
    """What the command's own page explains beyond its forms."""


_YOUR_WEEK: Final = "Your own week"
_LEARNING_TOGETHER: Final = "Learning together"
_MENTORS: Final = "Mentors"
_YOUR_DATA: Final = "Your data"
_THE_WORKSPACE: Final = "The workspace"

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "roadmap",
        "Look up what to learn: seven roadmaps, their topics and how they fit together",
        "[roadmap] [category, level or words] | search WORDS | next",
        (
            CommandUsage("", "the seven roadmaps"),
            CommandUsage("aws", "one roadmap: categories, facets, levels"),
            CommandUsage("aws scaling", "its topics: by category, facet, level or any words"),
            CommandUsage("aws kubernetes", "how two roadmaps fit together"),
            CommandUsage("search canary", "the best matches over everything"),
            CommandUsage("next", "what to learn next, and why"),
            CommandUsage("aws scaling share", "show it to the whole channel (asks first)"),
        ),
        "aws scaling",
    ),
    Command(
        "log",
        "Book hours you learned",
        "2h networking [yesterday] [: note] | list | undo | redo | why",
        (
            CommandUsage("", "a form"),
            CommandUsage("2h networking", "book hours on a focus area, roadmap or topic"),
            CommandUsage("45m vpc yesterday: flow logs", "with a day and a note"),
            CommandUsage("1h networking, 30m aws", "several at once: all or none"),
            CommandUsage("1h mentoring @ben: VPC design", "hours for others; they are asked whether to book them too"),
            CommandUsage("1h talk: GitOps intro", "knowledge sharing, for Soft Skills and Leadership"),
            CommandUsage("list", "your entries, to edit and delete; `list week`, `list month networking`"),
            CommandUsage("undo", "take the last change back, `redo` brings it back"),
            CommandUsage("why", "how a total came about, line by line; `why networking`, `why week`"),
        ),
        "2h networking",
        (
            "*In a message*: `log 2h networking` or `+2h networking`, in a channel I am in or to me alone, books too.",
            "Editing that message corrects the entry, deleting it takes it back. All other talk is left alone.",
            "*A day* begins at 04:00 of your own time zone; `/roadmate day 05:00` moves that.",
        ),
    ),
    Command(
        "plan",
        "The ten focus areas: estimate, your hours, assignments",
        "[area] [by DAY] [@member]",
        (
            CommandUsage("", "all ten, with what they add up to"),
            CommandUsage("networking", "one area: text, forecast, assignments to start, hand in, tick"),
            CommandUsage("networking by 1 jun", "the day you want to be done; `networking by off` removes it"),
            CommandUsage("@member", "a member's plan, for admins and mentors; `networking @member` for one area"),
        ),
        "networking",
        (
            "*The forecast* draws many futures from your own hours in the area in each of the last eight full weeks.",
            "Weeks you were mostly away are left out, and fewer than three weeks say nothing.",
            "In eight of ten futures you reach the low end of the estimate between the two days that it names.",
            "Fewer than five weeks, or equal ones, leave a tenth of the way, at least a week, to either side.",
            "Hours count as spread over Monday to Friday; days away ahead of you move the dates.",
            "*Handing in* tells your mentors, else lead mentors, else admins; one of them signs off or sends back.",
            "A tick is your own word, a sign-off theirs; both count. `More` has the history and a due day.",
            "*What finishers took*, the middle of their hours, shows once five people ticked every assignment.",
            "Nobody is named there, and who hides is not counted.",
        ),
    ),
    Command(
        "leaderboard",
        "Who learned how much",
        "[week, month, season, all] [by goal] [area] | me | share | hide | show",
        (
            CommandUsage("", "this week"),
            CommandUsage("month networking", "another period (`month`, `season`, `all`), or one area"),
            CommandUsage("by goal", "ranked by share of one's own goal; `by hours` ranks by hours"),
            CommandUsage("me", "those around you, and what it takes to the next rank"),
            CommandUsage("share", "show the top to the whole channel (asks first)"),
            CommandUsage("hide", "leave the board; nobody sees your hours there"),
            CommandUsage("show", "come back"),
        ),
        "month",
        (
            "*A season* is a quarter of the calendar. Periods run by the workspace's time zone.",
            "*By goal* compares your hours in a period with the goals of its weeks, lowered for the days you are away.",
            "Somebody new has no goal before the week they came in. All time has none, and is ranked by hours.",
            "*Who hides* is counted nowhere on it, and who is away the whole time is told so alone.",
        ),
    ),
    Command(
        "team",
        "For admins and mentors: who is where",
        "[area] [state] | @member | coverage | export | help",
        (
            CommandUsage("", "each member: week, four weeks, plan share, last entry, open sign-offs, state in words"),
            CommandUsage("networking stuck", "an area, a state or both: hours there, stuck there or handed in there"),
            CommandUsage(
                "@member", "the one-to-one card: what changed, what to ask, and buttons to praise, nudge, ask or advise"
            ),
            CommandUsage(
                "mentor @member",
                "make a member a mentor, who sees their own mentees (admins); again to end it (asks first)",
            ),
            CommandUsage("mentor @mentor for @mentee", "ask both to be paired (admins); again to end it (asks first)"),
            CommandUsage("lead @member", "let a mentor see the whole team (admins); again to end it (asks first)"),
            CommandUsage("coverage", "areas and roadmaps: signed off for nobody, one or several people"),
            CommandUsage("export", "the table as CSV, sent to you alone"),
        ),
        "",
        (
            "*Admins and lead mentors* see the team, mentors their mentees, nobody else anything.",
            "*States*: `stuck`, `away`, `new`, `on track`, `quiet`, `behind`, `nothing assigned`; also `handed in`.",
            "`stuck`: they said so. `new`: here for less than two weeks.",
            "`behind`: in four weeks under half of the goal for the days they were there.",
            "`quiet`: behind, and no entry in two weeks of days they were there.",
            "Nobody is behind or quiet to whom nothing was assigned: no own goal, target day, mentor, next step from",
            "one, or assignment begun. A goal that an admin sets counts from the first hour on, the default never.",
            "Days are each member's own. Guests are left out.",
        ),
    ),
    Command(
        "roadmate",
        "Help and settings",
        "help | goal 3h | away until friday | nudge off | settings | digest",
        (
            CommandUsage("help", "all commands; `help team` explains one of them"),
            CommandUsage(
                "goal 3h", "your own goal (`off`: the workspace's); alone: this week and your streaks", _YOUR_WEEK
            ),
            CommandUsage(
                "away 3-14 aug", "no nudges, streak kept, goal lowered; also `until friday`, `off`", _YOUR_WEEK
            ),
            CommandUsage("day 05:00", "hours before then belong to the day before (`day default`: 04:00)", _YOUR_WEEK),
            CommandUsage(
                "nudge off", "no weekly reminder (`on` brings it back); `nudge until 14 dec` pauses it", _YOUR_WEEK
            ),
            CommandUsage(
                "summary on", "your own week every Monday at 09:00 (`off` ends it); alone: shows it now", _YOUR_WEEK
            ),
            CommandUsage(
                "level terraform intermediate",
                "your level, for a mentor to confirm; alone: all of them",
                _LEARNING_TOGETHER,
            ),
            CommandUsage(
                "stuck terraform state", "tell your mentor, find who knows; `off` ends it", _LEARNING_TOGETHER
            ),
            CommandUsage("who terraform", "who may be asked, most experienced first", _LEARNING_TOGETHER),
            CommandUsage(
                "named on", "be named as one to ask: in `who`, the digest, as a mentor (`off`: not)", _LEARNING_TOGETHER
            ),
            CommandUsage(
                'session "GitOps intro" thu 15:00',
                "hold a session (shown to you first); alone: a form",
                _LEARNING_TOGETHER,
            ),
            CommandUsage("sessions", "those to come: join, leave; yours to move or cancel", _LEARNING_TOGETHER),
            CommandUsage(
                "mentor", "your mentors, and who fits; `mentor networking`, `mentor @member` asks them", _MENTORS
            ),
            CommandUsage(
                "seen-by-mentor", "exactly what your mentor sees of you, who can see it and who looked", _MENTORS
            ),
            CommandUsage("mentees", "for mentors: whom you mentor", _MENTORS),
            CommandUsage("signoffs", "for mentors: what waits for your sign-off", _MENTORS),
            CommandUsage(
                "mentoring on", "for mentors: who needs a word, each Monday at 09:30 (`off` ends it)", _MENTORS
            ),
            CommandUsage("privacy", "who sees what of you, and your say in it", _YOUR_DATA),
            CommandUsage("export", "all that is stored about you, as CSV and JSON", _YOUR_DATA),
            CommandUsage("forget me", "delete what is kept about you (asks first)", _YOUR_DATA),
            CommandUsage(
                "settings", "the workspace's settings, and where each comes from; for admins a form", _THE_WORKSPACE
            ),
            CommandUsage(
                "settings board on",
                "for admins; also `channel`, `digest`, `nudge`, `timezone`, `goal`, …",
                _THE_WORKSPACE,
            ),
            CommandUsage(
                "digest", "when the next one comes; for admins `digest preview` and `digest resend`", _THE_WORKSPACE
            ),
            CommandUsage("audit", "for admins: who changed or saw what; `audit looks`, `audit @ben`", _THE_WORKSPACE),
        ),
        "goal 3h",
    ),
)


def get_command(name: str) -> Command:
    """One command by its name. Raises KeyError."""
    return {each.name: each for each in COMMANDS}[name]


def command_for_word(word: str) -> str | None:
    """The command, or its form, that a word stands for: `next` is `roadmap next`; None where it stands for none."""
    if word in {each.name for each in COMMANDS}:
        return word
    begins = ((each.name, form.usage.partition(" ")[0]) for each in COMMANDS for form in each.usages)
    return next((f"{name} {first}" for name, first in begins if first == word and word.isalpha()), None)
