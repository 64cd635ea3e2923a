"""Collect what Roadmate can say: play the team, type what the features declare, press everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from bot.app import FEATURES
from bot.db.tables import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.doctor.samples import Sample, choose_samples, sample_of
from bot.rehearsal.presses import Presser
from bot.rehearsal.story import END, MONDAY, SCRIPT, StoryError, TeamStory, open_story
from bot.settings import Settings
from bot.slack.modals import Modal
from bot.slack.slash import put_prefix
from bot.trial import RoadmateTimetable

MEMBER: Final = "mei"
ADMIN: Final = "ana"
LATER: Final = (timedelta(hours=3), timedelta(days=1))  # after the end, when letters leave that waited
_SHOWING: Final = ("views.", "chat.", "response")


def collect_samples(settings: Settings, progress: Callable[[str], object]) -> list[Sample]:
    """Return samples of every kind of message, window and Home, made over the content of these settings.

    Over other content than ours some things never come up; they're left out then.
    """
    return choose_samples(rehearse(settings, progress))


def rehearse(
    settings: Settings | None = None,
    progress: Callable[[str], object] = lambda _what: None,
    *,
    look_first: Callable[[TeamStory], object] = lambda _story: None,
    look_last: Callable[[TeamStory], object] = lambda _story: None,
) -> list[Sample]:
    """Return everything that a small team was shown in two weeks, and by pressing whatever there was to press.

    `look_first` and `look_last` are called before and after the two weeks, as long as nothing else is pressed.
    """
    with open_story(settings) as story:
        opening = story.say(ADMIN, "/roadmate setup")  # a new workspace: what who installs Roadmate gets as a letter
        look_first(story)
        for at, act in SCRIPT:
            progress("two weeks of a small team")
            story.turn_to(MONDAY + at)
            with suppress(StoryError) if settings else nullcontext():
                act(story)
        story.turn_to(MONDAY + END)
        look_last(story)
        presser = Presser(story.trial.delivery)
        _try_everything(story, presser, progress)
        letters = [sample_of(opening.calls[-1].payload, DeliveryKind.SETUP), *_sent(story)]
        presser.press_dangerous()  # deletes the letters of people too
        presser.press_new()
        return [*_shown(story), *letters, *_rare()]


def _try_everything(story: TeamStory, presser: Presser, progress: Callable[[str], object]) -> None:
    for person in story.trial.delivery.workspace.people.values():
        if person.can_have_dm:
            story.trial.delivery.home_opened(person.id)
    presser.press_new()
    for feature in FEATURES:
        progress(f"what {feature.name.replace('_', ' ')} can show")
        for who, lines in ((MEMBER, feature.samples), (ADMIN, feature.admin_samples)):
            for line in lines:
                story.trial.delivery.direct_message(who, line)
                presser.press_new()
    for later in LATER:
        story.trial.clock.advance_to(MONDAY + END + later)
        RoadmateTimetable(story.trial.roadmate).send(MONDAY + END + later)
        presser.press_new()


def _shown(story: TeamStory) -> Iterator[Sample]:
    """Yield what was sent to Slack, or answered in the body of a response."""
    for call in story.trial.delivery.workspace.journal.calls:
        payload = call.payload.get("view") or call.payload
        if call.method.startswith(_SHOWING) and payload.get("blocks"):
            yield sample_of(payload)


def _sent(story: TeamStory) -> Iterator[Sample]:
    """Yield what went through the outbox, with the kind that it has there."""
    with story.trial.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(outbox).order_by(outbox.c.id)).all()
    for row in rows:
        message: Any = put_prefix(row.message, "")
        if row.state == MessageState.SENT.value and message.get("blocks"):
            yield sample_of(message, row.kind)


def _rare() -> Iterator[Sample]:
    for feature in FEATURES:
        for made in feature.rare_samples():
            yield sample_of(put_prefix(made.view() if isinstance(made, Modal) else made.post_arguments(), ""))
