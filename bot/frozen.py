"""Frozen classes, as `@dataclass(frozen=True, slots=True)` makes them, declared in a tenth of its time.

A dataclass looks through its fields and writes, compiles and runs six functions the moment it's declared: with several
hundred of them that was a quarter of a start, most of it for classes that the process never makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from inspect import get_annotations
from threading import RLock
from types import FunctionType
from typing import Any, TypeVar, dataclass_transform

ClassT = TypeVar("ClassT", bound=type)

_making = RLock()  # one attribute at a time, and those that it needs


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: ClassT) -> ClassT:
    """Make a class of values that don't change. `fields`, `replace` and `asdict` take it for a dataclass.

    What a dataclass has of its own is only made when it's first looked at.
    """
    names = [name for name, kind in get_annotations(cls).items() if not _is_class_variable(kind)]
    inherited = {slot for base in cls.__mro__[1:] for slot in base.__dict__.get("__slots__", ())}
    own = {name: value for name, value in cls.__dict__.items() if name not in {*names, "__dict__", "__weakref__"}}
    slots = {"__slots__": tuple(name for name in names if name not in inherited)}
    lazy = {name: _MadeOnFirstUse(cls, make) for name, make in _MAKERS.items()}
    made: Any = type(cls)(cls.__name__, cls.__bases__, {**_SHARED, **lazy, **own, **slots})
    made.__qualname__ = cls.__qualname__
    return made  # type: ignore[no-any-return]


def _is_class_variable(kind: object) -> bool:
    return str(kind).startswith(("ClassVar", "typing.ClassVar"))


class _MadeOnFirstUse:
    """Takes the place of a class's attribute until somebody looks at it, from an instance or from the class."""

    def __init__(self, declared: type, make: Callable[[Any, type], Any]) -> None:
        self._declared, self._make = declared, make

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        with _making:
            if self._owner.__dict__[self._name] is self:  # no other thread has made it meanwhile
                setattr(self._owner, self._name, self._make_named())
        made = self._owner.__dict__[self._name]
        return made.__get__(instance, owner) if isinstance(made, FunctionType) else made

    def _make_named(self) -> Any:
        made = self._make(self._owner, self._declared)
        if isinstance(made, FunctionType):
            made.__name__, made.__qualname__ = self._name, f"{self._owner.__qualname__}.{self._name}"
            made.__module__ = self._owner.__module__
        return made


def _read_dataclass(name: str) -> Callable[[Any, type], Any]:
    """Return what reads an attribute off the declared class once it's a dataclass, for which nothing is compiled."""

    def read(_cls: Any, declared: type) -> Any:
        if "__dataclass_fields__" not in declared.__dict__:
            dataclass(init=False, repr=False, eq=False)(declared)
        return declared.__dict__[name]

    return read


def _write_init(cls: Any, _declared: type) -> Callable[..., Any]:
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


def _write_eq(cls: Any, _declared: type) -> Callable[..., Any]:
    source = f"{_tuple_of(cls, 'self')} == {_tuple_of(cls, 'other')} if other.__class__ is self.__class__"
    return eval(f"lambda self, other: {source} else NotImplemented")  # type: ignore[no-any-return]  # noqa: S307


def _write_hash(cls: Any, _declared: type) -> Callable[..., Any]:
    return eval(f"lambda self: hash({_tuple_of(cls, 'self')})")  # type: ignore[no-any-return]  # noqa: S307


def _tuple_of(cls: Any, of: str) -> str:
    return "(" + "".join(f"{of}.{each.name}, " for each in fields(cls) if each.compare) + ")"


def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"can't assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"can't delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_MAKERS: dict[str, Callable[[Any, type], Any]] = {
    "__init__": _write_init,
    "__eq__": _write_eq,
    "__hash__": _write_hash,
    **{name: _read_dataclass(name) for name in ("__dataclass_fields__", "__dataclass_params__", "__match_args__")},
}
_SHARED: dict[str, Any] = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _get_state,
    "__setstate__": _set_state,
}
