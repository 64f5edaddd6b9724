"""Every function of cozewf that shows something, read from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import cozewf

ROOT = Path(cozewf.__file__).parent
# What shows: methods by the names of their objects, and functions by the modules they are of.
_METHODS = {
    **dict.fromkeys(("say", "say_part", "write", "write_bytes", "write_json"), "terminal"),
    **dict.fromkeys(("write_aside", "ask", "ask_secret"), "terminal"),
    **dict.fromkeys(("out", "err"), "terminal"),
    **dict.fromkeys(("warn", "note"), "app self"),
    **dict.fromkeys(("_tell", "_warn"), "self"),
    **dict.fromkeys(("prompt", "run"), "session application"),
    **dict.fromkeys(("stdout", "stderr", "__stdout__", "__stderr__"), "sys"),
}
_FUNCTIONS = {
    **dict.fromkeys(("clean", "clean_line", "escape"), "cleaning"),
    **dict.fromkeys(("quote",), "reports"),
}
_BUILT_IN = "print"
# These are what shows, and tell nothing of who does.
PASSING = {
    *("cli.app:App.warn", "cli.app:App.note", "render.reports:quote"),
    *("repl:Repl._tell", "repl.partner:Partner._tell"),
}


def find_writers() -> set[str]:
    """Their names, as "module:function", without the package's."""
    return {
        name
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).as_posix() not in ("terminal.py", "cleaning.py")
        for name in _writers_of(path)
    } - PASSING


def _writers_of(path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    tree = ast.parse(path.read_text("utf-8"))
    functions = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module or "").endswith(_FUNCTIONS.get(alias.name, "?"))
    }
    functions |= {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and module.endswith(_FUNCTIONS.get(node.name, "?"))
    }
    for name in _find(tree, "", functions):
        yield f"{module}:{name}"


def _find(node: ast.AST, inside: str, functions: set[str]) -> Iterator[str]:
    """The qualified names of the functions in which something is shown."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef():
                yield from _find(child, f"{inside}{child.name}.", functions)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _find(child, f"{inside}{child.name}.<locals>.", functions)
            case _:
                if _shows(child, functions):
                    yield inside.removesuffix(".<locals>.").removesuffix(".") or "<module>"
                yield from _find(child, inside, functions)


def _shows(node: ast.AST, functions: set[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in functions or name == _BUILT_IN
        case ast.Attribute(value=owner, attr=method) if method in _METHODS:
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            return name.strip("_") in _METHODS[method].split()
        case _:
            return False
