"""The READMEs cannot lie: every command, script and table in them is tried."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cozewf import __version__
from cozewf.errors import EXIT_CODES
from cozewf.mock.server import Server
from cozewf.shell.man import RELEASED

from .generate import ROOT, read_tree
from .pseudo_terminal import PseudoTerminal
from .readme import FILES, STAYS, TALKS, TOUR, Block, join, read_blocks
from .shell.conftest import need

TREE = read_tree()
_SERVERS = ("http://127.0.0.1:8787", "https://coze.example.com")
BLOCKS = [block for file in FILES for block in read_blocks(file)]


def _of(*languages: str) -> list[Block]:
    """The blocks that are no part of the tour; what both files have is done once."""
    found = {b.text: b for b in BLOCKS if b.language in languages and b.section != TOUR}
    return list(found.values())


def _tour(file: str) -> list[Block]:
    return [b for b in BLOCKS if b.file == file and b.section == TOUR and b.language == "sh"]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with Server("open-source", pace=0) as server:
        yield server.base_url


def _environ(home: Path) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }


def _run(
    argv: list[str], text: str, home: Path, base_url: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a program on its stdin, or at the end of *argv* where that is a shell."""
    for server in _SERVERS:
        text = text.replace(server, base_url)
    login = {"COZEWF_BASE_URL": base_url, "COZEWF_API_KEY": "any"}
    is_shell = argv[0] == "bash"
    return subprocess.run(
        [*argv, text] if is_shell else argv,
        input="" if is_shell else text,
        text=True,
        capture_output=True,
        env=_environ(home) | login | more,
        cwd=home,
        timeout=50,
        check=False,
    )


@pytest.mark.timeout(300)
def test_the_tour_works_word_for_word_from_an_empty_home(base_url: str, tmp_path: Path) -> None:
    """`python -m tests.tour` does it in a fresh environment, and the rest of it as well."""
    scripts = {file: re.sub(r"(?m)^echo '== .*", "", join(_tour(file))) for file in FILES}
    assert len(set(scripts.values())) == 1
    script = join(_tour(FILES[0])).replace(_SERVERS[0], base_url)
    done = subprocess.run(
        ["bash", "-ec", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_environ(tmp_path),
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    parts = re.split(r"(?m)^== line \d+\n", done.stdout)[1:]
    shell = [block for block in _tour(FILES[0]) if block.remark not in (STAYS, TALKS)]
    silent = [
        str(block)
        for block, part in zip(shell, parts, strict=True)
        if not part and "export" not in block.text and ">" not in block.text
    ]
    assert silent == []


def test_what_the_tour_keeps_running_can_be_left(tmp_path: Path) -> None:
    (block,) = (block for block in _tour(FILES[0]) if block.remark == STAYS)
    command = ["bash", "-c", f"exec {block.text.strip()} --port 0"]
    with PseudoTerminal(command, _environ(tmp_path)) as terminal:
        terminal.wait_for("COZEWF_API_KEY=any cozewf stream wf_123")
        terminal.type("\x03")
        assert terminal.wait() in (0, 130)


def test_whom_the_tour_talks_with_answers(base_url: str, tmp_path: Path) -> None:
    (block,) = (block for block in _tour(FILES[0]) if block.remark == TALKS)
    environ = _environ(tmp_path) | {"COZEWF_BASE_URL": base_url, "COZEWF_API_KEY": "any"}
    with PseudoTerminal(["bash", "-c", block.text], environ) as terminal:
        terminal.wait_for("/help lists the commands.\n>")
        terminal.type("你好\r")
        terminal.wait_for("试试。\n\n>")
        terminal.type("\x04")
        assert terminal.wait() == 0
        assert "cozewf chat wf_chat --conversation" in terminal.text


@pytest.mark.parametrize("block", _of("sh"), ids=str)
def test_a_script_works_as_it_stands(block: Block, tmp_path: Path, base_url: str) -> None:
    if block.text.startswith("pip install") or "tests.generate" in block.text:
        return  # .ci/run does the installs, test_generated.py generates
    done = _run(["bash", "-ec"], block.text, tmp_path, base_url)
    assert done.returncode == block.exit_code, done.stdout + done.stderr
    assert done.stdout


@pytest.mark.parametrize("workflow", ["wf_123", "wf_fail"])
def test_the_github_job_writes_a_summary_or_an_annotation(
    tmp_path: Path, base_url: str, workflow: str
) -> None:
    (job,) = _yaml("GITHUB_STEP_SUMMARY")["jobs"].values()
    install, step = (step["run"] for step in job["steps"])
    assert (install, set(job["env"])) == (
        "pipx install cozewf",
        {"COZEWF_BASE_URL", "COZEWF_API_KEY"},
    )
    summary = tmp_path / "summary.md"
    # GitHub's own words for `run:` without `shell:`.
    script = step.replace("wf_123", workflow)
    done = _run(["bash", "-ec"], script, tmp_path, base_url, GITHUB_STEP_SUMMARY=str(summary))
    if workflow == "wf_123":
        assert (done.returncode, done.stdout) == (0, "")
        assert "AI in three minutes" in summary.read_text("utf-8")
    else:
        assert (done.returncode, summary.exists()) == (3, False)
        assert done.stdout.startswith("::error title=cozewf ended with 3::cozewf: ")
        assert (done.stdout.count("\n"), "%0A" in done.stdout) == (1, True)


def test_an_annotation_keeps_percent_signs_and_line_ends(tmp_path: Path, base_url: str) -> None:
    (job,) = _yaml("GITHUB_STEP_SUMMARY")["jobs"].values()
    fake = "cozewf() { printf '50%% of\\r\\n%%0A\\n' >&2; return 7; }\n"
    done = _run(["bash", "-ec"], fake + job["steps"][1]["run"], tmp_path, base_url)
    assert (done.returncode, done.stdout) == (
        7,
        "::error title=cozewf ended with 7::50%25 of%0D%0A%250A\n",
    )


def test_the_gitlab_job_leaves_its_artifact(tmp_path: Path, base_url: str) -> None:
    (job,) = _yaml("artifacts").values()
    install, *script = job["script"]
    assert install == "pip install cozewf"
    done = _run(["bash", "-eo", "pipefail", "-c"], "\n".join(script), tmp_path, base_url)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    (name,) = job["artifacts"]["paths"]
    assert json.loads((tmp_path / name).read_text("utf-8"))["status"] == "success"
    assert set(job["allow_failure"]["exit_codes"]) <= EXIT_CODES.keys()


def _yaml(mark: str) -> Any:
    """The CI job whose text has *mark*; it is the same in both files but for its comments."""
    found = [yaml.safe_load(b.text) for b in BLOCKS if b.language == "yaml" and mark in b.text]
    assert len(found) == len(FILES)
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("block", _of("js"), ids=str)
def test_the_node_program_works_as_it_stands(block: Block, tmp_path: Path, base_url: str) -> None:
    done = _run([need("node"), "--input-type=module"], block.text, tmp_path, base_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "AI in three minutes" in done.stdout


@pytest.mark.parametrize("block", _of("python"), ids=str)
def test_the_python_program_works_as_it_stands(block: Block, tmp_path: Path, base_url: str) -> None:
    done = _run([sys.executable, "-"], block.text, tmp_path, base_url)
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
def test_the_layout_names_every_part(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    parts = {path.stem for path in (ROOT / "cozewf").glob("[a-z]*") if path.suffix != ".typed"}
    named = set(re.findall(r"`(\w+)/?`", "\n".join(re.findall(r"(?m)^\| `.*", text))))
    assert parts - named == set()


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
