"""A frozen class is what `@dataclass(frozen=True, slots=True)` makes of it, whatever its fields are."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from bot.frozen import frozen
from tests.test_app import MODULES

T = TypeVar("T")
standard = dataclass(frozen=True, slots=True)


def _declare(make: Callable[[type], type]) -> dict[str, Any]:
    """Return classes with all that a field can be, made by one of the two."""

    @make
    class Empty:
        pass

    @make
    class Point(Generic[T]):
        """A point."""

        kind: ClassVar = "point"
        x: int
        y: int = 2
        tags: list[str] = field(default_factory=list)
        seen: int = field(default=0, compare=False)
        secret: str = field(default="s", repr=False)

    @make
    class Named(Point[int]):
        y: int = 3
        name: str = "n"

    @make
    class Derived:
        given: int
        made: list[int] = field(init=False, default_factory=list)
        later: int = field(init=False)
        fixed: int = field(init=False, default=7)

        def __post_init__(self) -> None:
            object.__setattr__(self, "later", self.given + 1)

    @make
    class OwnWords:
        a: int
        b: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, OwnWords) and self.a == other.a

        def __hash__(self) -> int:
            return hash(self.a)

        def __repr__(self) -> str:
            return "mine"

    return {each.__name__: each for each in (Empty, Point, Named, Derived, OwnWords)}


OURS, THEIRS = _declare(frozen), _declare(standard)
ARGUMENTS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("Empty", (), {}),
    ("Point", (1,), {}),
    ("Point", (1, 5, ["a"]), {"seen": 4}),
    ("Point", (), {"x": 2, "secret": "t"}),
    ("Named", (1,), {"name": "m"}),
    ("Derived", (1,), {}),
    ("OwnWords", (1, 2), {}),
    ("OwnWords", (1, 3), {}),
)
WRONG: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("Empty", (1,), {}),
    ("Point", (), {}),
    ("Point", (1,), {"z": 1}),
    ("Derived", (1, 2), {}),
)


def _all_made(classes: dict[str, Any]) -> list[Any]:
    return [classes[name](*given, **named) for name, given, named in ARGUMENTS]


def _parameters(made: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(type(made)).parameters.values())


@pytest.mark.parametrize(
    "look",
    [
        repr,
        asdict,
        lambda made: [getattr(made, each.name) for each in fields(made)],
        lambda made: type(made).__match_args__,
        lambda made: type(made).__slots__,
        lambda made: type(made).__doc__ if type(made).__doc__ == "A point." else "",
        lambda made: [(each.name, each.kind, each.annotation) for each in _parameters(made)],
        lambda made: hasattr(made, "__dict__"),
        lambda made: [made == other for other in _all_made(OURS if type(made) in OURS.values() else THEIRS)],
        lambda made: made == 1,
    ],
)
def test_it_is_what_a_dataclass_is(look: Callable[[Any], Any]) -> None:
    assert [look(made) for made in _all_made(OURS)] == [look(made) for made in _all_made(THEIRS)]


def test_equal_values_have_one_hash() -> None:
    assert {OURS["Empty"](), OURS["Empty"]()} == {OURS["Empty"]()}
    first, second, other = (OURS["OwnWords"](a, b) for a, b in ((1, 2), (1, 3), (2, 2)))
    assert len({first, second, other}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(OURS["Point"](1))  # a list is in it


@pytest.mark.parametrize(("name", "given", "named"), WRONG)
def test_wrong_arguments_are_refused_in_the_same_words(
    name: str, given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    said = []
    for classes in (OURS, THEIRS):
        with pytest.raises(TypeError) as refused:
            classes[name](*given, **named)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_nothing_of_it_changes() -> None:
    point = OURS["Point"](1)
    with pytest.raises(FrozenInstanceError, match="can't assign to field 'x'"):
        point.x = 2
    with pytest.raises(FrozenInstanceError, match="can't delete field 'x'"):
        del point.x
    with pytest.raises(AttributeError):
        point.unknown = 2
    assert point.x == 1
    assert replace(point, x=2) == OURS["Point"](2)


@pytest.mark.parametrize("first", ["__match_args__", "__dataclass_params__", "__dataclass_fields__", "__eq__"])
def test_it_is_the_same_whatever_is_looked_at_first(first: str) -> None:
    point = _declare(frozen)["Point"]
    assert getattr(point, first) is getattr(point, first)
    assert point(1).tags == []
    assert [each.name for each in fields(point)] == ["x", "y", "tags", "seen", "secret"]


def test_many_threads_may_make_the_first_ones() -> None:
    start = Barrier(4)

    def make(named: Any) -> Any:
        start.wait()
        return named(1, tags=[2]), named(1)

    with ThreadPoolExecutor(4) as pool:
        for _ in range(20):
            named = _declare(frozen)["Named"]
            assert list(pool.map(make, [named] * 4)) == [(named(1, tags=[2]), named(1))] * 4


def test_a_method_of_the_class_above_is_its_own() -> None:
    class Later(OURS["Point"]):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(1)

        def __eq__(self, other: object) -> bool:
            return bool(super().__eq__(other))

        __hash__ = None

    assert Later() == Later()
    assert Later().tags == []


@frozen
class Copied:
    """What a copy is made of."""

    values: tuple[int, ...]
    inner: list[int] = field(default_factory=list)


def test_copies_are_equal() -> None:
    made = Copied((1, 2), [3])
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert again is not made


def test_defaults_of_their_own_are_not_shared() -> None:
    assert Copied(()).inner is not Copied(()).inner


def test_all_of_roadmate_is_declared_so() -> None:
    """The stand-in for Slack knows nothing of Roadmate, and no start loads it."""
    slow = re.compile(r"@dataclass\(frozen=True, slots=True\)$", re.MULTILINE)
    modules = [each for each in Path("bot").rglob("*.py") if "sandbox" not in each.parts]
    assert not [str(each) for each in modules if slow.search(each.read_text(encoding="utf-8"))]


def test_every_declaration_in_the_product_can_be_made() -> None:
    """A fault in one shows when it's first used, which may be long after the start."""
    modules = [importlib.import_module(name) for name in MODULES]
    declared = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__ and is_dataclass(each)
    }
    assert len(declared) > 400
    for each in declared:
        names = [field.name for field in fields(each)]
        assert set(getattr(each, "__match_args__", ())) <= set(names), each
        assert all(callable(getattr(each, name)) for name in ("__init__", "__eq__", "__repr__")), each
