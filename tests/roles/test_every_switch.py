"""Everybody at every door, through the real router, with all switches off, all on, and each alone the other way.

What is answered, kept and sent alike with all off and all on is not asked again for each switch by itself, but for what
shows people to each other. Nor is the rest by somebody who may do the same as another who asks it: what comes of a
switch hangs on what one may do. In each run everybody draws a fifth of the doors and a few of the switches that are
turned alone; in a thorough one, it is all of them for everybody.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from bot.catalog.source import CatalogSource
from bot.dispatch import error_views
from bot.slack.slash import put_prefix_in_text
from tests.dispatch.button_table import CLICKS, Promise
from tests.examples import IS_THOROUGH, draw
from tests.roles.stage import OTHER_WORKSPACE, OWN_WORKSPACE
from tests.roles.test_every_entry_point import (
    BEN_ID,
    CASES,
    MENTEE,
    NOTHING_OF_YOURS,
    PRIVATE_NOTE,
)
from tests.roles.visitors import VISITORS, Visitor
from tests.roles.walk import SWITCHES, Answer, Door, Walk

ALL: Final = frozenset(SWITCHES)
EXTREMES: Final = (frozenset[str](), ALL)
FLIPS: Final = (
    *(frozenset({name}) for name in SWITCHES),
    *(ALL - {name} for name in ("board", "hidden", "askable", "digest parts")),  # where off shows more, or to others
)
SHARE: Final = 5  # each visitor comes to one in so many doors, and to all that show people
DRAWN: Final = len(FLIPS) if IS_THOROUGH else 2  # of the flips, by each
EVENTS: Final = (
    *(
        Door(f"mention {text}", "event mention", text)
        for text in (
            "leaderboard",
            "leaderboard all",
            f"plan {MENTEE}",
            f"team {MENTEE}",
            "2h networking",
            "hello",
            "aws",
        )
    ),
    *(Door(f"direct {text}", "event direct", text) for text in ("leaderboard", f"team {MENTEE}", "list", "1h vpc")),
    Door("a line in a channel", "event channel", "+58m docker"),
    Door("talk in a channel", "event channel", "who is up for lunch?"),
    Door("an edited line", "event edited", "+1h docker"),
    Door("a deleted line", "event deleted"),
    Door("home", "event home"),
    Door("a changed profile", "event user_change"),
)
CASES_BY_DOOR: Final = {f"{number} {case.name}": case for number, case in enumerate(CASES)}
DOORS: Final = (
    *(Door(name, case.entry_point, case.text, case.fields) for name, case in CASES_BY_DOOR.items()),
    *EVENTS,
)
SILENT_FOR_OUTSIDERS: Final = ("field ", "event edited", "event deleted", "event home", "event user_change")
TOO_OLD: Final = "has expired"
TALK: Final = "talk in a channel"
GUARDED: Final = {f"click {action}" for action, (promise, _) in CLICKS.items() if promise is Promise.STATE}
SHOWS_BOARD: Final = re.compile(r"(?:/leaderboard|click board\.|event (?:mention|direct) leaderboard)")
SHOWS_PEOPLE: Final = re.compile(
    r"/leaderboard (?:me)?$|click board\.(?:open|offer|share)|event \w+ leaderboard|/roadmate digest preview|event home"
)
NAMES: Final = {(each.place, each.id): each for each in VISITORS if not each.is_outsider}
GUIDES: Final = frozenset({"priya", "ana", "rui", "opa"})  # see the whole team
BENS_VIEWERS: Final = GUIDES | {"ben", "chidi"}
MEIS_VIEWERS: Final = GUIDES | {"mei", "olu"}
COLLEAGUES: Final = frozenset({"ben", "chidi", "olu", "eva", "priya", "ana", "rui", "mei", "opa", "elsa"})
BENS_WORDS: Final = re.compile(
    r"state bucket|bens-rules|rules are tested|lock stays forever|reads quickly|a small site"
)
BENS_HOURS: Final = re.compile(r"2 h 35 min|3 h 20 min|\b155\b|2\.58|3\.33|129%|167%")
MEIS_HOURS: Final = re.compile(r"1 h 17 min|\b77\b|1\.28|\b64%")
OUTSIDER_LINES: Final = frozenset(
    put_prefix_in_text(render().text, "") for render in (error_views.render_outsider, error_views.render_not_installed)
)
MIN_SWITCHED: Final = 10  # doors
LOGS: Final = ("audit_log(", "handled_events(")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, source: CatalogSource) -> Iterator[Walk]:
    made = Walk(tmp_path_factory.mktemp("walk"), source)
    made.learn_buttons(door for door in DOORS if door.entry_point in GUARDED)
    yield made
    made.close()


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Keep the thousands of lines that refusals leave in the log out of the memory of the tests."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.thorough
@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("visitor", VISITORS, ids=lambda each: each.name)
def test_nobody_gets_more_than_is_theirs(walk: Walk, visitor: Visitor) -> None:
    doors = _draw_doors()
    off, on = (_walk_by(walk, visitor, doors, switches) for switches in EXTREMES)
    switched = [door for door in doors if off[door.name] != on[door.name] or SHOWS_PEOPLE.match(_words(door))]
    asked = [door for door in switched if SHOWS_PEOPLE.match(_words(door))] if visitor.is_second else switched
    for switches in random.sample(FLIPS, DRAWN):
        _walk_by(walk, visitor, asked, switches)
    assert len(off) == len(on) == len(doors) >= len(DOORS) // SHARE
    assert len(switched) >= len(asked) >= MIN_SWITCHED


def test_nobody_and_nothing_is_left_out() -> None:
    assert len(VISITORS) == len({each.name for each in VISITORS}) == 22
    assert len(DOORS) == len({each.name for each in DOORS}) >= 330
    assert len({*EXTREMES, *FLIPS}) == 16
    assert DRAWN * len(VISITORS) >= 3 * len(FLIPS)
    assert {case.entry_point for case in CASES} <= {door.entry_point for door in DOORS}


def test_buttons_are_pressed_in_the_state_that_they_have(walk: Walk) -> None:
    found = {door.partition(" ")[2] for door in walk.stateful_doors}
    assert len(found) > 5, found


def _draw_doors() -> list[Door]:
    drawn = {door.name for door in draw(DOORS, SHARE)}
    return [door for door in DOORS if door.name in drawn or SHOWS_PEOPLE.match(_words(door))]


def _walk_by(walk: Walk, visitor: Visitor, doors: Sequence[Door], on: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Come to these doors with these switches on, and find nothing wrong; return what came of it at each."""
    walk.set_switches(on)
    essences, wrong = {}, []
    for door in doors:
        answer = walk.visit(visitor, door)
        essences[door.name] = answer.essence
        wrong += [f"{door.name}: {what}" for what in _find_wrong(visitor, door, answer, on)]
    assert not wrong, "\n".join((f"{len(wrong)} with {sorted(on)} on:", *wrong[:40]))
    return essences


