"""Lines of which each stands for a kind, with what they mean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tests.features.hours.lines.pieces.meaning import (
    TODAY,
    Dimension,
    Line,
    Meaning,
    Part,
    entry,
    likely,
    means,
    means_one_of,
    unknown,
)

NETWORKING: Final = "area:networking"
DOCKER: Final = "roadmap:docker"
KUBERNETES: Final = "roadmap:kubernetes"
AWS: Final = "roadmap:aws"
TERRAFORM: Final = "roadmap:terraform"
YESTERDAY: Final = TODAY - timedelta(days=1)
NOV_27: Final = date(2026, 11, 27)
NOV_28: Final = date(2026, 11, 28)
BEN: Final = "<@U0SANDBEN|ben>"
MEI: Final = "<@U0SANDMEI|mei>"
NO_LENGTH: Final[Part[int]] = unknown()
NO_SUBJECT: Final[Part[str]] = unknown()
NO_DAY: Final[Part[date]] = unknown()


def _asked_length(keep: str = "") -> Meaning:
    return means(entry(NO_LENGTH, NETWORKING, keep=keep), must_ask=True, refusals=[Dimension.LENGTH])


def _asked_day(minutes: int = 120, subject: str = NETWORKING) -> Meaning:
    return means(entry(minutes, subject, NO_DAY), must_ask=True, refusals=[Dimension.DAY])


def _asked_subject(minutes: int = 60, *right: str) -> Meaning:
    subject = likely(*right) if right else NO_SUBJECT
    return means(entry(minutes, subject), must_ask=True, refusals=[Dimension.SUBJECT])


def two_subjects(minutes: int, first: str, second: str, keep: str) -> Meaning:
    """Return the meaning of one length with two names: that much on each, half of it on each, or one with a note."""
    one = entry(minutes, Part(frozenset({first, second})), keep=keep)
    each = [(entry(size, first), entry(size, second)) for size in (minutes, minutes // 2)]
    return means_one_of(*each, (one,))


_LENGTHS: Final = {
    "1h.30m docker": 90,
    "2h.5m docker": 125,
    "1h.30 docker": 90,
    "90 min. docker": 90,
    "2 hrs. docker": 120,
    "9 to 11 docker": 120,
    "9:30-12pm docker": 150,
    "forty five minutes docker": 45,
    "forty-five minutes docker": 45,
    "twenty-five mins docker": 25,
    "from 9am to 11am docker": 120,
    "9-11am docker": 120,
    "11pm-1am docker": 120,
    "22:00-01:00 docker": 180,
    "11:30am-1pm docker": 90,
    "14-16 Uhr docker": 120,
    "between 2pm and 4pm docker": 120,
    "docker from 2 to 4pm": 120,
    "an hour and a half docker": 90,
    "half an hour docker": 30,
    "½ h docker": 30,
    "1½ hours docker": 90,
    "1 1/2 hours docker": 90,
    "2 heures docker": 120,
    "45 minutos docker": 45,
    "2 ore docker": 120,
    "2 uur docker": 120,
    "2 Stunden docker": 120,
    "1 Std docker": 60,
    "1 Std. docker": 60,
    "90 Min. docker": 90,
    "1,5 h docker": 90,
    ":15 docker": 15,
    "+2h docker": 120,
}
_DOUBTFUL_LENGTHS: Final = {
    "1h and 30 docker": 90,
    "1h 30m 15s docker": 90,
    "1:30:00 docker": 90,
    "eine halbe Stunde docker": 30,
    "45 docker": 45,
}
_DAYS: Final = {
    "yesterday at 3pm": YESTERDAY,
    "27-Nov": NOV_27,
    "27 nov": NOV_27,
    "Nov 27th": NOV_27,
    "Nov 27, 2026": NOV_27,
    "28/11": NOV_28,
    "11/28": NOV_28,
    "27.11.": NOV_27,
    "27.11.26": NOV_27,
    "27.11.2026": NOV_27,
    "2026-11-27": NOV_27,
    "Fri @ 7pm": NOV_27,
    "last friday": NOV_27,
    "on friday": NOV_27,
    "3 days ago": date(2026, 11, 26),
    "the day before yesterday": NOV_27,
}
_LIKELY_DAYS: Final = {
    "27th": NOV_27,
    "the 27th": NOV_27,
    "gestern": YESTERDAY,
    "vorgestern": NOV_27,
    "hier": YESTERDAY,
    "ayer": YESTERDAY,
    "yesturday": YESTERDAY,
    "wendsday": date(2026, 11, 25),
    "heute": TODAY,
}
_NO_DAYS: Final = ("week 48", "last week", "tomorrow", "30 nov", "31 nov", "2025-11-20")
_NOTES: Final = {
    "2h networking (cables)": "cables",
    "2h networking - cables": "cables",
    "2h networking – cables": "cables",
    "2h networking\nread the chapter on subnets": "read the chapter on subnets",
    "2h networking: 3 chapters": "3 chapters",
    "2h networking 3 chapters": "3 chapters",
    "2h networking: read 2h of notes, 30 pages": "read 2h of notes 30 pages",
    "2h networking <#C0LEARNING|learning>": "learning",
    "2h networking: see <#C0LEARNING|learning>": "see learning",
    f"2h networking: pairing with {BEN}": "pairing with ben",
    "2h networking: snake_case and a*b": "snake_case a b",
    "2h networking: it works :tada:": "it works tada",
}
_SAME_LINE: Final = (  # all of them two hours on networking, today
    *("2h networking", "networking 2h", "networking: 2h", "networking - 2h", "2h on networking", "2h: networking"),
    *("*2h* networking", "*2h networking*", "`2h` networking", "2h _networking_", "~2h networking~", "`2h networking`"),
    *("• 2h networking", "- 2h networking", "* 2h networking", "1. 2h networking", "&gt; 2h networking"),
    *("2h\u00a0networking", "2h\tnetworking", "2h\u3000networking", "2h\n networking", "\u200b2h networking\u00a0"),
    *("2H NETWORKING", "2h networking.", "2h networking!", "2h networking today", "spent 2h on networking"),
    *("2h, networking", "networking for 2h", "networking (2h)", "120 min networking", "+2h networking"),
)

CASES: Final[tuple[Line, ...]] = (
    *(Line("length", text, means(entry(minutes, DOCKER))) for text, minutes in _LENGTHS.items()),
    *(Line("length", text, means(entry(likely(minutes), DOCKER))) for text, minutes in _DOUBTFUL_LENGTHS.items()),
    Line("length", "10 Minuten networking", means(entry(10, NETWORKING))),
    Line("length", "from 14:00 to 16:00 networking", means(entry(120, NETWORKING))),
    Line("length", "*90m* networking", means(entry(90, NETWORKING))),
    Line("length", "3:45 kubernetes", means(entry(225, KUBERNETES))),
    Line("length", "3 chapters networking", _asked_length("3 chapters")),
    Line("length", "2 sessions networking", _asked_length("2 sessions")),
    Line("length", "2 pomodoros networking", _asked_length("2 pomodoros")),
    Line("length", "networking", _asked_length()),
    *(Line("length", f"{text} networking", _asked_length()) for text in ("0h", "-1h", "25h", "1d", "30s", "2 weeks")),
    *(Line("day", f"2h networking {text}", means(entry(120, NETWORKING, day))) for text, day in _DAYS.items()),
    *(Line("day", f"{text} 2h networking", means(entry(120, NETWORKING, day))) for text, day in _DAYS.items()),
    *(
        Line("day", f"2h networking {text}", means(entry(120, NETWORKING, likely(day))))
        for text, day in _LIKELY_DAYS.items()
    ),
    *(Line("day", f"2h networking {text}", _asked_day()) for text in _NO_DAYS),
    Line(
        "day",
        "2h networking today and yesterday",
        means_one_of(
            *((entry(size, NETWORKING, YESTERDAY), entry(size, NETWORKING)) for size in (120, 60)),
        ),
    ),
    *(
        Line(
            "day",
            f"2h networking {day} {number} chapters",
            means(entry(120, NETWORKING, when, keep=f"{number} chapters")),
        )
        for day, number, when in (
            ("thursday", 5, date(2026, 11, 26)),
            ("on fri", 6, NOV_27),
            ("wendsday", 4, likely(date(2026, 11, 25))),
        )
    ),
    Line("day", "mon: 2h networking", means(entry(120, NETWORKING, date(2026, 11, 23)))),
    *(Line("note", text, means(entry(120, NETWORKING, keep=words))) for text, words in _NOTES.items()),
    Line(
        "link",
        "2h networking https://example.org/gitops",
        means(entry(120, NETWORKING, links=["https://example.org/gitops"])),
    ),
    Line(
        "link",
        "2h networking <https://example.org/gitops|example.org/gitops>",
        means(entry(120, NETWORKING, links=["https://example.org/gitops"])),
    ),
    Line(
        "link",
        "2h networking: <https://example.org/gitops|the paper>",
        means(entry(120, NETWORKING, links=["https://example.org/gitops"], keep="the paper")),
    ),
    Line(
        "people",
        f"1h mentoring {BEN}: slides",
        means(entry(60, "area:soft-skills", people=["U0SANDBEN"], keep="slides")),
    ),
    Line(
        "people",
        f"1h networking with {BEN} and {MEI}",
        means(entry(60, NETWORKING, people=["U0SANDBEN", "U0SANDMEI"])),
    ),
    *(Line("same", text, means(entry(120, NETWORKING))) for text in _SAME_LINE),
    Line("emoji", "2h networking :tada:", means(entry(120, NETWORKING, absent="tada"))),
    Line("emoji", ":rocket: 2h networking", means(entry(120, NETWORKING, absent="rocket"))),
    Line("emoji", "43m :kubernetes: kubernetes", means(entry(43, KUBERNETES))),
    Line("several", "2h docker\nlog 1h networking", means(entry(120, DOCKER), entry(60, NETWORKING))),
    Line("several", "2h docker\nlog 2h docker yesterday", means(entry(120, DOCKER), entry(120, DOCKER, YESTERDAY))),
    Line("several", "1h networking, 30m aws", means(entry(60, NETWORKING), entry(30, AWS))),
    Line("several", "1h networking and 30m aws", means(entry(60, NETWORKING), entry(30, AWS))),
    Line("several", "• 1h networking\n• 30m aws", means(entry(60, NETWORKING), entry(30, AWS))),
    Line("several", "1h aws, terraform", two_subjects(60, AWS, TERRAFORM, "aws terraform")),
    Line("several", "1h docker and kubernetes", two_subjects(60, DOCKER, KUBERNETES, "docker kubernetes")),
    Line("several", "2h aws + terraform", two_subjects(120, AWS, TERRAFORM, "aws terraform")),
    Line("several", "2h aws &amp; terraform", two_subjects(120, AWS, TERRAFORM, "aws terraform")),
    Line(
        "subject",
        "3:45 kubernetes homelab",
        means(entry(225, KUBERNETES, keep="homelab")),
    ),
    Line("subject", "2h networking breakfast slides", means(entry(120, NETWORKING, keep="breakfast slides"))),
    Line("subject", "1h ci/cd", means(entry(60, "area:devops-cicd"))),
    Line("subject", "1h devops and ci/cd", means(entry(60, "area:devops-cicd"))),
    Line("subject", "1h REST API Design &amp; Development", means(entry(60, "area:rest-api"))),
    Line("subject", "2h aws scaling", means(entry(120, likely("part:aws/scaling_considerations")))),
    Line("subject", "2h aws security", means(entry(120, likely("part:aws/security_aspects")))),
    Line(
        "subject",
        "2h docker networking",
        means(entry(120, likely("topic:docker.networking", "part:docker/networking"))),
    ),
    Line("subject", "1h linux", means(entry(60, "roadmap:linux"))),
    Line("subject", "1h tcp", means(entry(60, "topic:networking.tcp"))),
    Line("subject", "2h networking - subnets", means(entry(120, "topic:networking.subnetting"))),
    Line("subject", "1h helm", _asked_subject()),
    Line("subject", "1h capsh", _asked_subject()),
    Line("subject", "1h argo", _asked_subject()),
    Line("subject", "1h lambda", _asked_subject()),
    Line("subject", "1h foobar", _asked_subject()),
    Line("subject", "1h netwroking", means(entry(60, likely(NETWORKING)))),
    Line("subject", "1h kuberntes", means(entry(60, likely(KUBERNETES)))),
)
