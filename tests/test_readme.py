"""The READMEs cannot lie: every command, script and table in them is tried."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cozewf import __version__
from cozewf.errors import EXIT_CODES
from cozewf.mock.server import Server
from cozewf.shell.man import RELEASED

from .generate import ROOT, read_tree
from .shell.conftest import need

FILES = ("README.md", "README.zh-CN.md")
TREE = read_tree()
_BLOCK = re.compile(r"(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)
_SERVERS = ("http://127.0.0.1:8787", "https://coze.example.com")


@dataclass(frozen=True)
class Block:
    """A piece of code of a README, and what the comment before it says."""

    file: str
    line: int
    language: str
    text: str
    remark: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _read(file: str) -> Iterator[Block]:
    text = (ROOT / file).read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(file, line, match[2], match[3], match[1] or "")


BLOCKS = [block for file in FILES for block in _read(file)]


def _of(*languages: str) -> list[Block]:
    return [block for block in BLOCKS if block.language in languages]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with Server("open-source", pace=0) as server:
        yield server.base_url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: a block may use what an earlier one of its file has made."""
    return tmp_path_factory.mktemp("home")


def _environ(home: Path, base_url: str) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COZEWF_BASE_URL": base_url,
        "COZEWF_API_KEY": "any",
        "GITHUB_STEP_SUMMARY": str(home / "summary.md"),
    }


def _run(argv: list[str], text: str, home: Path, base_url: str) -> subprocess.CompletedProcess[str]:
    for server in _SERVERS:
        text = text.replace(server, base_url)
    return subprocess.run(
        argv,
        input=text,
        text=True,
        capture_output=True,
        env=_environ(home, base_url),
        cwd=home,
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize("block", _of("sh"), ids=str)
def test_a_command_works_as_it_stands(block: Block, home: Path, base_url: str) -> None:
    if block.remark.startswith("not run: ") or block.text.startswith("pip install"):
        return  # .ci/run does the installs
    if "tests.generate" in block.text:
        return  # test_generated.py does
    wanted = int(block.remark.removeprefix("ends with ") or 0)
    done = _run(["bash", "-e"], block.text, home, base_url)
    assert done.returncode == wanted, done.stdout + done.stderr
    assert wanted or done.stdout or "export" in block.text or ">" in block.text


@pytest.mark.parametrize("block", _of("yaml"), ids=str)
def test_a_ci_job_works_as_it_stands(block: Block, home: Path, base_url: str) -> None:
    script = "\n".join(_steps(block.text))
    assert "cozewf" in script
    (home / "summary.md").unlink(missing_ok=True)
    done = _run(["bash", "-e"], script, home, base_url)
    assert done.returncode == 0, done.stdout + done.stderr
    if "SUMMARY" in script:
        assert "AI in three minutes" in (home / "summary.md").read_text("utf-8")


def _steps(text: str) -> Iterator[str]:
    """The shell commands of a job's steps, without the installs."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        step = line.strip().removeprefix("- ").removeprefix("run: ")
        if line.strip().startswith("- cozewf") or step.startswith("cozewf"):
            yield step
        elif step == "|":
            indent = len(line) - len(line.lstrip())
            for inner in lines[number + 1 :]:
                if len(inner) - len(inner.lstrip()) <= indent:
                    break
                yield inner


@pytest.mark.parametrize("block", _of("js"), ids=str)
def test_the_node_program_works_as_it_stands(block: Block, home: Path, base_url: str) -> None:
    done = _run([need("node"), "--input-type=module"], block.text, home, base_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "AI in three minutes" in done.stdout


@pytest.mark.parametrize("block", _of("python"), ids=str)
def test_the_python_program_works_as_it_stands(block: Block, home: Path, base_url: str) -> None:
    done = _run([sys.executable, "-"], block.text, home, base_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("file", FILES)
def test_every_command_is_shown(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    titles = [c.title for c in TREE.walk() if c.path and not c.commands]
    assert [title for title in titles if title not in text] == []


def test_the_table_of_exit_codes_is_the_programs() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rows = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    assert "\n".join(rows) in text
    assert re.findall(r"^\| (\d+) \|", (ROOT / FILES[1]).read_text("utf-8"), re.M) == [
        str(code) for code in EXIT_CODES
    ]


@pytest.mark.parametrize("file", FILES)
def test_the_newest_change_is_of_this_version(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.findall(r"^### (\d\S+) \((\S+)\)$", text, re.M)[0] == (__version__, RELEASED)


def test_both_languages_show_the_same_code() -> None:
    def code(file: str) -> list[tuple[str, str]]:
        return [(b.language, re.sub(r"#.*", "", b.text)) for b in BLOCKS if b.file == file]

    assert code(FILES[0]) == code(FILES[1])


@pytest.mark.parametrize("file", FILES)
def test_links_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in re.findall(r"^#+ .+$", text, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings
        elif "://" not in target:
            assert (ROOT / target).exists()
