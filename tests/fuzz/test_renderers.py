"""Whatever people are called and have written: Slack takes every view, nobody is called, and it's all read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.db.tables import (
    assigned_next_steps,
    assignment_steps,
    content_suggestions,
    digest_ideas,
    entries,
    help_requests,
    members,
    mentor_notes,
    sessions,
)
from bot.slack.mrkdwn import to_plain_text
from tests.examples import examples
from tests.fuzz.stage import FuzzStage, check_outcome

LONGEST_NAME: Final = 80
NAMES: Final = (
    "<!channel> <@U0SANDANA>",
    "<https://evil.example|ok>",
    "&lt;!here&gt; & <>",
    "*Ana* _ben_ `mei` ~chidi~ > quote",
    "\u202eevil\u2066\u200f",
    "👍🏽" * 20,
    "W" * LONGEST_NAME,
    "name with  spaces\tand tabs",
    "C:\\{}$%|pipes|",
    "@here",
)
WRITTEN: Final = (*NAMES, "x" * 500, "line\nbreak\n> quoted", "word " * 90, "&" * 400)
TEXT_COLUMNS: Final = (
    (entries.c.note, 300),
    (help_requests.c.words, 300),
    (assigned_next_steps.c.words, 300),
    (assignment_steps.c.words, 300),
    (mentor_notes.c.words, 300),
    (content_suggestions.c.reason, 300),
    (sessions.c.title, 100),
    (digest_ideas.c.name, 80),
)
VISITS: Final = 12
OWN_WORDS: Final = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=60)


@settings(max_examples=examples(4), phases=[Phase.generate])  # to shrink takes minutes, and says no more
@given(data=st.data())
def test_any_words_of_people_in_any_view(fuzz: FuzzStage, data: st.DataObject) -> None:
    names = st.sampled_from(NAMES) | OWN_WORDS
    written = data.draw(st.sampled_from(WRITTEN) | OWN_WORDS)
    with fuzz.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).values(name=data.draw(names)[:LONGEST_NAME].strip() or "x"))
        for column, most in TEXT_COLUMNS:
            conn.execute(update(column.table).where(column.is_not(None)).values({column.name: written[:most]}))
    fuzz.walk.keep()
    doors = data.draw(st.lists(st.sampled_from(fuzz.doors), min_size=VISITS, max_size=VISITS))
    for door in doors:
        outcome = fuzz.dispatch(fuzz.body(data.draw(st.sampled_from(fuzz.visitors)), door))
        check_outcome(outcome)
        for shown in outcome.shown:
            if isinstance(shown, Mapping) and "text" in shown and "blocks" in shown:
                check_complete(shown)


def check_complete(message: Mapping[str, Any]) -> None:
    """Hold that a screen reader gets what the sections say, as far as Slack's limit lets it."""
    text = str(message["text"])
    for block in message["blocks"]:
        if block["type"] == "section" and "text" in block and len(text) < 3_900:
            said = to_plain_text(block["text"]["text"]).partition("\n")[0].lstrip("▰▱ ")  # bars are for the eye
            assert said in text, f"only seen, never heard: {said!r}"
