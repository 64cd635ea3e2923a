"""Acts in words, and the pages of the log."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.audit_log import AuditRecord
from bot.features.audit_log import views
from bot.features.audit_log.views import AuditLogViewer
from bot.sandbox.validation.rules import check_message
from tests.slack_driver import label_of

VIEWER = AuditLogViewer(ZoneInfo("Europe/Berlin"), date(2026, 11, 21), {"U1": "Ana", "U2": "Ben <!here>"})
AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def record(act: str, subject: str = "", detail: str = "", actor: str = "U1") -> AuditRecord:
    return AuditRecord(1, AT, actor, act, subject, detail)


@pytest.mark.parametrize(
    ("act", "subject", "detail", "words"),
    [
        ("settings.change", "goal", "2 h -> 3 h", "changed the weekly goal, 2 h → 3 h"),
        ("settings.change", "channel", "none -> C0LEARNING", "changed the learning channel, none → <#C0LEARNING>"),
        ("mentor.on", "U2", "", "made Ben &lt;!here&gt; a mentor"),
        ("mentor.off", "U9", "", "took the mentor role from U9"),
        ("digest.preview", "2026-W47", "", "previewed the digest of 16-22 Nov"),
        *(
            (
                "message.resend",
                "7",
                f"digest 2026-W46{copy} to C0NEW",
                "sent the digest of 9-15 Nov to <#C0NEW> again",
            )
            for copy in ("", "+1")
        ),
        ("message.leave", "7", "nudge 2026-W46 to U1", "didn't resend the nudge of 9-15 Nov to Ana"),
        ("holiday.add", "2026-12-24/2027-01-01", "", "added a team holiday, Thu 24 Dec-Fri 1 Jan 2027"),
        ("holiday.remove", "2026-12-24/2026-12-24", "", "removed a team holiday, Thu 24 Dec"),
        ("work.sign", "U2", "networking.cdn, left", "signed off “networking.cdn” of Ben &lt;!here&gt;, who has left"),
        ("refused.signoff", "", "", "tried to sign off work (not allowed)"),
        ("refused.pair", "", "", "tried to pair others or answer for them (not allowed)"),
        ("refused.pair", "U2", "", "tried to pair Ben &lt;!here&gt; or answer for them (not allowed)"),
        ("export.team", "", "team", "asked for the table of the team"),
        ("look.card", "U2", "", "looked at the card of Ben &lt;!here&gt;"),
        ("look.other", "forgotten", "", "looked at the other of someone deleted"),
        ("refused.plan", "U2", "", "was refused the plan of Ben &lt;!here&gt;"),
        ("forget", "", "left", "all their data was deleted, long after they left"),
        ("something.new", "U2", "<!channel>", "something new Ben &lt;!here&gt; &lt;!channel&gt;"),
    ],
)
def test_an_act_in_words(act: str, subject: str, detail: str, words: str) -> None:
    assert views.record_line(record(act, subject, detail), VIEWER) == f"Sat 21 Nov 00:30 Ana: {words}"


def test_a_record_without_known_names_is_still_shown() -> None:
    for act in views._ACTION_TEXTS:
        assert views.record_line(record(act, "?", "?", actor="U7"), VIEWER).startswith("Sat 21 Nov 00:30 U7: ")


def test_a_page_fits_and_leads_to_older_and_newer_ones() -> None:
    many = [record("settings.change", "digest parts", "everything -> " + "suggestion, " * 20)] * (views.PAGE_SIZE + 1)
    first = views.render_audit_log(many, VIEWER, offset=0)
    last = views.render_audit_log(many[:3], VIEWER, offset=views.PAGE_SIZE)
    empty = views.render_audit_log([], VIEWER, offset=0)
    for message in (first, last, empty):
        check_message(message.post_arguments())
    labels = [[label_of(each) for each in message.blocks[1]["elements"]] for message in (first, last)]
    assert labels == [["Older"], ["Newer"]]
    assert "…" in first.text
    assert "no entries yet" in empty.text
