"""Frozen classes, as `@dataclass(frozen=True, slots=True)` makes them, declared in a tenth of its time.

A dataclass writes, compiles and runs six functions the moment it's declared: with several hundred of them that was
a quarter of a start, most of it for classes that the process never makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

ClassT = TypeVar("ClassT", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: ClassT) -> ClassT:
    """Make a class of values that don't change. `fields`, `replace` and `asdict` take it for the dataclass that it is.

    What is called often is written as a dataclass writes it, but only when it's first called for.
    """
    cls.__doc__ = cls.__doc__ or cls.__name__  # or else it's made of the signature, which takes as long again
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    methods = _SHARED | {name: _WrittenOnFirstUse(made, name, write) for name, write in _WRITERS.items()}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


class _WrittenOnFirstUse:
    """Takes a method's place until somebody looks at it, from an instance or from the class."""

    def __init__(self, owner: Any, name: str, write: Callable[[Any], Callable[..., Any]]) -> None:
        self._owner, self._name, self._write = owner, name, write

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        method: Any = self._write(self._owner)
        method.__qualname__ = f"{self._owner.__qualname__}.{self._name}"
        method.__module__ = self._owner.__module__
        setattr(self._owner, self._name, method)
        return method.__get__(instance, owner)


def _write_init(cls: Any) -> Callable[..., Any]:
    """Return an `__init__` that fills the slots directly, as nothing else can."""
    names: dict[str, Any] = {"_missing": MISSING}
    parameters, lines = ["self"], list[str]()
    for each in fields(cls):
        names |= {f"_set_{each.name}": getattr(cls, each.name).__set__}
        names |= {f"_default_{each.name}": each.default, f"_make_{each.name}": each.default_factory}
        parameters += _write_parameter(each)
        lines += [f"    _set_{each.name}(self, {value})" for value in _write_value(each)]
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or ["    pass"])
    exec(source, names)  # noqa: S102 - nothing but field names of our own is in it
    init: Callable[..., Any] = names["__init__"]
    init.__annotations__ = {each.name: each.type for each in fields(cls) if each.init} | {"return": None}
    return init


def _write_parameter(each: Field[Any]) -> Iterator[str]:
    if each.init and each.default is not MISSING:
        yield f"{each.name}=_default_{each.name}"
    elif each.init:
        yield each.name if each.default_factory is MISSING else f"{each.name}=_missing"


def _write_value(each: Field[Any]) -> Iterator[str]:
    """Yield the value for the slot; nothing where `__post_init__` has to give one."""
    if each.init and each.default_factory is not MISSING:
        yield f"_make_{each.name}() if {each.name} is _missing else {each.name}"
    elif each.init:
        yield each.name
    elif each.default_factory is not MISSING:
        yield f"_make_{each.name}()"
    elif each.default is not MISSING:
        yield f"_default_{each.name}"


def _write_eq(cls: Any) -> Callable[..., Any]:
    source = f"{_tuple_of(cls, 'self')} == {_tuple_of(cls, 'other')} if other.__class__ is self.__class__"
    return eval(f"lambda self, other: {source} else NotImplemented")  # type: ignore[no-any-return]  # noqa: S307


def _write_hash(cls: Any) -> Callable[..., Any]:
    return eval(f"lambda self: hash({_tuple_of(cls, 'self')})")  # type: ignore[no-any-return]  # noqa: S307


def _tuple_of(cls: Any, of: str) -> str:
    return "(" + "".join(f"{of}.{each.name}, " for each in fields(cls) if each.compare) + ")"


def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_WRITERS = {"__init__": _write_init, "__eq__": _write_eq, "__hash__": _write_hash}
_SHARED: dict[str, Any] = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _get_state,
    "__setstate__": _set_state,
}
