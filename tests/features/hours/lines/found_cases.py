"""Lines that the generator found to go wrong once, in their shortest form, with what they mean."""

from __future__ import annotations

from datetime import date
from typing import Final

from tests.features.hours.lines.cases import (
    AWS,
    DOCKER,
    KUBERNETES,
    NETWORKING,
    NO_LENGTH,
    NO_SUBJECT,
    NOV_27,
    TERRAFORM,
    YESTERDAY,
    two_subjects,
)
from tests.features.hours.lines.pieces.meaning import TODAY, Dimension, Line, entry, likely, means
from tests.features.hours.lines.pieces.subjects import names

NOV_24: Final = date(2026, 11, 24)
NOV_25: Final = date(2026, 11, 25)

FOUND_CASES: Final[tuple[Line, ...]] = (
    Line("found", "4h.50min docker", means(entry(290, DOCKER))),
    Line("found", "between 17:00 and 18:30 aws", means(entry(90, AWS))),
    Line("found", "10:00 - 10:45 terraform", means(entry(45, TERRAFORM))),
    Line("found", "ca. 45 min terraform", means(entry(45, TERRAFORM))),
    Line("found", "roughly 45 min cloud flare", means(entry(45, "roadmap:cloudflare"))),
    Line("found", "~2h docker", means(entry(120, DOCKER))),
    Line("found", "2h and 20 system design last tue", means(entry(likely(140), "roadmap:system_design", NOV_24))),
    Line("found", "docker 3 h &amp; 55 min", means(entry(likely(235), DOCKER))),
    Line("found", "wed 3 hours and 55 minutes kubernetes", means(entry(235, KUBERNETES, NOV_25))),
    Line("found", "one hour forty docker", means(entry(likely(100), DOCKER))),
    Line("found", "2h 5m 59s docker", means(entry(likely(126), DOCKER))),
    Line("found", "45m nov 13, 2026 hands-on", means(entry(45, "area:hands-on-practice", date(2026, 11, 13)))),
    Line("found", "Fri, 2pm 4h docker", means(entry(240, DOCKER, NOV_27))),
    Line("found", "45m cloud flare 10/11", means(entry(45, "roadmap:cloudflare", likely(date(2026, 11, 10))))),
    Line("found", "2h aws :tada: wed", means(entry(120, AWS, NOV_25, absent="tada"))),
    Line("found", "1h mentored day before yesterday", means(entry(60, "area:soft-skills", NOV_27))),
    Line("found", "45m talk wednesday - slides", means(entry(45, "area:soft-skills", NOV_25, keep="slides"))),
    Line("found", "3h docker:6 diagrams", means(entry(180, DOCKER, keep="6 diagrams"))),
    Line("found", "2h aws yesterday; slides", means(entry(120, AWS, YESTERDAY, keep="slides"))),
    Line("found", "on friday, 1h aws (slides)", means(entry(60, AWS, NOV_27, keep="slides"))),
    Line(
        "found",
        "2h networking: slides, diagrams and errata",
        means(entry(120, NETWORKING, keep="slides diagrams errata")),
    ),
    Line(
        "found",
        "2 videos aws",
        means(entry(NO_LENGTH, AWS, keep="2 videos"), must_ask=True, refusals=[Dimension.LENGTH]),
    ),
    Line("found", "at rest 6 hr", means(entry(360, likely(*names()["at rest"])))),
    Line("found", "2h cloud platforms", means(entry(120, likely(*names()["cloud platforms"])))),
    Line("found", "2h aws logs", means(entry(120, likely("part:aws/monitoring")))),
    Line(
        "found",
        "2h api gateway gestern",
        means(entry(120, likely(*names()["api gateway"]), likely(YESTERDAY), said="api gateway")),
    ),
    Line("found", "1h ruby", means(entry(60, NO_SUBJECT), must_ask=True, refusals=[Dimension.SUBJECT])),
    Line("found", "2h net + tf", two_subjects(120, NETWORKING, TERRAFORM, "net tf")),
    Line("found", "aws 4,5h, docker 0,25h", means(entry(270, AWS), entry(15, DOCKER))),
    Line("found", "3,5h system design and 1,5h docker", means(entry(210, "roadmap:system_design"), entry(90, DOCKER))),
    Line("found", "- aws 01:50\n- docker 0,75hr", means(entry(110, AWS), entry(45, DOCKER))),
    Line("found", "aws: 2 hr,docker: 90min", means(entry(120, AWS), entry(90, DOCKER))),
    Line("found", "30 min aws\nlog 1.5 hours docker", means(entry(30, AWS), entry(90, DOCKER))),
    Line("found", "2h on aws\nlog 6H on docker", means(entry(120, AWS), entry(360, DOCKER))),
    Line("found", "1h and 15m aws &amp; 2h and 55m docker", means(entry(75, AWS), entry(175, DOCKER))),
    Line(
        "found",
        "yesterday: 1h docker, 30m aws",
        means(entry(60, DOCKER, YESTERDAY), entry(30, AWS, likely(TODAY, YESTERDAY))),
    ),
    Line(
        "found",
        "https://example.org/gitops 3h and 40m networking a day ago",
        means(entry(220, NETWORKING, YESTERDAY, links=["https://example.org/gitops"])),
    ),
)
