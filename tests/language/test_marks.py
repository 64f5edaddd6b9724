"""Whatever is said to people is marked for translation where it is made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

from cozewf import errors

from ..catalogue import PACKAGE, parse

# Modules whose texts are not ours to translate, or are taken from the command tree.
DATA = {
    "mock/": "what servers say",
    "shell/": "scripts and pages in English; help and topics are translated through the tree",
    "store/tables.py": "SQL",
    "cli/commands.py": "help, translated through the tree",
    "cli/flags.py": "help, translated through the tree",
}
SPEAKING = {"mock/server.py", "shell/help.py"}  # of these folders, they speak for themselves
# What looks like prose and is none: patterns, and why.
ALLOWED = {
    r"module 0 has no attribute 0|0 (has no|needs) 0|cannot change 0": "errors of programmers",
    r"a chat's question is answered by.*": "errors of programmers",
    r".*\(\?P<.*|'\(\.\*\)' is not one of ": "patterns of what Typer says",
    r"location header|missing authorization|authentication failed:": "what servers say",
    r"Extra data": "what Python's own decoder says; shown in translation",
    r"EXECUTE ID": "the name of a column, marked beside it",
    r"(Cookie|Authorization): .*|-H .*|  COZEWF_BASE_URL=.*|--output json": "to be sent or typed",
    r"pip install .*|cozewf help .*|cozewf:": "to be typed",
    r"https?:|(conversation|chat|profiles)\.": "beginnings of names",
    r"bold \w+": "styles",
    r"(PRAGMA|BEGIN) .*": "SQL",
    r"array of 0": "a type",
    r"\(\.\*\) .*": "a pattern of what Python says",
}
PROSE = re.compile(r"[A-Za-z]{2,}[,;:.]? [A-Za-z]{2,}|[a-z]{2,}[.?:]\s*$")
# What speaks to people: the names of its parameters, or places, that hold a text.
SPEAKERS = {"say", "say_part", "ask", "ask_secret", "warn", "note", "_tell", "Spinner", "ask_text"}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), parse(path)


def _speaks(name: str) -> bool:
    return name in SPEAKING or not name.startswith(tuple(DATA))


MODULES = dict(_modules())


def _called(node: ast.AST) -> str:
    """The last name of what is called."""
    match node:
        case ast.Call(func=ast.Name(name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case _:
            return ""


def _bare(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The literals below *node* that are neither marked, nor docstrings, nor help of options."""
    match node:
        case ast.JoinedStr(values=values):
            parts = [v.value if isinstance(v, ast.Constant) else "0" for v in values]
            yield node.lineno, "".join(map(str, parts))
            for value in values:
                yield from () if isinstance(value, ast.Constant) else _bare(value)
        case ast.Constant(str() as text):
            yield node.lineno, text
        case _ if not _is_told(node):
            for child in ast.iter_child_nodes(node):
                yield from _bare(child)


def _is_told(node: ast.AST) -> bool:
    """Whether what is below *node* is marked, or is no text of the program's."""
    match node:
        case ast.Expr(ast.Constant()) | ast.arg():
            return True
        case _:
            return _called(node) in ("_", "N_", "Option", "Argument", "compile")


def _find_prose() -> list[tuple[str, str]]:
    return [
        (f"{name}:{line}", text)
        for name, module in MODULES.items()
        if _speaks(name)
        for line, text in _bare(module)
        if PROSE.search(text)
    ]


def test_no_prose_is_without_a_mark() -> None:
    found = _find_prose()
    allowed = re.compile("|".join(ALLOWED))
    assert [(place, text) for place, text in found if not allowed.fullmatch(text)] == []
    needless = [p for p in ALLOWED if not any(re.fullmatch(p, text) for _, text in found)]
    assert needless == []


def test_what_speaks_to_people_is_given_no_bare_word() -> None:
    found = set()
    for name, module in MODULES.items():
        for node in ast.walk(module) if _speaks(name) else ():
            if isinstance(node, ast.Call) and _called(node) in SPEAKERS | ERRORS:
                spoken = [*node.args, *(k.value for k in node.keywords if k.arg == "hint")]
                texts = {text for argument in spoken for _, text in _bare(argument)}
                found |= {text for text in texts if re.search("[A-Za-z]{2}", text)}
    assert found == {
        *("cozewf:", "error", "$ cozewf 0"),  # the program's name, a key of JSON, a command
        *("  COZEWF_BASE_URL=0 COZEWF_API_KEY=0 cozewf stream wf_123", "any"),
    }


def test_a_mark_holds_one_plain_text() -> None:
    """`_(f"…")` would look up what nobody can have translated."""
    for name, module in MODULES.items():
        for node in ast.walk(module):
            if _called(node) in ("_", "N_"):
                assert isinstance(node, ast.Call)
                (argument,) = node.args
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{name}:{node.lineno}"
                if _called(node) == "N_":
                    assert isinstance(argument, ast.Constant), f"{name}:{node.lineno}"


def test_no_function_that_translates_has_another_underscore() -> None:
    for name, module in MODULES.items():
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = list(ast.walk(function))
                calls = any(_called(node) == "_" for node in inside)
                binds = any(
                    (isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store))
                    or (isinstance(n, ast.arg) and n.arg == "_")
                    for n in inside
                )
                assert not (calls and binds), f"{name}:{function.lineno}"


def test_the_marks_are_found_everywhere() -> None:
    """The test of the tests: each kind of slip is seen."""
    slip = ast.parse('def f(x):\n    """Doc string here."""\n    say(f"It is {x} of them")\n')
    assert list(_bare(slip)) == [(3, "It is 0 of them")]
    assert list(_bare(ast.parse('_("It is {x}").format(x=1)'))) == []
    assert list(_bare(ast.parse("f\"{_('in it')} and {g('this too')}\""))) == [
        (1, "0 and 0"),
        (1, "this too"),
    ]


def test_a_text_gets_the_values_that_it_names() -> None:
    found = []
    for name, module in MODULES.items():
        for node in ast.walk(module):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        ast.Call(func=ast.Name("_"), args=[ast.Constant(str() as text)]), "format"
                    ),
                    args=positional,
                    keywords=given,
                ):
                    wanted = {field for _, field, _, _ in Formatter().parse(text) if field}
                    if positional or wanted != {keyword.arg for keyword in given}:
                        found.append(f"{name}:{node.lineno}: {text}")
    assert found == []
