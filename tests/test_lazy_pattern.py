"""A pattern that is compiled on first use is the same pattern."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from bot.lazy_pattern import lazy_pattern


def test_it_does_what_a_pattern_does() -> None:
    lazy, eager = lazy_pattern(r"(?P<n>\d+)\s*H", re.IGNORECASE), re.compile(r"(?P<n>\d+)\s*H", re.IGNORECASE)
    for text in ("2h and 10 H", "none"):
        assert [each.groupdict() for each in lazy.finditer(text)] == [each.groupdict() for each in eager.finditer(text)]
        assert lazy.sub("x", text) == eager.sub("x", text)
        assert bool(lazy.match(text)) == bool(eager.match(text))
    assert (lazy.pattern, lazy.flags, lazy.groups) == (eager.pattern, eager.flags, eager.groups)


def test_a_broken_one_says_so_when_it_is_used() -> None:
    broken = lazy_pattern("(")
    for _ in range(2):
        with pytest.raises(re.error):
            broken.search("")


def test_loading_all_of_roadmate_compiles_no_pattern_but_those_for_bolt() -> None:
    """They were a tenth of what a start took."""
    program = """
import re, sys
compiled, real = set(), re.compile
def compile(pattern, flags=0):
    compiled.add(sys._getframe(1).f_globals["__name__"])
    return real(pattern, flags)
re.compile = compile
import bot.app
print(*(name for name in compiled if name.startswith("bot.") and name != "bot.lazy_pattern"))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "bot.dispatch.router\n"
