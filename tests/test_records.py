"""Records are frozen dataclasses in all that a program can ask of them."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, asdict, field, is_dataclass, replace
from typing import Any, ClassVar

import pytest

from cozewf.records import frequent_record, record


@record
class Point:
    """A point."""

    type: ClassVar[str] = "point"
    x: int
    tags: tuple[str, ...] = ()
    more: dict[str, int] = field(default_factory=dict, hash=False)
    secret: str = field(default="", repr=False)


@record
class Other:
    """Another thing with the same fields."""

    x: int


@frequent_record
class Often:
    """One of many."""

    x: int
    tags: tuple[str, ...] = ()


def test_a_record_holds_what_it_is_given_and_its_defaults() -> None:
    point = Point(x=1, secret="s")
    assert (point.x, point.tags, point.more, point.secret, point.type) == (1, (), {}, "s", "point")
    assert Point(x=1).more is not Point(x=1).more


@pytest.mark.parametrize(
    ("given", "said"), [({}, "Point needs x"), ({"x": 1, "y": 2, "z": 3}, "Point has no y, z")]
)
def test_a_record_takes_its_fields_and_no_others(given: dict[str, Any], said: str) -> None:
    with pytest.raises(TypeError) as raised:
        Point(**given)
    assert str(raised.value) == said


def test_a_record_cannot_be_changed() -> None:
    point: Any = Point(x=1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2
    with pytest.raises(FrozenInstanceError):
        point.new = 1
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert point == Point(x=1)


@pytest.mark.parametrize("class_", [Other, Often])
def test_records_are_equal_by_class_and_value(class_: Any) -> None:
    assert class_(x=1) == class_(x=1)
    assert class_(x=1) != class_(x=2)
    other: object = Often(x=1)
    assert Other(x=1) != other
    assert len({class_(x=1), class_(x=1), class_(x=2)}) == 2


def test_a_record_is_shown_without_what_is_not_to_be() -> None:
    assert repr(Point(x=1, secret="s")) == "Point(x=1, tags=(), more={})"
    assert repr(Often(x=1)) == "Often(x=1, tags=())"


@pytest.mark.parametrize("made", [Point(x=1, tags=("a",), more={"b": 2}), Often(x=1)])
def test_a_record_is_copied_as_any_dataclass(made: Any) -> None:
    for copied in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert copied == made
    assert replace(made, x=5).x == 5
    assert asdict(made)["x"] == 1
    assert is_dataclass(made)


def test_help_shows_the_fields_of_a_record() -> None:
    assert str(inspect.signature(Point)) == (
        "(*, x: 'int', tags: 'tuple[str, ...]' = (),"
        " more: 'dict[str, int]' = {}, secret: 'str' = '')"
    )
