"""Lines for the ledger among the talk of a channel. The rule is strict: what is in doubt is talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.core.ledger import activity
from bot.features.hours.rules import line_parser as hours_line_parser
from bot.features.hours.rules import multi_entry as hours_multi_entry
from bot.features.hours.rules.line_parser import Code, Draft
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

LONGEST: Final = 300  # characters before a note
MOST_WORDS: Final = 7  # of a subject and its day
LONGEST_LENGTH: Final = 12 * 60  # minutes; "24h" in a channel is how long something is kept
LEAST_ADDED: Final = 15  # minutes; "+5m lambda" is a delay
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
# Names that are everyday words as well: after a mere plus they are talk; a topic so called is asked about after `log`.
EVERYDAY: Final = frozenset(
    (
        *("429", "520", "522", "524", "alarm", "alarms", "alert", "alerts", "api", "apis", "archive", "async"),
        *("authentication", "authn", "authorization", "auto scaling", "auto-scaling", "autoscaling", "backup"),
        *("backups", "batch", "billing", "bootstrap", "build", "builds", "cache", "caching", "cap", "captcha", "cert"),
        *("certification", "certs", "chain", "charts", "ci", "ci/cd", "cicd", "cloud", "clouds", "cluster dns"),
        *("cluster setup", "cm", "coding", "communication", "compose", "compression", "compute", "consistency"),
        *("consumer lag", "count", "crash loop", "cron", "ct logs", "debugging", "deploy", "deployment"),
        *("deployments", "disaster recovery", "docker logs", "docker stats", "drift", "dry", "ds", "encryption"),
        *("environments", "eviction", "exam", "exams", "experiments", "failover", "feature flags", "flow log"),
        *("flow logs", "full setup", "functions", "git", "hardening", "health check", "health checks", "healthcheck"),
        *("hit rate", "incident", "incidents", "kill switch", "labels", "limits", "linux", "liveness"),
        *("load balancer", "load testing", "lock file", "loops", "manifests", "migration", "migrations", "monitoring"),
        *("monitors", "multi-account", "net", "network", "noisy neighbour", "ns", "onboarding", "oom"),
        *("orchestration", "orchestrator", "outputs", "packet logs", "patching", "performance tuning", "pipeline"),
        *("pipelines", "plan file", "plan review", "pod", "pods", "policies", "policy", "polish", "pop", "postgres"),
        *("practice", "privacy", "probes", "providers", "pull requests", "purge", "queue length", "rate limit"),
        *("rate limiting", "rebuild", "rebuilds", "release", "releases", "replica", "replica lag", "replicas"),
        *("requests", "restart", "revert", "review", "reviews", "rollback", "rollout", "rpo", "rto", "runbook"),
        *("runners", "sandboxing", "scale in", "scale up", "scaling", "schema", "scraping", "scratch", "scripting"),
        *("security", "sensitive", "shards", "shell", "slow down", "slow plan", "soft", "speed", "stacks"),
        *("state lock", "storage", "swap", "swarm", "taint", "target", "targets", "teamwork", "test", "testing"),
        *("tests", "throttling", "toggles", "trail", "training", "troubleshooting", "ttl", "unhealthy", "validation"),
    )
)
# What happens to systems: "+2h docker build" is no learning, whatever is named before it.
_HAPPENINGS: Final = frozenset(
    (
        *("build", "builds", "cutover", "deploy", "deployment", "deployments", "down", "drain", "exec", "failover"),
        *("import", "inspect", "installation", "maintenance", "migration", "migrations", "output", "promotion", "pull"),
        *("purge", "push", "rebuild", "release", "releases", "restart", "restore", "review", "rollback", "rollout"),
        *("rollouts", "rotation", "scan", "scanning", "setup", "shutdown", "sync", "test", "testing", "tests"),
        *("update", "updates", "upgrade", "validate"),
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
    read = [_read(piece, today, asked) for piece in hours_multi_entry.pieces(line, names_subject)]
    said = [each for each in read if each]
    if len(said) < len(read):
        return None
    return Spoken(line, tuple(draft for draft, _ in said), asked, all(fits for _, fits in said))


def is_everyday(what: str) -> bool:
    """Whether a subject is called by words that people use all day for other things."""
    return what.casefold() in EVERYDAY


def happens(what: str) -> bool:
    """Whether the words tell of something that happens to systems."""
    return what.casefold().split()[-1] in _HAPPENINGS


def _read(piece: str, today: date, asked: bool) -> tuple[Draft, bool] | None:
    """What one piece says, and whether its day can be booked; None unless length and words are those of a line."""
    head, note = hours_line_parser.split_note(piece)
    words = _PERSON.sub(" ", head)
    if not _is_line(words.strip(), asked):
        return None
    said, fits = hours_line_parser.parse(f"{words}: {note}" if note else words, today), True
    if not isinstance(said, Draft) and asked and said.code in _BAD_DAY:
        said, fits = hours_line_parser.parse(said.rest, today), False
    if not isinstance(said, Draft):
        return None
    done, named = activity.read(said.what), words != head
    if named and done is None:
        return None  # only who was helped is named
    return (said, fits) if asked or _is_meant(said, done, note, named=named) else None


def _is_meant(said: Draft, done: activity.Activity | None, note: str, *, named: bool) -> bool:
    """Whether words after a mere plus are about learning: "+1h talk: slides are not done" is not."""
    if said.minutes < LEAST_ADDED or "?" in note:
        return False
    return done is None or (done is activity.Activity.MENTORING and named)


def _is_line(head: str, asked: bool) -> bool:
    """Whether the words before a note are one length at the start and then a few words that name something."""
    if "\n" in head or len(head) > LONGEST or not _PLAIN.fullmatch(head):
        return False
    line = tidy(head)
    length = parse.find(line, bare=False)
    if not isinstance(length, parse.Duration) or not line.startswith(f"{length.got} "):
        return False
    if length.minutes > (LONGEST_CLOCK if ":" in length.got else LONGEST_LENGTH):
        return False
    if parse.find(length.rest, bare=False):
        return False
    words = [word.strip(".,;()") for word in _MARK.sub("", length.rest).casefold().split()]
    if not words or len(words) > MOST_WORDS or not TALK.isdisjoint(words):
        return False
    return asked or (words[0] != "for" and _AT_HAND.isdisjoint(words))
