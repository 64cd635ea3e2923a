"""What people did under ids that were renamed, merged or retired since reads as if the ids had always been today's.

Two workspaces do the same at the same moments: one by the ids that content had then, one by today's. Once the renames
are in force, both read the same, and go on the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.core import helpful_links, levels, milestones
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.knowing import cards, state_acts, state_history, states, team_states
from bot.core.knowing.memory import TopicCard
from bot.core.knowing.states import StateSource, TopicState
from bot.core.ledger import booking, queries, rollups, undo
from bot.core.ledger.rules import Booking
from bot.core.milestones import Milestone, MilestoneKind
from bot.core.people import members
from bot.core.plan import member_plan, offered_steps, stored_choices
from bot.core.plan.plan_choices import PlanChoices
from bot.db.engine import Database
from bot.db.renamed_ids import AS_BOOKED, RenamedIds
from bot.db.resolved_reads import carry_renames
from bot.db.tables import entries
from bot.features.help_requests import service as help_requests
from bot.features.quiz.rules.reports import Verdict
from bot.features.quiz.service import reports
from tests.examples import examples
from tests.fixtures.installed import install_workspace

AREAS, ROADMAPS = ("networking", "soft-skills"), ("aws", "docker")
TOPICS = ("aws.vpc", "docker.run", "aws/storage")
ASSIGNMENTS = ("networking.plan", "soft-skills.talk")
QUESTIONS = ("aws.vpc/why", "docker.run/how")
IDS = (*AREAS, *ROADMAPS, "aws.vpc", "docker.run", *ASSIGNMENTS, "aws.vpc/why")
PEOPLE = ("U1", "U2")
THEN, NOW = "T-then", "T-now"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ACTIONS = (AssignmentAction.START, AssignmentAction.HAND_IN, AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK)
PAGES = ("https://a.example/", "https://b.example/")
LEVELS = ("beginner", "advanced", "")


class EndOfExample(Exception):
    """Leaves no row behind."""


def end() -> None:
    raise EndOfExample


# Of what is written here the rule for several rows says what the last act says, so any of an id's names may be used.
ANY_NAME = st.one_of(
    st.tuples(st.just("log"), st.sampled_from(AREAS), st.sampled_from([None, *TOPICS]), st.integers(0, 9)),
    st.tuples(st.just("learn"), st.sampled_from(TOPICS), st.integers(1, 9)),
    st.tuples(st.just("tick"), st.sampled_from(ASSIGNMENTS)),
    st.tuples(st.just("reach"), st.sampled_from(AREAS)),
    st.tuples(st.just("keep"), st.sampled_from([*TOPICS, *AREAS]), st.sampled_from(PAGES)),
    st.tuples(st.just("report"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("begin"), st.sampled_from(AREAS)),
    st.tuples(st.just("undo")),
)
# What takes something away, or looks at what is there, is done by one name as long as content knows only that one.
ONE_NAME = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from([*TOPICS, *ASSIGNMENTS])),
    st.tuples(st.just("ask"), st.sampled_from([*TOPICS, *ROADMAPS])),
    st.tuples(st.just("know"), st.sampled_from(TOPICS), st.sampled_from([*TopicState, None])),
    st.tuples(st.just("untick"), st.sampled_from(ASSIGNMENTS)),
    st.tuples(st.just("level"), st.sampled_from(ROADMAPS), st.sampled_from(LEVELS)),
    st.tuples(st.just("confirm"), st.sampled_from(ROADMAPS)),
    st.tuples(st.just("work"), st.sampled_from(ASSIGNMENTS), st.sampled_from(ACTIONS)),
    st.tuples(st.just("due"), st.sampled_from(ASSIGNMENTS), st.integers(0, 3)),
    st.tuples(st.just("target"), st.sampled_from(AREAS), st.integers(0, 3)),
    st.tuples(st.just("estimate"), st.sampled_from(AREAS), st.integers(0, 3)),
    st.tuples(st.just("unreport"), st.sampled_from(QUESTIONS)),
    st.tuples(st.just("settle"), st.sampled_from(QUESTIONS), st.sampled_from([Verdict.KEPT, Verdict.STOPPED])),
    st.tuples(st.just("unreach"), st.sampled_from(AREAS)),
    st.tuples(st.just("drop"), st.sampled_from(PAGES)),
    st.tuples(st.just("undo states")),
)
SOME_OF_EACH = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(0, 2), st.one_of(ANY_NAME, ONE_NAME)), max_size=25
)
OLD_NAMES = st.dictionaries(
    st.sampled_from(IDS), st.sampled_from(["renamed", "chain", "merged", "retired"]), max_size=6
)


def renames_of(kinds: dict[str, str]) -> dict[str, str]:
    """Return old ids: of one that was renamed, once or twice, of two that became one, of one retired for another."""
    found = {}
    for each, kind in kinds.items():
        first, slash, rest = each.partition("/")
        olds = [f"{first}-{number}{slash}{rest}" if not slash else f"{first}/{rest}-{number}" for number in range(2)]
        found |= {olds[0]: each} if kind in ("renamed", "retired") else {olds[0]: each, olds[1]: each}
        if kind == "chain":
            found[olds[1]] = olds[0]
    return found


class Team:
    """Two people of a workspace, who act by the names that ids have for them."""

    def __init__(self, conn: Connection, workspace: str, kinds: dict[str, str]) -> None:
        self.conn, self.workspace, self.kinds, self.number = conn, workspace, kinds, 0
        self.has_old_ids = workspace == THEN
        self.told: list[tuple[str, Any]] = []  # what each act returned that tells of ids
        install_workspace(conn, workspace=workspace, now=NOON)
        for member in (*PEOPLE, "U9"):
            profile: dict[str, Any] = {"name": member, "timezone": None, "is_admin": False, "is_active": True}
            members.save_profile(conn, workspace=workspace, member=member, **profile, profile_at=NOON, now=NOON)

    @property
    def now(self) -> datetime:
        return NOON + timedelta(hours=self.number)

    def act(self, member: str, variant: int, act: tuple[Any, ...]) -> None:
        """Do one act, by the variant of the id's names that content had for them."""
        self.number += 1
        kind, *values = act
        can_vary = kind in {"log", "learn", "tick", "reach", "keep", "report", "begin"}
        named = [self.name(each, variant if can_vary else 0) if isinstance(each, str) else each for each in values]
        key = {"workspace": self.workspace, "member": member}
        self.told.append((kind, getattr(self, "do_" + kind.replace(" ", "_"))(key, *named)))

    def name(self, item: str, variant: int) -> str:
        """Return the name of an id in the content of then; one that is just renamed had no other."""
        if not self.has_old_ids:
            return item
        first, slash, rest = item.partition("/")
        if item in self.kinds:
            kind = self.kinds[item]
            old = f"{first}/{rest}-{{}}" if slash else f"{first}-{{}}"
            names = {
                "renamed": [old.format(0)],
                "chain": [old.format(1), old.format(0), item],
                "merged": [old.format(1), old.format(0)],
                "retired": [item, old.format(0)],
            }[kind]
            return names[variant % len(names)]
        return f"{self.name(first, variant)}/{rest}" if slash else item

    def do_log(self, key: dict[str, str], area: str, topic: str | None, back: int) -> Any:
        roadmap = topic.partition("/")[0] if topic and "/" in topic else None
        booked = Booking(30 + back, area, roadmap, topic, (self.now - timedelta(days=back)).date(), "", "command", "")
        request = f"r{self.number}"
        booked = replace(booked, request=request)
        told = booking.book_entry(self.conn, **key, booking=booked, now=self.now, is_confirmed=True)
        return getattr(told, "sums", told) if not self.has_old_ids else None

    def do_undo(self, key: dict[str, str]) -> Any:
        told = undo.undo_act(self.conn, **key, request=f"r{self.number}", now=self.now)
        return getattr(told, "sums", None) if not self.has_old_ids else None

    def do_know(self, key: dict[str, str], topic: str, state: TopicState | None) -> None:
        self._set_state(key, topic, state)

    def _set_state(self, key: dict[str, str], topic: str, state: TopicState | None) -> None:
        self.last_act = state_acts.set_states(
            self.conn,
            **key,
            states={topic: state},
            by=StateSource.SELF,
            actor=key["member"],
            now=self.now,
            day=self.now.date(),
            request=f"s{self.number}",
        )

    def do_undo_states(self, key: dict[str, str]) -> None:
        act = state_history.find_last_act(self.conn, **key)
        if act:
            state_acts.undo_states(self.conn, **key, act=act, now=self.now, request=f"s{self.number}")

    def do_learn(self, key: dict[str, str], topic: str, stability: int) -> None:
        card = TopicCard(topic, float(stability), 5.0, self.now + timedelta(days=stability), self.now, reviews=1)
        cards.save_card(self.conn, **key, card=card)

    def do_tick(self, key: dict[str, str], assignment: str) -> None:
        member_plan.tick_assignment(self.conn, **key, assignment=assignment, is_done=True, now=self.now)

    def do_untick(self, key: dict[str, str], assignment: str) -> None:
        member_plan.tick_assignment(self.conn, **key, assignment=assignment, is_done=False, now=self.now)

    def do_level(self, key: dict[str, str], roadmap: str, level: str) -> None:
        levels.set_levels(self.conn, **key, levels_by_roadmap={roadmap: level}, now=self.now)

    def do_confirm(self, key: dict[str, str], roadmap: str) -> None:
        if levels.lock_level(self.conn, **key, roadmap=roadmap, mentor="U9"):
            levels.confirm_level(self.conn, **key, roadmap=roadmap, level="advanced", mentor="U9", now=self.now)

    def do_work(self, key: dict[str, str], assignment: str, action: AssignmentAction) -> None:
        outcome = assignments.apply_action(
            self.conn, **key, assignment=assignment, action=action, actor="U9", now=self.now
        )
        assert not outcome.history or outcome.history.last_transition

    def do_due(self, key: dict[str, str], assignment: str, days: int) -> None:
        day = self.now.date() + timedelta(days=days) if days else None
        assignments.set_due_day(self.conn, **key, assignment=assignment, due_day=day, actor="U9", now=self.now)

    def do_target(self, key: dict[str, str], area: str, days: int) -> None:
        day = self.now.date() + timedelta(days=days) if days else None
        member_plan.set_target_day(self.conn, **key, area=area, day=day)

    def do_estimate(self, key: dict[str, str], area: str, hours: int) -> None:
        chosen = PlanChoices(order=(area,) if hours % 2 else (), estimates={area: 60 * hours} if hours else {})
        stored_choices.save_choices(self.conn, **key, choices=chosen, now=self.now)

    def do_reach(self, key: dict[str, str], area: str) -> Any:
        reached = [Milestone(MilestoneKind.AREA_HALF, area)]
        told = milestones.record_milestones(self.conn, **key, reached=reached, day=self.now.date())
        return told if not self.has_old_ids else None

    def do_unreach(self, key: dict[str, str], area: str) -> None:
        milestones.take_back_milestones(self.conn, **key, gone=[Milestone(MilestoneKind.AREA_HALF, area)])

    def do_keep(self, key: dict[str, str], subject: str, link: str) -> Any:
        told = helpful_links.keep_link(self.conn, **key, subject=subject, link=link, entry=1, now=self.now)
        return told[1] if not self.has_old_ids else None

    def do_drop(self, key: dict[str, str], link: str) -> None:
        kept = helpful_links.list_all_links(self.conn, workspace=self.workspace, reader=key["member"])
        for each in sorted((it for it in kept if it.is_own and it.link == link), key=lambda it: it.subject)[:1]:
            helpful_links.drop_link(self.conn, workspace=self.workspace, link_id=each.id)

    def do_report(self, key: dict[str, str], question: str) -> None:
        reports.add_report(self.conn, **key, question=question, version="1", now=self.now)

    def do_unreport(self, key: dict[str, str], question: str) -> None:
        reports.drop_report(self.conn, **key, question=question, version="1")

    def do_settle(self, key: dict[str, str], question: str, verdict: Verdict) -> None:
        about = {"workspace": self.workspace, "question": question, "version": "1"}
        settled = reports.find_reported(self.conn, **about).settled
        before = settled.verdict if settled else None
        reports.settle(self.conn, **about, verdict=verdict, before=before, by=key["member"], now=self.now)

    def do_ask(self, key: dict[str, str], subject: str) -> None:
        help_requests.save_help_request(self.conn, **key, subject=subject, words="", now=self.now)

    def do_offer(self, key: dict[str, str], subject: str) -> None:
        offered_steps.remember_offer(self.conn, **key, subject=subject, week="2026-W45")

    def do_begin(self, key: dict[str, str], area: str) -> None:
        members.update_member(self.conn, **key, first_area=area)

    def read(self) -> dict[str, Any]:
        """Return what all the readings of the team say, without the numbers of rows."""
        return dict(self._read())

    def _read(self) -> Iterator[tuple[str, Any]]:
        conn, workspace, now = self.conn, self.workspace, self.now
        for member in PEOPLE:
            key = {"workspace": workspace, "member": member}
            record = member_plan.read_learning_record(conn, **key, now=now)
            yield f"{member} plan", {name: value for name, value in asdict(record).items() if name != "choices"}
            yield f"{member} choices", stored_choices.read_own_choices(conn, **key, today=now.date())
            yield f"{member} target days", member_plan.read_target_days(conn, **key)
            yield f"{member} states", states.read_states(conn, **key)
            yield f"{member} cards", cards.read_cards(conn, **key, now=now)
            yield f"{member} levels", levels.list_member_levels(conn, **key)
            yield f"{member} milestones", milestones.member_milestones(conn, **key)
            found = assignments.read_histories(conn, **key, assignments=ASSIGNMENTS)
            yield f"{member} work", {name: _without_ids(each) for name, each in found.items()}
            for area in (None, *AREAS):
                page = queries.list_entries(conn, **key, area=area, limit=99)
                booked = sorted((e.day, e.minutes, e.area, str(e.topic), e.roadmap or "") for e in page.entries)
                yield f"{member} entries {area}", (booked, page.count, page.minutes)
        yield "minutes", rollups.read_minutes_by_subject_and_member(conn, workspace=workspace, period="all")
        for subject in ("", *AREAS):
            periods = ["2026-11", "2026-10"]
            board = rollups.read_minutes_by_member(conn, workspace=workspace, periods=periods, subject=subject)
            yield f"board {subject}", board
        yield "coverage", team_states.read_team_states(conn, workspace=workspace, member_ids=PEOPLE)
        yield (
            "some coverage",
            team_states.read_team_states(conn, workspace=workspace, member_ids=PEOPLE, subjects=TOPICS),
        )
        later = now + timedelta(days=60)
        yield (
            "kept",
            team_states.read_old_retention(conn, workspace=workspace, member_ids=PEOPLE, topics=TOPICS, now=later),
        )
        yield "open reports", reports.list_open(conn, workspace=workspace)
        yield "stopped", sorted(each.question for each in reports.list_stopped(conn, workspace=workspace))
        requests = help_requests.list_open_help_requests(conn, workspace=workspace)
        yield "requests", sorted((each.member, each.subject) for each in requests)
        for subject in ("aws.vpc", "aws/storage", "networking"):
            links = helpful_links.list_subject_links(conn, workspace=workspace, reader="U1", subject=subject)
            yield f"links {subject}", {(each.link, each.people, each.is_own) for each in links}
        yield "drifted", rollups.count_drifted_members(conn)

    def export(self) -> list[Any]:
        """Return the entries as they were logged."""
        return [
            (e.id, e.area, e.roadmap, e.topic) for e in queries.iterate_entries(self.conn, workspace=self.workspace)
        ]


