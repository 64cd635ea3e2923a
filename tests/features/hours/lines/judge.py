"""Judge what becomes of a line: read as the product reads it, every choice followed to its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.slack.message import Message
from bot.slack.payloads import EntryDraftPayload, PendingEntryPayload, decode_payload
from tests.features.hours.lines.accounting import lost_from, raw_markup, spell, subject_key, words_of
from tests.features.hours.lines.pieces.meaning import Dimension, EntryMeaning, Line, Meaning, Part
from tests.features.hours.lines.reading import Reading, dead_ends, follow_choices, pressable, read_wire
from tests.features.hours.lines.stage import Stage

REASONS: Final = {
    Dimension.LENGTH: (
        r"how long|duration|length|hours? or minutes|minutes or hours|24 hours|more than a day|negative|less than"
        r"|nothing to (?:log|book)|no time at all"
    ),
    Dimension.DAY: r"\bday|not come|future|days back|too long ago|date|week",
    Dimension.SUBJECT: r"on what|i know|don't know|which “|name a|focus area",
    Dimension.SPLIT: r"at most|in parts|bookings|entries",
    Dimension.PEOPLE: r"nobody here",
    Dimension.NOTE: r"note is longer|too long to read",
}


class Verdict(StrEnum):
    """What became of a line; the first four are right."""

    BOOKED_RIGHT = "booked right"
    ASKED_RIGHT = "asked rightly"
    ASKED_NEEDLESSLY = "asked without need"
    REFUSED_TRUE = "refused with a true reason"
    BOOKED_WRONG = "booked wrong"
    CHOICE_WRONG = "a choice is wrong"
    LOST = "something is lost"
    ASKED_WITHOUT_ANSWER = "asked without the right answer"
    REFUSED_FALSE = "refused without a true reason"
    RAISED = "raised"

    @property
    def is_right(self) -> bool:
        """Return whether it is one of the right ones."""
        return self in _RIGHT


_RIGHT: Final = frozenset({Verdict.BOOKED_RIGHT, Verdict.ASKED_RIGHT, Verdict.ASKED_NEEDLESSLY, Verdict.REFUSED_TRUE})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and what it is about."""

    verdict: Verdict
    detail: str = ""


def judge(stage: Stage, line: Line) -> Judgement:
    """Say what becomes of a line."""
    try:
        return judge_reading(stage, line.meaning, read_wire(stage, line.text, line.today))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the line's fault
        return Judgement(Verdict.RAISED, repr(error))


def judge_reading(stage: Stage, meaning: Meaning, result: Reading) -> Judgement:
    """Say whether a reading does what the line means."""
    if isinstance(result, tuple):
        return _judge_booking(meaning, result)
    choices = list(follow_choices(stage, result, depth=1))
    if not choices:
        refusals = [_judge_refusal(meaning, each) for each in dead_ends(stage, result)]
        return next((each for each in refusals if each.verdict.is_right), refusals[0])
    faults = [(fault, choice) for choice in choices if (fault := _fault_of_choice(meaning, choice.entries))]
    if faults:
        fault, choice = faults[0]
        return Judgement(fault.verdict, f"[{' > '.join(choice.labels)}] {fault.detail}")
    if not any(_is_right(meaning, choice.entries) for choice in choices):
        return Judgement(Verdict.ASKED_WITHOUT_ANSWER, " | ".join(" > ".join(each.labels) for each in choices[:6]))
    if fault := _fault_of_form(meaning, result):
        return fault
    needs = meaning.must_ask or len(meaning.readings) > 1 or any(_doubts(entry) for entry in meaning.readings[0])
    return Judgement(Verdict.ASKED_RIGHT if needs else Verdict.ASKED_NEEDLESSLY, _first_line(result))


def _judge_booking(meaning: Meaning, entries: Sequence[PendingEntryPayload]) -> Judgement:
    spelt = "; ".join(spell(each) for each in entries)
    if meaning.must_ask or not _is_right(meaning, entries, with_words=False) or raw_markup(entries):
        return Judgement(Verdict.BOOKED_WRONG, spelt)
    if lost := _lost(meaning, entries):
        return Judgement(Verdict.LOST, f"{lost}: {spelt}")
    return Judgement(Verdict.BOOKED_RIGHT, spelt)


