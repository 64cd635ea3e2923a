from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.people.visibility import Sight
from bot.features.privacy.rules.privacy import Kept, PairEnded, SessionOff
from bot.features.privacy.views import erase, privacy_page
from bot.sandbox.validation.rules import check_message

MANY = tuple(f"<!channel> *{number}*" for number in range(9))
SIGHT = Sight(
    (), (), ("Ana",), board_on=True, hidden=False, askable=False, names_in_digest=True, private_notes=0, retention=24
)
FULL = Kept(*range(1, 14))
AT = datetime(2026, 11, 26, 15, tzinfo=UTC)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("mentors", [(), ("Ben",), MANY])
@pytest.mark.parametrize("retention", [0, 24])
def test_the_page_fits_and_names_few_and_counts_many(hidden: bool, mentors: tuple[str, ...], retention: int) -> None:
    sight = replace(SIGHT, hidden=hidden, mentors=mentors, leads=MANY, private_notes=2, retention=retention)
    message = privacy_page.page(sight, prefix="team-", fresh=hidden)
    check_message(message.payload())
    assert "<!channel>" not in message.text
    assert f"stuck places: {({0: 'you have none', 1: 'Ben', 9: '9 people'})[len(mentors)]}." in message.text
    assert "there are 2 on you" in message.text
    assert "Admins, the same: Ana, and each" in message.text
    assert "Nobody is told of that sum." in message.text
    assert ("until an admin sets a retention" in message.text) == (retention == 0)
    assert "/team-roadmate forget me" in message.text


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"is_admin": True}, "Admins, the same: nobody besides you,"),
        ({"mentors": ("Ana",), "admins_above": True, "leads_above": True}, "the same: nobody besides those above,"),
        ({"mentors": ("Ana",), "leads_above": True}, "of the whole team: none besides those above."),
        ({"private_notes": 1}, "there is 1 on you"),
    ],
)
def test_a_group_without_names_says_why(known: dict[str, Any], words: str) -> None:
    assert words in privacy_page.page(replace(SIGHT, **{"admins": (), **known}), prefix="").text


@pytest.mark.parametrize("kept", [Kept(), FULL, replace(FULL, minutes=-60)])
def test_what_goes_and_what_stays_is_said_before_and_afterwards(kept: Kept) -> None:
    for message in (erase.question(kept, ""), erase.done(kept), erase.explained("")):
        check_message(message.payload())
    asked = erase.question(kept, "").text
    assert ("Nothing." in asked) == (kept.minutes <= 0)
    assert "• 0 " not in asked
    assert ("9 pairings" in asked) == (kept.pairs == 9)
    assert ("sum" in erase.done(kept).text) == (kept.minutes > 0)


@pytest.mark.parametrize(
    ("news", "words"),
    [
        (
            PairEnded(was_mentor=True, left=()),
            "One of your pairings as mentor has ended. You have no mentee at the moment.",
        ),
        (PairEnded(was_mentor=True, left=("Mei", "@Chidi")), "You still mentor Mei and Chidi."),
        (PairEnded(was_mentor=False, left=("<!here>",)), "You are still mentored by &lt;!here&gt;."),
        (SessionOff("*GitOps*", AT, AT, AT), "The session “∗GitOps∗”, Thu 26 Nov 15:00, does not take place."),
    ],
)
def test_letters_name_nobody_who_is_forgotten(news: PairEnded | SessionOff, words: str) -> None:
    made = erase.words("").tell(news)
    check_message(made)
    assert words in made["text"]
