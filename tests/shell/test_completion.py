"""Each script in its real shell, driven by keys on a real terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from ..conftest import Cozewf
from ..generate import ROOT
from ..pseudo_terminal import PseudoTerminal
from .conftest import EVENT_ID, ODD_NAMES, Home, need

_SCRIPTS = ROOT / "completions"
_START = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        f"PS1='ready> '; source {_SCRIPTS}/bash/cozewf; bind 'set enable-bracketed-paste off'; "
        "alias cz=cozewf; complete -F _cozewf cz",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"PROMPT='ready> '; fpath=({_SCRIPTS}/zsh $fpath); autoload -Uz compinit; compinit -u -D; "
        "alias cz=cozewf; compdef cz=cozewf; setopt complete_aliases",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "function fish_prompt; echo -n 'ready> '; end; set -g fish_autosuggestion_enabled 0; "
        f"source {_SCRIPTS}/fish/cozewf.fish; alias cz=cozewf",
    ),
}
# What is typed before Tab, and the line after it.
STATIC = {
    "cozewf str": "cozewf stream",
    "cozewf stream 75 --no-i": "cozewf stream 75 --no-input",
    "cozewf run 75 --execute-mode r": "cozewf run 75 --execute-mode release",
    "cozewf run 75 --execute-mode=d": "cozewf run 75 --execute-mode=debug",
    "cozewf run --dry-run --bo": "cozewf run --dry-run --bot-id",
    "cozewf run --profile mock --bo": "cozewf run --profile mock --bot-id",
    "cozewf run -o jso --bo": "cozewf run -o jso --bot-id",
    "cozewf completion f": "cozewf completion fish",
    "cozewf stream 75 -p text=@not": "cozewf stream 75 -p text=@notes.txt",
    "cozewf stream 75 --params @not": "cozewf stream 75 --params @notes.txt",
    "cozewf stream 75 --params=@not": "cozewf stream 75 --params=@notes.txt",
    "cozewf stream 75 --answers not": "cozewf stream 75 --answers notes.txt",
    "cozewf stream 75 --answers=not": "cozewf stream 75 --answers=notes.txt",
    "cozewf stream 75 -p text=@two": "cozewf stream 75 -p text=@two\\ words/",
    "cozewf stream -p n:=1 --no-i": "cozewf stream -p n:=1 --no-input",
    "cozewf config set base": "cozewf config set base_url",
    "cozewf help exi": "cozewf help exit-codes",
    "cozewf help config pa": "cozewf help config path",
}
DYNAMIC = {
    "cozewf stream po": "cozewf stream poem",
    "cozewf stream 诗": "cozewf stream 诗\\ 歌",
    "cozewf stream --profile wo": "cozewf stream --profile work",
    "cozewf stream --profile=wo": "cozewf stream --profile=work",
    "cozewf resume 7": f"cozewf resume {EVENT_ID}",
}


@pytest.fixture(params=sorted(_START), scope="module")
def shell(request: pytest.FixtureRequest, home: Home) -> Iterator[PseudoTerminal]:
    argv, setup = _START[request.param]
    environ = home.environ | {"TERM": "xterm"}
    command = [need(argv[0]), *argv[1:]]
    with PseudoTerminal(command, environ, columns=120, rows=40) as terminal:
        terminal.type(f"cd {home.folder}\n{setup}; echo started {request.param}\n")
        terminal.wait_for(f"\nstarted {request.param}\nready>")
        yield terminal


def _tab(shell: PseudoTerminal, typed: str, line: str) -> None:
    shell.type("\x15\x0c")  # an empty line, an empty screen
    shell.type(f"{typed}\t")
    shell.wait_for(f"ready> {line}", 5)


@pytest.mark.parametrize("typed", STATIC)
def test_the_script_alone_completes(shell: PseudoTerminal, home: Home, typed: str) -> None:
    before = home.calls
    _tab(shell, typed, STATIC[typed])
    assert home.calls == before


@pytest.mark.parametrize("typed", DYNAMIC)
def test_what_this_machine_knows_completes(shell: PseudoTerminal, home: Home, typed: str) -> None:
    before = home.calls
    _tab(shell, typed, DYNAMIC[typed])
    assert [call[0] for call in home.calls[len(before) :]][:1] == ["__complete"]
    assert not (home.folder / "pwned").exists()


@pytest.mark.parametrize("program", ["cz", "./bin/cozewf", "~/bin/cozewf"])
def test_an_alias_and_a_path_complete_as_well(shell: PseudoTerminal, program: str) -> None:
    _tab(shell, f"{program} stream po", f"{program} stream poem")


# What an odd name, or a file's, begins with; each may be typed plainly or in quotes.
_ODD = {name[:2]: name for name in ODD_NAMES} | {"诗": "诗 歌"}
_ODD_WORDS = {f"cozewf info {start}": ["info", name] for start, name in _ODD.items()} | {
    "cozewf run x -p a=@two words/i": ["run", "x", "-p", "a=@two words/in it.json"]
}


@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("typed", _ODD_WORDS)
def test_a_completed_line_runs_with_the_name_as_it_is(
    shell: PseudoTerminal, home: Home, typed: str, quote: str
) -> None:
    words = _ODD_WORDS[typed]
    start = typed.removeprefix(" ".join(["cozewf", *words[:-1], ""]))
    start = f"{quote}{start}" if quote else start.replace(" ", "\\ ")
    before = len(home.calls)
    shell.type(" ".join(["\x15cozewf", *words[:-1], f"{start}\t\n"]))
    shell.wait_until(lambda: len(home.calls) > before and home.calls[-1][0] != "__complete")
    assert home.calls[-1] == words
    assert not (home.folder / "pwned").exists()


def test_commands_are_listed_with_what_they_do(
    shell: PseudoTerminal, request: pytest.FixtureRequest
) -> None:
    shell.type("\x15\x0ccozewf \t\t")
    shell.wait_for("completion", 5)
    if request.node.callspec.params["shell"] != "bash":  # which lists words alone
        shell.wait_for("Run a workflow and wait for its whole result.", 5)


def test_sourcing_the_zsh_script_works_as_well(home: Home) -> None:
    setup = f"autoload -Uz compinit; compinit -u -D; source {_SCRIPTS}/zsh/_cozewf"
    with PseudoTerminal([need("zsh"), "-f", "-i"], home.environ | {"PS1": "ready> "}) as shell:
        shell.type(f"{setup}; echo started\n")
        shell.wait_for("\nstarted")
        shell.type("cozewf str\t")
        shell.wait_for("cozewf stream", 5)


def test_the_powershell_script_is_powershell() -> None:
    """Its grammar, also where there is no PowerShell to drive it."""
    parser = Parser(Language(tree_sitter_powershell.language()))
    script = (_SCRIPTS / "powershell" / "cozewf.ps1").read_bytes()
    assert not parser.parse(script).root_node.has_error
    assert parser.parse(script.replace(b"foreach (", b"foreach ")).root_node.has_error


@pytest.mark.parametrize("typed", [*STATIC, *DYNAMIC])
def test_powershell_completes(home: Home, typed: str) -> None:
    script = (
        f". {_SCRIPTS}/powershell/cozewf.ps1; $line = [Console]::In.ReadToEnd();"
        "$found = TabExpansion2 $line $line.Length; $found.CompletionMatches.CompletionText |"
        "ConvertTo-Json -AsArray"
    )
    done = subprocess.run(
        [need("pwsh"), "-NoProfile", "-NonInteractive", "-Command", script],
        input=typed.encode(),
        env=home.environ,
        cwd=home.folder,
        capture_output=True,
        check=True,
    )
    wanted = (STATIC | DYNAMIC)[typed].replace("诗\\ 歌", "'诗 歌'").rpartition(" ")[2]
    if "--params @" not in typed:  # a bare @ is PowerShell's own
        assert wanted in json.loads(done.stdout)


@pytest.mark.parametrize("name", ["bash", "zsh", "fish", "powershell"])
def test_the_command_prints_the_same_script(cozewf: Cozewf, name: str) -> None:
    done = cozewf("completion", name)
    files = [path for path in (_SCRIPTS / name).iterdir() if path.is_file()]
    assert (done.code, done.err) == (0, "")
    assert [Path(path).read_text("utf-8") for path in files] == [done.text]