def _without_ids(history: Any) -> Any:
    steps = [(each.at, each.action, each.actor, each.note) for each in history.steps]
    return (history.progress.stage, history.progress.due_day, history.progress.changed_at, steps)


ONE_OF_EACH: Final = [
    ("log", "networking", "aws/storage", 1),
    ("log", "networking", "aws.vpc", 2),
    ("know", "aws.vpc", TopicState.KNOWN),
    ("learn", "aws.vpc", 3),
    ("tick", "networking.plan"),
    ("reach", "networking"),
    ("keep", "aws.vpc", PAGES[0]),
    ("report", "aws.vpc/why"),
    ("settle", "aws.vpc/why", Verdict.KEPT),
    ("ask", "aws.vpc"),
    ("offer", "aws.vpc"),
    ("begin", "networking"),
    ("level", "aws", "beginner"),
    ("confirm", "aws"),
    ("level", "aws", "expert"),
    ("work", "soft-skills.talk", AssignmentAction.START),
    ("due", "soft-skills.talk", 2),
    ("target", "networking", 2),
    ("estimate", "networking", 3),
]
ONCE_MORE: Final = [
    ("log", "networking", "aws.vpc", 3),
    ("undo",),
    ("undo",),
    ("reach", "networking"),
    ("keep", "aws.vpc", PAGES[0]),
    ("report", "aws.vpc/why"),
    ("settle", "aws.vpc/why", Verdict.STOPPED),
    ("ask", "aws.vpc"),
    ("level", "aws", ""),
    ("due", "soft-skills.talk", 3),
    ("work", "soft-skills.talk", AssignmentAction.HAND_IN),
    ("target", "networking", 3),
    ("learn", "aws.vpc", 1),
]
TAKEN_BACK: Final = [
    ("untick", "networking.plan"),
    ("undo states",),
    ("unreach", "networking"),
    ("drop", PAGES[0]),
    ("unreport", "aws.vpc/why"),
    ("due", "soft-skills.talk", 1),
    ("target", "networking", 0),
    ("estimate", "networking", 0),
    ("undo",),
]


