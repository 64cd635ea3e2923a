"""The slash commands as data: registration, help, manifest and the README's table all come from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """One way to use a command: what to type after its name, and what that does."""

    usage: str
    does: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `hint` is what Slack shows while it is typed."""

    name: str
    summary: str
    hint: str
    forms: tuple[Form, ...]
    example: str


COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "roadmap",
        "Look up what to learn: seven roadmaps, their topics and how they fit together",
        "[roadmap] [category, level or words] | search WORDS | next",
        (
            Form("", "the seven roadmaps"),
            Form("aws", "one roadmap: categories, facets, levels"),
            Form("aws scaling", "its topics: by category, facet, level or any words"),
            Form("aws kubernetes", "how two roadmaps fit together"),
            Form("search canary", "the best matches over everything"),
            Form("next", "what to learn next, and why"),
            Form("aws scaling share", "show it to the whole channel (asks first)"),
        ),
        "aws scaling",
    ),
    Command(
        "log",
        "Book hours you learned",
        "2h networking [yesterday] [: note]",
        (
            Form("2h networking", "book hours on a focus area, roadmap or topic"),
            Form("45m vpc yesterday: flow logs", "with a day and a note"),
            Form("list", "your entries, newest first"),
            Form("undo", "take the last booking back"),
        ),
        "2h networking",
    ),
    Command(
        "plan",
        "The ten focus areas: estimate, your hours, assignments",
        "[area] [@member]",
        (
            Form("", "all ten, with what they add up to"),
            Form("networking", "one area: its text and assignments, to tick"),
            Form("@member", "a member's plan, for admins and mentors; `networking @member` for one area"),
        ),
        "networking",
    ),
    Command(
        "leaderboard",
        "Who learned how much",
        "[week, month, all] [area] | hide | show",
        (
            Form("", "this week"),
            Form("month networking", "another period, or one area"),
            Form("hide", "leave the board; nobody sees your hours there"),
            Form("show", "come back"),
        ),
        "month",
    ),
    Command(
        "team",
        "For admins and mentors: who is where",
        "[@member] | mentor @member | help",
        (
            Form("", "each member: hours, plan share, last entry"),
            Form("@member", "one member's plan"),
            Form("mentor @member", "let a member see the team (admins); again to end it"),
        ),
        "",
    ),
    Command(
        "roadmate",
        "Help and settings",
        "help | goal 3h | nudge off | settings",
        (
            Form("help", "this page"),
            Form("goal 3h", "your own weekly goal (`goal off`: the workspace's)"),
            Form("nudge off", "no weekly reminder (`on` brings it back)"),
            Form("settings", "the workspace's settings, and where each comes from"),
            Form("settings board on", "for admins; also `channel`, `digest`, `nudge`, `timezone`, `goal`"),
        ),
        "goal 3h",
    ),
)


def command(name: str) -> Command:
    """One command by its name. Raises KeyError."""
    return {each.name: each for each in COMMANDS}[name]
