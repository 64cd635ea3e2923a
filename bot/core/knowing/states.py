"""What a member says, or has shown, of topics and subtopics: learning, known, not for them.

Rows are only ever added (`state_acts`); what holds of a subject is its newest row.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, select

from bot.db.statements import PreparedStatement
from bot.db.tables import topic_state_acts
from bot.frozen import frozen

_SPACE: Final[ColumnElement[str]] = literal_column("' '")


class TopicState(enum.StrEnum):
    """How a member stands to a topic or subtopic; without one nothing is said of it."""

    LEARNING = "learning"
    KNOWN = "known"
    SKIPPED = "skipped"  # "not for me"


class StateSource(enum.StrEnum):
    """What a state rests on."""

    SELF = "self"
    QUESTIONS = "questions"
    MENTOR = "mentor"


@frozen
class KnownState:
    """A state that holds: of which topic or subtopic, since which day, by what, and who has set it."""

    subject: str
    state: TopicState
    since: date
    by: StateSource
    actor: str


def newest_rows() -> Select[Any]:
    """Select the ids of the rows that hold of a member: the newest of each subject."""
    columns = topic_state_acts.c
    return (
        select(func.max(columns.id))
        .where(columns.workspace == bindparam("workspace"), columns.member == bindparam("member"))
        .group_by(columns.subject)
    )


_CURRENT: Final = PreparedStatement(
    lambda _: select(*(topic_state_acts.c[name] for name in ("subject", "state", "since", "source", "actor"))).where(
        topic_state_acts.c.id.in_(newest_rows()), topic_state_acts.c.state != ""
    )
)


def words_query(dialect: str) -> Select[Any]:
    """Select a member's states, as words, in one row: a driver hands over many in several times as long."""
    join = func.group_concat if dialect == "sqlite" else func.string_agg
    pair = topic_state_acts.c.subject + _SPACE + topic_state_acts.c.state
    return select(join(pair, _SPACE)).where(
        topic_state_acts.c.id.in_(newest_rows()), topic_state_acts.c.state != literal_column("''")
    )


def parse_words(text: str | None) -> dict[str, str]:
    """Return by id the states that a row of `words_query` holds."""
    words = text.split() if text else ()
    return dict(zip(words[::2], words[1::2], strict=True))


def read_states(conn: Connection, *, workspace: str, member: str) -> Mapping[str, KnownState]:
    """Return the states of a member's topics and subtopics, by id; those the content has lost are among them."""
    rows = _CURRENT.run(conn, {"workspace": workspace, "member": member})
    return {row[0]: build_state(*row) for row in rows}


def build_state(subject: str, state: str, since: Any, source: str, actor: str) -> KnownState:
    """Return a state from its columns; a day is text on SQLite where the driver gives it."""
    day = date.fromisoformat(since) if isinstance(since, str) else since
    return KnownState(subject, TopicState(state), day, StateSource(source), actor)