def assert_taken_back_as_logged(conn: Connection) -> None:
    """A row that takes hours back has the ids of the row that it takes back."""
    back = entries.alias()
    both = select(entries.c.area, entries.c.topic, back.c.area, back.c.topic).join(
        back, back.c.reverses == entries.c.id
    )
    assert all(tuple(row[:2]) == tuple(row[2:]) for row in conn.execute(both.execution_options(**AS_BOOKED)))


def by_one(acts: Sequence[Any], variant: int) -> list[Any]:
    """Return acts as done by one person."""
    return [("U1", variant, act) for act in acts]


@example(before=by_one(ONE_OF_EACH, 0), after=by_one(ONCE_MORE, 0), kinds=dict.fromkeys(IDS, "renamed"))
@example(before=by_one(ONE_OF_EACH, 0), after=by_one(TAKEN_BACK, 0), kinds=dict.fromkeys(IDS, "chain"))
@example(
    before=[*by_one(ONE_OF_EACH, 0), *by_one(ONE_OF_EACH, 1)],
    after=by_one((*ONCE_MORE, *TAKEN_BACK), 0),
    kinds=dict.fromkeys(IDS, "merged"),
)
@given(before=SOME_OF_EACH, after=SOME_OF_EACH, kinds=OLD_NAMES)
@settings(max_examples=examples(4))
def _check(database: Database, before: Any, after: Any, kinds: dict[str, str]) -> None:
    try:
        with database.begin() as conn:
            then, now = Team(conn, THEN, kinds), Team(conn, NOW, kinds)
            for act in before:
                then.act(*act)
                now.act(*act)
            exported = then.export()
            carry_renames(conn, RenamedIds(renames_of(kinds)))
            assert then.read() == now.read()
            assert then.export() == exported
            then.has_old_ids = False
            then.told, now.told = [], []
            for act in after:
                then.act(*act)
                now.act(*act)
            assert then.told == now.told
            assert then.read() == now.read()
            assert_taken_back_as_logged(conn)
            end()
    except EndOfExample:
        pass


def test_it_reads_as_if_ids_had_always_been_todays(database: Database) -> None:
    _check(database)