def _judge_refusal(meaning: Meaning, message: Message) -> Judgement:
    text = message.text.casefold()
    told = {dimension for dimension, pattern in REASONS.items() if re.search(pattern, text)}
    if not told & meaning.true_reasons:
        return Judgement(Verdict.REFUSED_FALSE, _first_line(message))
    return _fault_of_form(meaning, message) or Judgement(Verdict.REFUSED_TRUE, _first_line(message))


def _doubts(meant: EntryMeaning) -> bool:
    return not (meant.minutes.is_clear and meant.subject.is_clear and meant.day.is_clear)


def _fault_of_choice(meaning: Meaning, entries: Sequence[PendingEntryPayload]) -> Judgement | None:
    """Return what is wrong with a choice in every reading of the line; None where it fits one."""
    found: list[Judgement] = []
    for reading in meaning.readings:
        contradiction = _contradiction(reading, entries)
        if contradiction:
            found.append(Judgement(Verdict.CHOICE_WRONG, contradiction))
        elif lost := _lost_of(reading, entries):
            found.append(Judgement(Verdict.LOST, f"{lost}: {'; '.join(map(spell, entries))}"))
        else:
            return None
    return min(found, key=lambda each: each.verdict is Verdict.CHOICE_WRONG)


def _contradiction(reading: Sequence[EntryMeaning], entries: Sequence[PendingEntryPayload]) -> str:
    if len(reading) != len(entries):
        return f"{len(entries)} entries: {'; '.join(map(spell, entries))}"
    for meant, got in zip(reading, entries, strict=True):
        for part, value in _parts(meant, got):
            if part.is_clear and value not in part.right:
                return f"{value} in {spell(got)}"
    return raw_markup(entries)


def _parts(meant: EntryMeaning, got: PendingEntryPayload) -> tuple[tuple[Part[Any], Any], ...]:
    return (meant.minutes, got.minutes), (meant.subject, subject_key(got)), (meant.day, got.day)


def _is_right(meaning: Meaning, entries: Sequence[PendingEntryPayload], *, with_words: bool = True) -> bool:
    """Return whether these are the entries of a reading; whatever nobody can know counts as right once it is chosen."""
    return any(
        len(reading) == len(entries)
        and all(
            not part.is_known or value in part.right
            for meant, got in zip(reading, entries, strict=True)
            for part, value in _parts(meant, got)
        )
        and not (with_words and _lost_of(reading, entries))
        for reading in meaning.readings
    )


def _lost(meaning: Meaning, entries: Sequence[PendingEntryPayload]) -> str:
    """Return what is lost in the reading that loses the least."""
    fitting = [reading for reading in meaning.readings if len(reading) == len(entries)]
    return min((_lost_of(reading, entries) for reading in fitting), key=len, default="")


def _lost_of(reading: Sequence[EntryMeaning], entries: Sequence[PendingEntryPayload]) -> str:
    return " ".join(filter(None, (lost_from(meant, got) for meant, got in zip(reading, entries, strict=False))))


def _fault_of_form(meaning: Meaning, message: Message) -> Judgement | None:
    """Return what the form behind a question loses or has wrong; an empty form has nothing."""
    values = [value for action, value, _ in pressable(message) if action == "log.form" and value != "-"]
    if not values or len(meaning.readings) > 1 or len(meaning.readings[0]) > 1:
        return None
    draft, meant = decode_payload(EntryDraftPayload, values[0]), meaning.readings[0][0]
    for part, value in ((meant.minutes, draft.minutes), (meant.day, draft.day)):
        if part.is_clear and value is not None and value not in part.right:
            return Judgement(Verdict.CHOICE_WRONG, f"[form] {value}")
    kept = f"{draft.what} {draft.note} {draft.evidence} {draft.duration} {draft.subject}"
    lost = [word for word in meant.keep if not words_of(word) <= words_of(kept)]
    lost += [link for link in meant.links if link not in kept]
    return Judgement(Verdict.LOST, f"[form] {', '.join(lost)}") if lost else None


def _first_line(message: Message) -> str:
    return message.text.partition("\n")[0][:120]
