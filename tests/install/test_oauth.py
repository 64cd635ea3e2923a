from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bot.clock import AdjustableClock
from bot.install.oauth import STATE_COOKIE, InstallRefusal, NotInstalled, StateIssuer, cookie_header, read_cookie
from bot.install.secret_key import SecretKey

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def states(clock: AdjustableClock) -> StateIssuer:
    return StateIssuer(SecretKey(OLD), clock.now)


def refusal(states: StateIssuer, state: str, cookie: str) -> str:
    with pytest.raises(NotInstalled) as refused:
        states.check(state, cookie)
    assert refused.value.refusal is InstallRefusal.BAD_STATE
    return refused.value.detail


def test_a_state_is_good_beside_its_cookie(states: StateIssuer) -> None:
    state, cookie = states.issue()
    assert states.check(state, cookie) in state


def test_no_two_states_are_alike(states: StateIssuer) -> None:
    (one, first), (two, second) = states.issue(), states.issue()
    assert one != two
    assert first != second
    assert states.check(one, first) != states.check(two, second)


def test_it_is_good_for_ten_minutes(states: StateIssuer, clock: AdjustableClock) -> None:
    state, cookie = states.issue()
    clock.advance(timedelta(seconds=599))
    assert states.check(state, cookie)
    clock.advance(timedelta(seconds=1))
    assert refusal(states, state, cookie) == "expired"


def test_another_browser_has_another_cookie(states: StateIssuer) -> None:
    (state, _), (_, other) = states.issue(), states.issue()
    assert refusal(states, state, other) == "forged"
    assert refusal(states, state, "") == "no_cookie"


def test_a_longer_life_cannot_be_written_in(states: StateIssuer) -> None:
    state, cookie = states.issue()
    nonce, until, signature = state.split(".")
    assert refusal(states, f"{nonce}.{int(until) + 1}.{signature}", cookie) == "forged"
    assert refusal(states, f"{'A' * 22}.{until}.{signature}", cookie) == "forged"


@pytest.mark.parametrize("state", ["", ".", "a.b.c", "é" * 22 + ".1." + "0" * 64, "A" * 5000, "\x00"])
def test_anything_else_is_refused(states: StateIssuer, state: str) -> None:
    assert refusal(states, state, "cookie") == "malformed"


def test_another_secret_key_makes_no_good_states(states: StateIssuer, clock: AdjustableClock) -> None:
    state, cookie = StateIssuer(SecretKey(NEW), clock.now).issue()
    assert refusal(states, state, cookie) == "forged"


def test_states_outlive_a_rotation_of_the_key(states: StateIssuer, clock: AdjustableClock) -> None:
    state, cookie = states.issue()
    assert StateIssuer(SecretKey(f"{NEW},{OLD}"), clock.now).check(state, cookie)


def test_the_cookie_is_for_this_host_over_https_and_out_of_reach_of_scripts() -> None:
    name, value = cookie_header("abc")
    assert name == "set-cookie"
    assert value.startswith(f"{STATE_COOKIE}=abc; ")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"} <= set(value.split("; "))
    assert STATE_COOKIE.startswith("__Host-")
    assert "Max-Age=0" in cookie_header("")[1].split("; ")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (f"{STATE_COOKIE}=abc", "abc"),
        (f"a=b; {STATE_COOKIE}=abc ; c=d", "abc"),
        (f"x{STATE_COOKIE}=abc", ""),
        (STATE_COOKIE, ""),
        ("", ""),
        (";;=;é", ""),
    ],
)
def test_the_cookie_is_found_among_others(header: str, value: str) -> None:
    assert read_cookie({"HTTP_COOKIE": header}) == value
    assert read_cookie({}) == ""
