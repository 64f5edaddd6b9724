"""What is made from the command tree is checked in as it would be made now."""

from __future__ import annotations

from ..generate import ROOT, generate, read_tree


def test_generating_again_changes_nothing() -> None:
    files = generate()
    folders = ("completions", "man")
    found = {p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file()}
    kept = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in found}
    assert kept.keys() == files.keys(), "python -m tests.generate"
    assert [name for name in files if kept[name] != files[name]] == [], "python -m tests.generate"


def test_every_command_and_option_says_what_it_does() -> None:
    tree = read_tree()
    silent = [command.title for command in tree.walk() if not command.summary]
    silent += [
        f"{command.title} {option.names[0]}"
        for command in tree.walk()
        for option in command.options
        if not option.help
    ]
    silent += [f"{c.title} {a.name}" for c in tree.walk() for a in c.arguments if not a.help]
    assert silent == []


def test_no_two_options_differ_in_case_alone() -> None:
    """PowerShell's tables would take them for one."""
    for command in read_tree().walk():
        names = [name.lower() for option in command.options for name in option.names]
        assert len(names) == len(set(names)), command.title
