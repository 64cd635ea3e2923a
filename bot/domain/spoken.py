"""Lines for the ledger among the talk of a channel. The rule is strict: what is in doubt is talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain import activity, durations, logline, several
from bot.domain.logline import Code, Draft
from bot.domain.words import tidy

LONGEST: Final = 300  # characters before a note
MOST_WORDS: Final = 7  # of a subject and its day
LONGEST_LENGTH: Final = 12 * 60  # minutes; "24h" in a channel is how long something is kept
LONGEST_CLOCK: Final = 6 * 60  # minutes; "9:15" is a time of day

_OPENING = re.compile(r"(?:(?P<log>log) +|\+)(?=[0-9.]|half |an? )", re.IGNORECASE)
_PLAIN = re.compile(  # no question, no markup, no link, no emoji; a colon only in "1:30"
    r"[^\W_]*(?:(?:[-+&/.,;'’#() ]+|(?<=[0-9]):(?=[0-9]))[^\W_]+)*[-+&/.,;'’#() ]*"
)
_PERSON = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")
_MARK = re.compile("['’]")
_BAD_DAY: Final = frozenset({Code.FUTURE, Code.TOO_OLD, Code.NO_SUCH_DAY, Code.VAGUE_DAY, Code.TWO_DAYS})

# Words of sentences: no name of the content holds one.
TALK: Final = frozenset(
    (
        *("am", "are", "be", "been", "being", "can", "cant", "could", "did", "didnt", "do", "does", "doesnt", "dont"),
        *("had", "has", "have", "is", "isnt", "may", "might", "must", "shall", "should", "was", "wasnt", "were"),
        *("will", "wont", "would", "i", "im", "me", "mine", "my", "we", "us", "our", "you", "your", "he", "him"),
        *("his", "she", "her", "they", "them", "their", "it", "its", "this", "that", "these", "those", "there"),
        *("here", "who", "whom", "what", "which", "how", "not", "yes", "ok", "okay", "please", "pls", "plz"),
        *("thanks", "thx", "lol", "sorry", "also", "again", "now", "later", "soon", "still", "yet", "already"),
        *("just", "only", "maybe", "if", "then", "than", "so", "but", "because", "since", "until", "till"),
    )
)
# After a mere plus these speak of something at hand: "+30m for docker", "+1h on the api".
_AT_HAND: Final = frozenset({"the", "a", "an", "to", "from", "before", "after", "at", "by", "per"})
# Names that are everyday words as well: after a mere plus they are talk.
EVERYDAY: Final = frozenset(
    (
        *("alarm", "alarms", "alert", "alerts", "api", "apis", "archive", "backup", "backups", "batch", "billing"),
        *("build", "builds", "cache", "caching", "certs", "ci", "coding", "communication", "compute", "count"),
        *("debugging", "deploy", "deployment", "deployments", "drift", "encryption", "exam", "exams", "failover"),
        *("git", "hardening", "incident", "incidents", "limits", "linux", "monitoring", "network", "onboarding"),
        *("oom", "orchestration", "patching", "pipeline", "pipelines", "polish", "practice", "purge", "rebuild"),
        *("rebuilds", "release", "releases", "replicas", "requests", "revert", "review", "reviews", "rollback"),
        *("rollout", "rpo", "rto", "runners", "scaling", "schema", "scripting", "security", "soft", "speed"),
        *("storage", "swap", "target", "test", "testing", "tests", "throttling", "training", "troubleshooting"),
        *("ttl", "validation"),
    )
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message that has the form of a line: `line` as `/log` takes it, `drafts` what its pieces say.

    `asked` is set where it begins with `log`: then one may ask back. `fits` is False where a day cannot be booked.
    """

    line: str
    drafts: tuple[Draft, ...]
    asked: bool
    fits: bool = True


def opens(text: str) -> bool:
    """Whether a text could be a line at all: a look at its first letters."""
    return _OPENING.match(text) is not None


def heard(text: str, today: date, names_subject: Callable[[str], bool]) -> Spoken | None:
    """The line that a message is, as typed, or None for talk; never an exception."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    line, asked = text[opening.end() :], bool(opening["log"])
    read = [_read(piece, today, asked) for piece in several.pieces(line, names_subject)]
    said = [each for each in read if each]
    if len(said) < len(read):
        return None
    return Spoken(line, tuple(draft for draft, _ in said), asked, all(fits for _, fits in said))


def is_everyday(what: str) -> bool:
    """Whether a subject is a word that people use all day for other things."""
    return what.casefold() in EVERYDAY


def _read(piece: str, today: date, asked: bool) -> tuple[Draft, bool] | None:
    """What one piece says, and whether its day can be booked; None unless length and words are those of a line."""
    head, note = logline.split_note(piece)
    words = _PERSON.sub(" ", head)
    if not _is_line(words.strip(), asked):
        return None
    said, fits = logline.parse(f"{words}: {note}" if note else words, today), True
    if not isinstance(said, Draft) and asked and said.code in _BAD_DAY:
        said, fits = logline.parse(said.rest, today), False
    if not isinstance(said, Draft):
        return None
    done = activity.read(said.what)
    if words != head and done is None:
        return None  # only who was helped is named
    return None if done and not (asked or note or words != head) else (said, fits)  # "+1h talk"


def _is_line(head: str, asked: bool) -> bool:
    """Whether the words before a note are one length at the start and then a few words that name something."""
    if "\n" in head or len(head) > LONGEST or not _PLAIN.fullmatch(head):
        return False
    line = tidy(head)
    length = durations.find(line, bare=False)
    if not isinstance(length, durations.Taken) or not line.startswith(f"{length.got} "):
        return False
    if length.minutes > (LONGEST_CLOCK if ":" in length.got else LONGEST_LENGTH):
        return False
    if durations.find(length.rest, bare=False):
        return False
    words = [word.strip(".,;()") for word in _MARK.sub("", length.rest).casefold().split()]
    if not words or len(words) > MOST_WORDS or not TALK.isdisjoint(words):
        return False
    return asked or (words[0] != "for" and _AT_HAND.isdisjoint(words))
