from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import FEATURES
from bot.core.people.visibility import MemberVisibility
from bot.feature import personal_data
from bot.features.privacy import views
from bot.features.privacy.rules import PairEndedByErasure, SessionCancelledByErasure, StoredDataCounts
from bot.sandbox.validation.rules import check_message
from tests.slack_driver import message_text

MANY = tuple(f"<!channel> *{number}*" for number in range(9))
VISIBILITY = MemberVisibility(
    (),
    (),
    ("Ana",),
    is_board_on=True,
    is_hidden=False,
    is_askable=False,
    digest_names_people=True,
    private_note_count=0,
    retention_months=24,
)
COUNTED = sorted(
    dict.fromkeys(each.counted for each in personal_data(FEATURES).owned if each.counted), key=lambda each: each.order
)
FULL = StoredDataCounts(1, 2, tuple((number, each) for number, each in enumerate(COUNTED, 3)))
AT = datetime(2026, 11, 26, 15, tzinfo=UTC)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("mentors", [(), ("Ben",), MANY])
@pytest.mark.parametrize("retention", [0, 24])
def test_the_page_fits_and_names_few_and_counts_many(hidden: bool, mentors: tuple[str, ...], retention: int) -> None:
    visibility = replace(
        VISIBILITY,
        is_hidden=hidden,
        mentors=mentors,
        lead_mentors=MANY,
        private_note_count=2,
        retention_months=retention,
    )
    message = views.render_privacy(visibility, is_changed=hidden)
    check_message(message.post_arguments())
    assert "<!channel>" not in message.text
    assert f"Your mentors ({({0: 'none yet', 1: 'Ben', 9: '9 people'})[len(mentors)]}): hours" in message.text
    assert "About you: 2 notes" in message.text
    assert "Admins (Ana, and every" in message.text
    assert "only an anonymous total per area, which no one is shown." in message.text
    assert ("until an admin sets a retention" in message.text) == (retention == 0)
    assert "/team-roadmate forget me" in message_text(message, "team-")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"is_admin": True}, "Admins (only you,"),
        (
            {"mentors": ("Ana",), "has_admin_above": True, "has_lead_among_mentors": True},
            "Admins (only those above,",
        ),
        (
            {"mentors": ("Ana",), "has_lead_among_mentors": True},
            "Lead mentors (only those above): the same, for the whole team.",
        ),
        ({"private_note_count": 1}, "About you: 1 note"),
    ],
)
def test_a_group_without_names_says_why(known: dict[str, Any], words: str) -> None:
    assert words in views.render_privacy(replace(VISIBILITY, **{"admins": (), **known})).text


@pytest.mark.parametrize("counts", [StoredDataCounts(), FULL, replace(FULL, minutes=-60)])
def test_what_goes_and_what_stays_is_said_before_and_afterwards(counts: StoredDataCounts) -> None:
    for message in (
        views.render_erasure_question(counts, "5f"),
        views.render_erasure_done(counts),
        views.render_erasure_help(),
    ):
        check_message(message.post_arguments())
    asked = views.render_erasure_question(counts, "5f").text
    assert ("Nothing." in asked) == (counts.minutes <= 0)
    assert "• 0 " not in asked
    assert (" pairings" in asked) == (counts.entries > 0)
    assert ("total" in views.render_erasure_done(counts).text) == (counts.minutes > 0)


@pytest.mark.parametrize(
    ("notification", "words"),
    [
        (
            PairEndedByErasure(was_mentor=True, remaining=()),
            "Mentoring one of your mentees has ended. You have no mentee at the moment.",
        ),
        (PairEndedByErasure(was_mentor=True, remaining=("Mei", "@Chidi")), "You still mentor Mei and Chidi."),
        (PairEndedByErasure(was_mentor=False, remaining=("<!here>",)), "You're still mentored by &lt;!here&gt;."),
        (
            SessionCancelledByErasure("*GitOps*", AT, AT, AT),
            "The session “∗GitOps∗”, Thu 26 Nov 15:00, is cancelled.",
        ),
    ],
)
def test_notifications_do_not_name_the_member_who_is_forgotten(
    notification: PairEndedByErasure | SessionCancelledByErasure, words: str
) -> None:
    made = views.build_erasure_texts().render_notification(notification)
    check_message(made)
    assert words in made["text"]
