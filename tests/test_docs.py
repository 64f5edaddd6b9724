"""The Python API is documented: every name, what it raises and calls, with examples that work."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pydoc
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

import cozewf
from cozewf import CozeWorkflow
from cozewf.mock.server import Server

_EXAMPLE_URL = "https://coze.example.com"
NAMES = [name for name in cozewf.__all__ if inspect.isclass(getattr(cozewf, name))]
PARTS = ("Workflows", "Chatflow", "Conversations")
ERRORS = {name for name in NAMES if issubclass(getattr(cozewf, name), cozewf.CozewfError)}


def _methods(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that cozewf itself has written for *kind*."""
    ours = [base for base in reversed(kind.__mro__) if base.__module__.startswith("cozewf")]
    members = {name: member for base in ours for name, member in vars(base).items()}
    for name, member in members.items():
        if not name.startswith("_") and (
            inspect.isfunction(member) or isinstance(member, property)
        ):
            yield f"{kind.__qualname__}.{name}", member


def _calls() -> Iterator[tuple[str, Any]]:
    """The methods behind `client.workflows` and its like: each is a call of the API."""
    for part in PARTS:
        yield from _methods(getattr(cozewf, part))


def _documented() -> Iterator[tuple[str, str]]:
    yield "cozewf", cozewf.__doc__ or ""
    for name in NAMES:
        kind = getattr(cozewf, name)
        for title, member in [(name, kind), *_methods(kind)]:
            yield title, inspect.getdoc(member) or ""
    for title, member in _calls():
        yield title, inspect.getdoc(member) or ""


DOCUMENTED = dict(_documented())


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_public_name_says_what_it_is(name: str) -> None:
    text = DOCUMENTED[name]
    assert text
    # A dataclass without a docstring gets its signature as one.
    assert not text.startswith(f"{name}(")


@pytest.mark.parametrize(
    ("name", "member"), list(_calls()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_call_says_its_endpoint_and_what_it_raises(name: str, member: Any) -> None:
    text = DOCUMENTED[name]
    assert "/v1/" in text, name
    raised = re.search(r"[Rr]aises ((?:as|else|[A-Z`])[^>]*)", text)
    assert raised, name
    words = set(re.findall(r"\b[A-Z]\w+[a-z]\b", raised[1]))
    assert words & ERRORS or "as `" in raised[1], name


@pytest.mark.parametrize("part", PARTS)
def test_the_client_says_where_its_calls_are(part: str) -> None:
    assert f"`{part}`" in DOCUMENTED["CozeWorkflow"]
    calls = [name for name in DOCUMENTED if name.startswith(f"{part}.")]
    assert [name for name in calls if ">>>" in DOCUMENTED[name]] != []


@pytest.mark.parametrize("name", [name for name, text in DOCUMENTED.items() if ">>>" in text])
def test_its_example_works(name: str) -> None:
    with Server("open-source", pace=0) as server:
        text = DOCUMENTED[name].replace(_EXAMPLE_URL, server.base_url)
        with CozeWorkflow("any", server.base_url) as client:
            example = doctest.DocTestParser().get_doctest(text, {"client": client}, name, None, 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            said: list[str] = []
            result = runner.run(example, out=said.append)
    assert (result.failed, "".join(said)) == (0, "")


def test_pydoc_reads_well() -> None:
    text = pydoc.plain(pydoc.render_doc(importlib.import_module("cozewf")))
    for name in NAMES:
        assert f"class {name}(" in text
    assert " at 0x" not in text  # a default that says nothing
    for event in get_args(cozewf.Event):
        assert event.__name__ in (cozewf.__doc__ or "")
