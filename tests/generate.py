"""`python -m tests.generate` writes what the program itself makes: completions/, man/, locale/."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.main import get_command

from cozewf.cli.commands import build
from cozewf.shell.man import write_pages
from cozewf.shell.scripts import SCRIPTS, write_script
from cozewf.shell.topics import make_topics
from cozewf.shell.tree import Command, read

from . import catalogue
from .picture import draw_run

ROOT = Path(__file__).parent.parent


def read_tree() -> Command:
    return read(get_command(build()))


def generate() -> dict[str, str]:
    """Every generated file: its path below the project's folder, and its text."""
    tree = read_tree()
    scripts = {
        f"completions/{shell}/{script.file}": write_script(shell, tree)
        for shell, script in SCRIPTS.items()
    }
    pages = write_pages(tree, make_topics(tree))
    with TemporaryDirectory() as home:
        picture = draw_run(Path(home))
    return (
        scripts
        | {f"man/man1/{name}": text for name, text in pages.items()}
        | {"man/pictures/stream.svg": picture}
    )


def main() -> None:
    files = generate()
    for folder in ("completions", "man"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and str(path.relative_to(ROOT)) not in files:
                path.unlink()
    for name, text in files.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    sys.stdout.write(f"{len(files)} files are as the command tree says.\n")
    if missing := catalogue.update():
        sys.stdout.write(f"{missing} texts wait for their translation in {catalogue.PO}.\n")


if __name__ == "__main__":
    main()
