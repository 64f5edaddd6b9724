"""Imports point one way, and each outside library has one owner."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cozewf"
# Each layer may import what stands before it, and its own modules.
LAYERS = [
    {
        *("errors", "events", "models", "records", "growing", "codes", "language", "places"),
        *("signals", "cleaning", "secrets"),
    },
    {"wire", "state", "talk", "turn", "polling", "recovery", "selection", "stats"},
    {"answers", "chat_answers", "params", "terminal", "profiles", "store", "mock", "shell"},
    {
        *("answer_book", "editing", "prompts", "recorder", "render", "client"),
        *("preflight", "saved_schemas"),
    },
    {"session", "doctor"},
    {"repl"},
    {"cli"},
    {"__main__"},
]
OWNERS = {
    "typer": {"cli"},
    "httpx": {"client"},
    "certifi": {"client"},
    "rich": {"terminal", "render"},
    "platformdirs": {"places"},
    "tomli_w": {"profiles", "answer_book"},
    "tomlkit": {"profiles"},
    "keyring": {"profiles"},
    "prompt_toolkit": {"editing", "repl"},
    "sqlite3": {"store", "shell"},  # what completes may not wait for the rest of `store`
    "jmespath": {"cli"},
    "jsonschema": {"preflight"},
    "referencing": {"preflight"},
    "starlette": {"mock"},
    "uvicorn": {"mock"},
}
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    """The layer name of a module: its first folder or file name."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def _imports(path: Path) -> tuple[set[str], set[str]]:
    """The parts of cozewf and the outside packages that a module imports, anywhere in it."""
    ours: set[str] = set()
    theirs: set[str] = set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            theirs |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            theirs.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            ours |= {name.partition(".")[0] for name in names}
    return ours & LEVEL.keys(), theirs


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    part = _part(path)
    if part == "__init__":
        return  # the public names, loaded when used
    ours, _ = _imports(path)
    assert {name for name in ours if LEVEL[name] > LEVEL[part]} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_an_outside_library_is_imported_by_its_owner_alone(path: Path) -> None:
    _, theirs = _imports(path)
    strangers = {name for name in theirs if name in OWNERS and _part(path) not in OWNERS[name]}
    assert strangers == set()
