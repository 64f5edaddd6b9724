"""The manual pages are clean, fit 80 columns, and say what the program says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from cozewf.errors import EXIT_CODES
from cozewf.shell.facts import ENVIRONMENT
from cozewf.shell.layout import width

from ..generate import ROOT, read_tree
from .conftest import need

PAGES = sorted((ROOT / "man" / "man1").glob("*.1"))


def _read(page: Path) -> str:
    done = subprocess.run(
        [need("mandoc"), "-T", "utf8", "-O", "width=78", str(page)],
        capture_output=True,
        check=True,
    )
    return re.sub(".\x08", "", done.stdout.decode("utf-8"))


def test_there_is_a_page_for_each_command() -> None:
    wanted = {"-".join(("cozewf", *command.path)) + ".1" for command in read_tree().walk()}
    assert {page.name for page in PAGES} == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_mandoc_finds_nothing_to_complain_of(page: Path) -> None:
    done = subprocess.run(
        [need("mandoc"), "-T", "lint", str(page)], capture_output=True, text=True, check=False
    )
    # An example is one line, as it is typed.
    complaints = [c for c in done.stdout.splitlines() if "longer than 80 bytes" not in c]
    assert complaints == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_read_at_80_columns(page: Path) -> None:
    lines = _read(page).splitlines()
    wide = [line for line in lines if width(line) > 80]
    assert [line for line in wide if not line.strip().startswith("cozewf ")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_its_sections(page: Path) -> None:
    found = re.findall(r'(?m)^\.SH "(.*)"$', page.read_text("utf-8"))
    wanted = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]
    if page.name != "cozewf-demo.1":  # it takes nothing, and its name is the example
        wanted += ["EXAMPLES"]
    wanted += ["ENVIRONMENT", "FILES", "EXIT STATUS", "SEE ALSO"]
    assert [name for name in found if name in wanted] == wanted


def test_a_page_tells_examples_environment_files_and_exit_codes() -> None:
    text = _read(ROOT / "man" / "man1" / "cozewf-stream.1")
    assert "cozewf stream poem -p topic=春天 --node 文章输出 > poem.md" in text
    plain = " ".join(text.split())
    for code, meaning in EXIT_CODES.items():
        assert f"{code} {meaning}" in plain
    for name, meaning in ENVIRONMENT:
        assert f"{name} {meaning}" in plain
    assert "config.toml" in plain
    assert "cozewf-resume(1)" in plain


def test_what_is_shown_can_be_copied() -> None:
    """No quote or hyphen of an option becomes a typographic one."""
    text = _read(ROOT / "man" / "man1" / "cozewf-resume.1")
    assert "--data '{" in text
    assert not set("‐‑‒–’‘“”ˆ˜") & set(text)
