"""That the tool makes faults of each kind, tells those that tests notice from others, and leaves the tree as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.__main__ import main
from tests.mutation.groups import GROUPS
from tests.mutation.mutants import list_mutants
from tests.mutation.runs import FailingTests, Fault, Outcome, Workshop, nearest_tests, sample_faults

ROOT = Path(__file__).parent.parent.parent

TOY = '''
def may_vote(age: int, *, is_member: bool = True) -> bool:
    """Return whether somebody may vote."""
    return age >= 18 and is_member


def count_down(number: int) -> int:
    while number > 0:
        number -= 1
    return number
'''
TOY_TEST = """
from bot.toy import count_down, may_vote


def test_who_may_vote() -> None:
    assert [may_vote(18), may_vote(17), may_vote(30, is_member=False)] == [True, False, False]


def test_counting() -> None:
    assert count_down(3) == 0
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, text in {
        "bot/__init__.py": "",
        "bot/toy.py": TOY,
        "tests/test_toy.py": TOY_TEST,
        "tests/test_red.py": "def test_red():\n    assert False\n",
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n",
    }.items():
        (tmp_path / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / path).write_text(text, encoding="utf-8")
    return tmp_path / "tree"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a == b", {"a != b"}),
        ("a in b", {"a not in b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("5", {"6", "4"}),
        ("True", {"False"}),
        ("a + b", {"a - b"}),
        ("min(a, b)", {"max(a, b)"}),
        ("or_(a, b)", {"and_(a, b)"}),
        ("a.where(b, c)", {"a.where(b)", "a.where(c)"}),
        ("[a for a in b if c]", {"[a for a in b]"}),
        ("a if b else c", {"a if not b else c"}),
        ("a is None", {"a is not None"}),
        ("column.is_(None)", {"column.is_not(None)"}),
        ("'text'", set()),
    ],
)
def test_every_kind_of_expression_has_its_faults(source: str, expected: set[str]) -> None:
    found = [mutant.source.strip() for mutant in list_mutants(f"x = {source}")]
    assert sorted(found) == sorted(f"x = {each}" for each in expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a:\n    b = c", ["if not a:\n    b = c"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("def f():\n    return None", []),
        ("a.b(c)", ["pass"]),
        ("raise a", ["pass"]),
        ("logger.info(a < b)", []),
        ("assert a < b", []),
        ("'''Return nothing.'''", []),
        ("x: Literal[5]", []),
        ("@app.on(a)\ndef f():\n    pass", ["def f():\n    pass"]),
        ("@dataclass(frozen=True)\nclass A:\n    pass", []),
        ("self._a = a", []),
        ("self._since = now", ["pass"]),
    ],
)
def test_every_kind_of_statement_has_its_faults(source: str, expected: list[str]) -> None:
    assert [mutant.source.strip() for mutant in list_mutants(source)] == expected


def test_a_mutant_says_where_it_is_and_what_was_changed() -> None:
    [mutant] = list_mutants("a = 'x'\nb = a == c")
    assert str(mutant) == "2: a == c  ->  a != c"


def test_a_seed_picks_the_same_faults_of_all_modules_again(tree: Path) -> None:
    (tree / "bot/other.py").write_text("x = 1\n", encoding="utf-8")
    modules = ["bot/toy.py", "bot/other.py"]
    everything = sample_faults(tree, modules, seed="1", size=1000)
    assert {fault.module for fault in everything} == set(modules)
    assert len(set(everything)) == len(everything)
    samples = [sample_faults(tree, modules, seed=seed, size=4) for seed in ("1", "1", "2")]
    assert samples[0] == samples[1] != samples[2]
    assert [len(sample) for sample in samples] == [4, 4, 4]


def test_the_nearest_test_is_the_mirror_else_those_of_the_nearest_folder() -> None:
    assert nearest_tests(ROOT, "bot/web/guard.py") == ["tests/web/test_guard.py"]
    assert "tests/dispatch/test_router.py" in nearest_tests(ROOT, "bot/dispatch/nothing_like_it.py")
    for group in GROUPS.values():
        assert group.list_modules(ROOT)
        assert group.list_tests(ROOT)


@pytest.mark.drawn(2)
def test_faults_are_killed_survive_or_never_end_and_the_tree_stays_as_it_was(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    workshop = Workshop(tree, tmp_path / "copy")
    faults = {mutant.after: Fault("bot/toy.py", mutant) for mutant in list_mutants(TOY)}
    workshop.measure(["tests/test_toy.py"])
    for after, outcome, seconds in (
        ("age > 18", Outcome.KILLED, 30.0),
        ("pass", Outcome.TIMEOUT, 3.0),  # `number -= 1` is gone
        ("age < 18", Outcome.KILLED, 30.0),
    ):
        assert workshop.try_fault(faults[after], ["tests/test_toy.py"], seconds=seconds) is outcome, after
    (tmp_path / "copy/tests/test_toy.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    assert workshop.try_fault(faults["age > 18"], ["tests/test_toy.py"], seconds=30.0) is Outcome.SURVIVED
    assert (tree / "bot/toy.py").read_text(encoding="utf-8") == TOY
    assert (tmp_path / "copy/bot/toy.py").read_text(encoding="utf-8") == TOY


def test_tests_that_fail_without_a_fault_tell_nothing(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(FailingTests):
        Workshop(tree, tmp_path / "copy").measure(["tests/test_red.py"])


def test_the_report_ends_with_the_survivors(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / "tests/test_toy.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    assert main(["bot/toy.py", "--tree", str(tree), "--only", "bot/toy.py:10"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[-4:] == [
        "modules: 0 killed, 1 survived, 0 timeout",
        "",
        "1 survived",
        "  bot/toy.py:10: return number  ->  return None",
    ]