def _words(door: Door) -> str:
    return f"{door.entry_point} {door.text}"


def _find_wrong(visitor: Visitor, door: Door, answer: Answer, on: frozenset[str]) -> Iterator[str]:
    """Yield what is not as it has to be."""
    if answer.status != 200 or "it is our mistake" in answer.text:
        yield f"it broke: {answer.status} {answer.text[:300]}"
    if visitor.is_outsider and not _is_at_home_there(visitor, door):
        yield from _find_served(door, answer)
    elif visitor.home != OWN_WORKSPACE:
        yield from _find_of_others(answer)
    else:
        yield from _find_overstepped(visitor, door, answer)
    yield from _find_leaks(visitor, door, answer, on)


def _is_at_home_there(visitor: Visitor, door: Door) -> bool:
    """Somebody of the other workspace who types a command, or takes a shortcut, does so in their own."""
    return visitor.home == OTHER_WORKSPACE and door.entry_point.startswith(("/", "shortcut "))


def _find_served(door: Door, answer: Answer) -> Iterator[str]:
    """Somebody of elsewhere is told that in one line, or nothing; nothing is kept, and nothing in Slack is replaced."""
    if answer.change.gone or answer.change.added:
        yield f"kept {sorted(answer.change.added)} {sorted(answer.change.gone)}"
    if answer.shown.replaces:
        yield "replaced what others read"
    told = [answer.body, *answer.shown.words] if answer.body else answer.shown.words
    if door.entry_point.startswith(SILENT_FOR_OUTSIDERS) or door.name == TALK:
        if told:
            yield f"told {told}"
    elif len(told) != 1 or sum(told[0].count(line) for line in OUTSIDER_LINES) not in (1, 2):  # in blocks, and as text
        yield f"told {told}"


def _find_of_others(answer: Answer) -> Iterator[str]:
    """What somebody does in another workspace changes nothing here."""
    if here := [row for row in answer.change.gone | answer.change.added if OTHER_WORKSPACE not in row]:
        yield f"changed {sorted(here)}"
    if OWN_WORKSPACE in answer.shown.workspaces:
        yield "answered with this workspace's token"


def _find_overstepped(visitor: Visitor, door: Door, answer: Answer) -> Iterator[str]:
    """What is refused changes nothing but the logs; what is another workspace's stays so."""
    changed = answer.change.gone | answer.change.added
    if there := [row for row in changed if OTHER_WORKSPACE in row]:
        yield f"changed {sorted(there)}"
    case = CASES_BY_DOOR.get(door.name)
    if case and case.expected != "BadTicket" and visitor.like in case.allowed and TOO_OLD in answer.text:
        yield "found a button that works for nobody"
    if case and visitor.like not in case.allowed:
        has_own = case.acts_on_own or case.refused == NOTHING_OF_YOURS
        kept = [row for row in changed if not row.startswith(LOGS) and (BEN_ID in row or not has_own)]
        if kept:
            yield f"was refused, and changed {sorted(kept)}"


def _find_leaks(visitor: Visitor, door: Door, answer: Answer, on: frozenset[str]) -> Iterator[str]:
    """Neither what was shown nor any letter holds what its reader may not see."""
    yield from _find_leak(visitor, answer.text, door, on)
    for workspace, to, words in answer.change.letters:
        yield from _find_leak(NAMES.get((workspace, to)), words, door, on)


def _find_leak(reader: Visitor | None, words: str, door: Door, on: frozenset[str]) -> Iterator[str]:
    case = CASES_BY_DOOR.get(door.name)
    name = reader.name if reader and reader.home == OWN_WORKSPACE else ""
    extra: frozenset[str] = case.new_viewers if case else frozenset()
    sees_board = name in COLLEAGUES and bool(SHOWS_BOARD.match(_words(door))) and "board" in on
    for is_allowed, secret in (
        (name in BENS_VIEWERS | extra, BENS_WORDS),
        (name in BENS_VIEWERS | extra or (sees_board and "hidden" not in on), BENS_HOURS),
        (name in MEIS_VIEWERS or sees_board, MEIS_HOURS),
        (name in (case.note_readers if case else {"chidi"}), re.compile(PRIVATE_NOTE)),
    ):
        if not is_allowed and (found := secret.search(words)):
            yield f"{name or 'somebody'} was shown {found[0]}: {words[max(0, found.start() - 200) : found.end() + 100]}"
