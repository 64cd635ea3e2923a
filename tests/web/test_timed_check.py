from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

import pytest

from bot.web.timed_check import NoAnswer, TimedCheck


class Question:
    """Counts how often it is asked, and answers when it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self) -> int:
        self.asked += 1
        assert self.may_answer.wait(10)
        return self.asked


def test_an_answer_is_kept_for_a_moment() -> None:
    now, question = [100.0], Question()
    check = TimedCheck(question, monotonic=lambda: now[0], kept=0.5)
    assert [check(), check()] == [1, 1]
    now[0] += 0.5
    assert check() == 2


def test_what_hangs_is_told_in_time_and_asked_once() -> None:
    question = Question()
    question.may_answer.clear()
    check = TimedCheck(question, monotonic=time.monotonic, seconds=0.2, kept=0.0)
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(check) for _ in range(8)]
    assert {type(each.exception()) for each in asked} == {NoAnswer}
    assert time.monotonic() - started < 2
    assert question.asked == 1
    question.may_answer.set()
    while check() == 1:  # the late answer is good for nobody who asks afterwards
        time.sleep(0.01)
    assert question.asked > 1


@pytest.mark.parametrize("error", [OSError("x"), FutureTimeout("its own")])
def test_what_the_question_raises_is_raised(error: Exception) -> None:
    def ask() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        TimedCheck(ask, monotonic=time.monotonic)()
    assert raised.value is error
