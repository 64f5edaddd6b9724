"""Frozen dataclasses that cost little to define.

`dataclass` writes and compiles six functions for each class, and a stream needs 16 such classes
before its first line: 55 of its 408 million instructions. Records share theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(
    frozen_default=True, kw_only_default=True, eq_default=True, field_specifiers=(field,)
)
def record(class_: type[_T]) -> type[_T]:
    """Make *class_* a frozen dataclass with slots that takes its fields by name."""
    return _share(
        dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(class_), _FROZEN
    )


@dataclass_transform(
    frozen_default=True, kw_only_default=True, eq_default=True, field_specifiers=(field,)
)
def frequent_record(class_: type[_T]) -> type[_T]:
    """Make *class_* a record of which there may be hundreds of thousands.

    It has a constructor of its own: 0.8 µs instead of 4. Only type checkers keep it frozen, as
    that would be 1.8 µs more, a fifth of all that a JSON line costs.
    """
    return _share(dataclass(repr=False, eq=False, slots=True, kw_only=True)(class_), _SHOWN)


def _share(class_: type[_T], functions: Mapping[str, Any]) -> type[_T]:
    for name, function in functions.items():
        setattr(class_, name, function)
    return class_


def _init(self: Any, **given: Any) -> None:
    for its in fields(self):
        value = given.pop(its.name) if its.name in given else _default(its, MISSING)
        if value is MISSING:
            raise TypeError(f"{type(self).__name__} needs {its.name}")
        object.__setattr__(self, its.name, value)
    if given:
        raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")


def _values(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, its.name) for its in fields(self))


def _repr(self: Any) -> str:
    shown = (f"{its.name}={getattr(self, its.name)!r}" for its in fields(self) if its.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: object) -> bool:
    return _values(self) == _values(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _refuse(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot change {name}")


class _Signature:
    """What `help` and `inspect` show of a record: its fields instead of `_init`'s."""

    def __get__(self, instance: object, owner: Any) -> Any:
        import inspect  # noqa: PLC0415  for people who read, not for a run

        return inspect.Signature(
            [
                inspect.Parameter(
                    its.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=_default(its, inspect.Parameter.empty),
                    annotation=its.type,
                )
                for its in fields(owner)
            ]
        )


def _default(its: Field[Any], none: Any) -> Any:
    """The value of a field that is not given, *none* where it has to be."""
    if its.default is not MISSING:
        return its.default
    return none if its.default_factory is MISSING else its.default_factory()


def _getstate(self: Any) -> tuple[Any, ...]:
    return _values(self)


def _setstate(self: Any, state: tuple[Any, ...]) -> None:
    for its, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, its.name, value)


_SHOWN = {"__repr__": _repr, "__eq__": _eq, "__hash__": _hash}
_FROZEN = _SHOWN | {
    "__init__": _init,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
    "__signature__": _Signature(),
}
