from __future__ import annotations

import base64

import pytest

from bot.install.secret_key import SecretKey, SecretKeyError

OLD, NEW = (base64.urlsafe_b64encode(each * 32).decode() for each in (b"o", b"n"))


def test_what_is_sealed_is_unreadable_and_opens_again() -> None:
    key = SecretKey(OLD)
    sealed = key.seal("xoxb-1-väldigt")
    assert "xoxb" not in sealed
    assert key.unseal(sealed) == "xoxb-1-väldigt"


def test_the_same_words_are_sealed_differently_each_time() -> None:
    key = SecretKey(OLD)
    assert key.seal("xoxb-1") != key.seal("xoxb-1")


def test_the_first_of_several_seals_and_all_open() -> None:
    both = SecretKey(f" {NEW} , {OLD},")
    assert both.unseal(SecretKey(OLD).seal("a")) == "a"
    assert SecretKey(NEW).unseal(both.seal("b")) == "b"
    with pytest.raises(SecretKeyError):
        SecretKey(OLD).unseal(both.seal("b"))


@pytest.mark.parametrize("change", [lambda sealed: sealed[:-2], lambda sealed: "", lambda sealed: "A" * 9 + sealed[9:]])
def test_damage_is_one_clear_error(change: object) -> None:
    key = SecretKey(OLD)
    assert callable(change)
    with pytest.raises(SecretKeyError, match="another ROADMATE_SECRET_KEY, or damaged"):
        key.unseal(change(key.seal("xoxb-1")))


@pytest.mark.parametrize("setting", ["", " , ", "hunter2", OLD[:-4], f"{OLD},hunter2", "ключ"])
def test_a_malformed_key_is_refused_without_being_repeated(setting: str) -> None:
    with pytest.raises(SecretKeyError, match=r"^ROADMATE_SECRET_KEY: ") as refused:
        SecretKey(setting)
    assert "hunter2" not in str(refused.value)
    assert OLD[:20] not in str(refused.value)
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_a_signature_is_good_for_its_words_only() -> None:
    key = SecretKey(OLD)
    signature = key.sign("a")
    assert key.is_signed("a", signature)
    assert not key.is_signed("b", signature)
    assert not key.is_signed("a", "")
    assert not key.is_signed("a", "é")


def test_signatures_outlive_a_rotation() -> None:
    assert SecretKey(f"{NEW},{OLD}").is_signed("a", SecretKey(OLD).sign("a"))
    assert not SecretKey(NEW).is_signed("a", SecretKey(OLD).sign("a"))


def test_nothing_shows_in_a_repr() -> None:
    assert OLD[:10] not in repr(SecretKey(OLD))
