"""Detect lines for the ledger among the messages of a channel. The rule is strict: what is in doubt is talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.core.ledger import activity
from bot.features.hours.rules import line_parser as hours_line_parser
from bot.features.hours.rules import multi_entry as hours_multi_entry
from bot.features.hours.rules.line_parser import LineProblemCode, ParsedEntry
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

MAX_HEAD_LENGTH: Final = 300  # characters before a note
MAX_SUBJECT_WORDS: Final = 7  # of a subject and its day
MAX_MINUTES: Final = 12 * 60  # minutes; "24h" in a channel is how long something is kept
MIN_PLUS_MINUTES: Final = 15  # minutes; "+5m lambda" is a delay
MAX_CLOCK_MINUTES: Final = 6 * 60  # minutes; "9:15" is a time of day

_OPENING = re.compile(r"(?:(?P<log>log) +|\+)(?=[0-9.]|half |an? )", re.IGNORECASE)
_PLAIN_TEXT = re.compile(  # no question, no markup, no link, no emoji; a colon only in "1:30"
    r"[^\W_]*(?:(?:[-+&/.,;'’#() ]+|(?<=[0-9]):(?=[0-9]))[^\W_]+)*[-+&/.,;'’#() ]*"
)
_MENTION_PATTERN = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")
_APOSTROPHE = re.compile("['’]")
_DAY_PROBLEMS: Final = frozenset(
    {
        LineProblemCode.FUTURE,
        LineProblemCode.TOO_OLD,
        LineProblemCode.NO_SUCH_DAY,
        LineProblemCode.VAGUE_DAY,
        LineProblemCode.TWO_DAYS,
    }
)

# Words of sentences: no name of the content holds one.
SENTENCE_WORDS: Final = frozenset(
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
_TASK_WORDS: Final = frozenset({"the", "a", "an", "to", "from", "before", "after", "at", "by", "per"})
# Names that are everyday words as well: after a mere plus they are talk; a topic so called is asked about after `log`.
EVERYDAY_NAMES: Final = frozenset(
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
_SYSTEM_EVENTS: Final = frozenset(
    (
        *("build", "builds", "cutover", "deploy", "deployment", "deployments", "down", "drain", "exec", "failover"),
        *("import", "inspect", "installation", "maintenance", "migration", "migrations", "output", "promotion", "pull"),
        *("purge", "push", "rebuild", "release", "releases", "restart", "restore", "review", "rollback", "rollout"),
        *("rollouts", "rotation", "scan", "scanning", "setup", "shutdown", "sync", "test", "testing", "tests"),
        *("update", "updates", "upgrade", "validate"),
    )
)


@dataclass(frozen=True, slots=True)
class DetectedLine:
    """A message that has the form of a line: `line` as `/log` takes it, `entries` what its pieces say.

    `is_explicit` means that it begins with `log`, so that one may ask back.
    """

    line: str
    entries: tuple[ParsedEntry, ...]
    is_explicit: bool
    has_bookable_days: bool = True


def has_line_opening(text: str) -> bool:
    """Tell from its first letters whether a text could be a line at all."""
    return _OPENING.match(text) is not None


def detect_line(text: str, today: date, names_subject: Callable[[str], bool]) -> DetectedLine | None:
    """Return the line that a message is, as typed, or None for talk; never raises."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    line, is_explicit = text[opening.end() :], bool(opening["log"])
    pieces = hours_multi_entry.split_entries(line, names_subject)
    parsed = [each for each in (_parse_piece(piece, today, is_explicit) for piece in pieces) if each]
    if len(parsed) < len(pieces):
        return None
    return DetectedLine(line, tuple(entry for entry, _ in parsed), is_explicit, all(fits for _, fits in parsed))


def is_everyday_name(subject_words: str) -> bool:
    """Tell whether a subject is called by words that people use all day for other things."""
    return subject_words.casefold() in EVERYDAY_NAMES


def is_system_event(subject_words: str) -> bool:
    """Tell whether the words name something that happens to systems."""
    return subject_words.casefold().split()[-1] in _SYSTEM_EVENTS


def _parse_piece(piece: str, today: date, is_explicit: bool) -> tuple[ParsedEntry, bool] | None:
    """Return what a piece says and whether its day can be booked; None unless it has the form of a line."""
    head, note = hours_line_parser.split_note(piece)
    words = _MENTION_PATTERN.sub(" ", head)
    if not _has_line_form(words.strip(), is_explicit):
        return None
    parsed, has_bookable_day = hours_line_parser.parse_line(f"{words}: {note}" if note else words, today), True
    if not isinstance(parsed, ParsedEntry) and is_explicit and parsed.code in _DAY_PROBLEMS:
        parsed, has_bookable_day = hours_line_parser.parse_line(parsed.rest, today), False
    if not isinstance(parsed, ParsedEntry):
        return None
    named_activity, names_person = activity.parse_activity(parsed.what), words != head
    if names_person and named_activity is None:
        return None  # only who was helped is named
    if is_explicit or _is_learning(parsed, named_activity, note, names_person=names_person):
        return parsed, has_bookable_day
    return None


def _is_learning(
    parsed: ParsedEntry, named_activity: activity.Activity | None, note: str, *, names_person: bool
) -> bool:
    """Tell whether words after a mere plus are about learning: "+1h talk: slides are not done" is not."""
    if parsed.minutes < MIN_PLUS_MINUTES or "?" in note:
        return False
    return named_activity is None or (named_activity is activity.Activity.MENTORING and names_person)


def _has_line_form(head: str, is_explicit: bool) -> bool:
    """Tell whether the words before a note are one duration and then a few words that name something."""
    if "\n" in head or len(head) > MAX_HEAD_LENGTH or not _PLAIN_TEXT.fullmatch(head):
        return False
    line = tidy(head)
    duration = parse.find(line, bare=False)
    if not isinstance(duration, parse.Duration) or not line.startswith(f"{duration.got} "):
        return False
    if duration.minutes > (MAX_CLOCK_MINUTES if ":" in duration.got else MAX_MINUTES):
        return False
    if parse.find(duration.rest, bare=False):
        return False
    words = [word.strip(".,;()") for word in _APOSTROPHE.sub("", duration.rest).casefold().split()]
    if not words or len(words) > MAX_SUBJECT_WORDS or not SENTENCE_WORDS.isdisjoint(words):
        return False
    return is_explicit or (words[0] != "for" and _TASK_WORDS.isdisjoint(words))
