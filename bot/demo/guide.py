"""The guide of the demo: five things to try for each of the cast, and jumps in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.demo import cast
from bot.demo.cast import HANNA, TOMAS, Role
from bot.deps import Deps
from bot.features.quiz import jobs as quiz_jobs
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, SlackUser
from bot.sandbox.web_page.guide import ClockJump, SuggestedStep

HOME: Final = "home"
LATER: Final = timedelta(weeks=6)
_MORNING: Final = time(10)
_DIRECT: Final = fixtures.BOT.name
_CHANNEL: Final = fixtures.LEARNING.name
Step = tuple[str, str, str, str]  # its title, what one sees, its button, and the line that is said to Roadmate

_PLAN: Final[Step] = ("See your plan", "Ten areas, how far you are in each, and what's next.", "Open the plan", "/plan")
_QUESTION: Final[Step] = (
    "Answer a question",
    "Two minutes on what you're about to forget. Only you see your answers.",
    "Ask me",
    "/roadmap quiz",
)
_NEXT: Final[Step] = (
    "Ask in plain words",
    "No command needed: it answers with one step, why it's next, and where to learn it.",
    "What's next?",
    "what should I learn next?",
)
_TEAM: Final[Step] = (
    "See who needs what",
    "Everyone's week, who is stuck, who is away, and why.",
    "Open the team",
    "/team",
)
_WAITING: Final[Step] = (
    "Answer what waits for you",
    "Hand-ins, levels and requests, oldest first. Open one and decide.",
    "What waits?",
    "/roadmate waiting",
)
_STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    MEI.id: (
        _PLAN,
        (
            "Log an hour",
            "One line. Your plan, your goal and your next step follow.",
            "Log 1 h",
            "/log 1h bgp: how our carrier picks the way back",
        ),
        _QUESTION,
        _NEXT,
    ),
    CHIDI.id: (
        _PLAN,
        (
            "See your time off",
            "Chidi is away: no nudges, and his streak of many weeks is safe.",
            "My time off",
            "/roadmate away",
        ),
        _QUESTION,
        (
            "See what you reached",
            "Goals, streaks and finished areas, only for you.",
            "My milestones",
            "/roadmate milestones",
        ),
    ),
    HANNA.id: (
        _PLAN,
        (
            "Log an hour",
            "One line. Your plan, your goal and your next step follow.",
            "Log 1 h",
            "/log 1h ci/cd pipeline: one cache for all branches",
        ),
        (
            "Find who can help",
            "Hanna is stuck. These people said they can be asked.",
            "Who knows it?",
            "/roadmate who terraform",
        ),
        _NEXT,
    ),
    TOMAS.id: (
        ("Be welcomed", "Three questions, and your first month is planned.", "Start", "/roadmate welcome"),
        (
            "Log an hour",
            "One line. Your plan, your goal and your next step follow.",
            "Log 1 h",
            "/log 1h ssh: agent forwarding, and why not",
        ),
        (
            "Find your level",
            "Eight questions, harder with each right answer.",
            "Find my level",
            "/roadmate placement docker",
        ),
        _NEXT,
    ),
    PRIYA.id: (
        _WAITING,
        (
            "Prepare a one-to-one",
            "What changed since the last one, and two questions worth asking.",
            "Mei's card",
            "/team @mei",
        ),
        _TEAM,
        ("See what you hold", "What the team knows, what fades, what only you know.", "Coverage", "/team coverage"),
    ),
    BEN.id: (
        _TEAM,
        (
            "Help somebody stuck",
            "Hanna is stuck. Her card says with what, and what to ask.",
            "Hanna's card",
            "/team @hanna",
        ),
        _WAITING,
        (
            "Ask who can help",
            "People who volunteered to help, and have time.",
            "Who knows it?",
            "/roadmate who terraform",
        ),
    ),
    ANA.id: (
        (
            "Look into the next digest",
            "What the team will read on Monday, before anyone does.",
            "Preview",
            "/roadmate digest preview",
        ),
        _TEAM,
        (
            "See what the team holds",
            "By topic: known, fading, held by one person alone, or by nobody.",
            "Coverage",
            "/team coverage",
        ),
        (
            "Change the settings",
            "Times, channel, board, holidays. Each change is in the audit log.",
            "Settings",
            "/roadmate settings",
        ),
        ("Read the audit log", "Who changed or looked at what.", "Audit log", "/roadmate audit"),
    ),
}


class DemoGuide:
    """What to try in the demo. `restart` puts everything back to the start."""

    def __init__(self, deps: Deps, restart: Callable[[], object]) -> None:
        self._deps = deps
        self._restart = restart

    def start(self) -> tuple[str, str]:
        """Return the Home of somebody with a streak, a forecast and a target."""
        return cast.OPENS_ON.name, HOME

    def steps(self, person: SlackUser) -> Sequence[SuggestedStep]:
        """Return what this person could try, at most five things."""
        steps = [_said(person, each) for each in _STEPS.get(person.id, (_PLAN, _QUESTION, _NEXT))]
        if cast.role_of(person) is not Role.ADMIN:
            steps.append(self._wait_for_the_digest(person))
        return steps

    def jumps(self, person: SlackUser, now: datetime) -> Sequence[ClockJump]:
        """Return the jumps in time, nearest first: what the workspace sends, then far ahead."""
        workspace, own = self._read_workspace(), cast.zone_of(person)
        nudge_at = schedule.next_occurrence(workspace.nudge_slot, own, now)[1]
        questions = [schedule.next_occurrence(slot, own, now)[1] for slot in self._question_slots(workspace, own)]
        later = datetime.combine((now + LATER).astimezone(own).date(), _MORNING, tzinfo=own)
        jumps = [
            ClockJump("To the next digest", _next_digest(workspace, now)),
            *(ClockJump(f"{each.astimezone(own):%A %H:%M}, questions", each) for each in sorted(questions)[:1]),
            ClockJump(f"{nudge_at.astimezone(own):%A %H:%M}", nudge_at),
            ClockJump("Six weeks later", later.astimezone(UTC)),
        ]
        return sorted(jumps, key=lambda jump: jump.moment)

    @property
    def can_restart(self) -> bool:
        """Return that there is a start to go back to."""
        return True

    def restart(self) -> None:
        """Put everything back to the start."""
        self._restart()

    def _wait_for_the_digest(self, person: SlackUser) -> SuggestedStep:
        moment = _next_digest(self._read_workspace(), self._deps.clock.now())
        words = "Turn the clock and watch the team go on. The digest comes to #learning."
        return SuggestedStep(
            "Turn to the next digest", words, "Turn the clock", person.name, _CHANNEL, jump=moment.isoformat()
        )

    def _question_slots(self, workspace: Workspace, zone: ZoneInfo) -> list[WeeklySlot]:
        """Return when questions come in this zone; a nudge comes with them where one is due."""
        with self._deps.database.read() as conn:
            return [slot for _, slot, of in quiz_jobs.list_slots(self._deps, conn, [workspace]) if of == zone]

    def _read_workspace(self) -> Workspace:
        with self._deps.database.read() as conn:
            return workspaces.read_workspace(conn, workspace=fixtures.TEAM_ID, settings=self._deps.settings)


def _next_digest(workspace: Workspace, now: datetime) -> datetime:
    return schedule.next_occurrence(workspace.digest_slot, workspace.zone, now)[1]


def _said(person: SlackUser, step: Step) -> SuggestedStep:
    title, text, button, line = step
    return SuggestedStep(title, text, button, person.name, _DIRECT, line=line)
