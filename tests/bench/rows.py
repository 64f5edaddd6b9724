"""The rows of the table: what is measured, against what, and the goal."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import Command, Sample, median, paired, percentile, ratio, run
from .terminal import LONG, SHORT, Case, draw_all

_REFERENCE = str(Path(__file__).with_name("reference.py"))
_CHAT = str(Path(__file__).with_name("chat.py"))
_MANY = 200_000
_ENDLESS = 2_000_000
_MEGA = 1_000_000
_MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. *value* is None where the command does not exist yet."""

    what: str
    against: str
    goal: float
    value: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are, and how often to measure."""

    python: str
    cozewf: str
    server: str
    environ: Mapping[str, str]
    rounds: int

    def stream(self, workflow: str, output: str, *, read: bool = False) -> Command:
        argv = [self.cozewf, "stream", workflow, "-o", output, "--base-url", self.server]
        return Command(argv, read)

    def reference(self, kind: str, workflow: str, *, read: bool = False) -> Command:
        return Command([self.python, _REFERENCE, kind, self.server, workflow], read)

    def curl(self, workflow: str) -> Command:
        return Command(["curl", "-sN", "-d", f'{{"workflow_id":"{workflow}"}}', self.server], True)

    def pair(self, commands: Mapping[str, Command], rounds: int) -> dict[str, list[Sample]]:
        return paired(commands, self.environ, rounds)


def start(bench: Bench) -> Iterator[Row]:
    """Short commands against a Python that does nothing, and the first line of a stream."""
    words = {
        "cozewf --version": ["--version"],
        "dynamic completion": ["__complete", "profile", ""],
        "cozewf --help": ["--help"],
        "cozewf stream --help": ["stream", "--help"],
    }
    goals = {"cozewf --version": 1.5, "dynamic completion": 3.0}
    commands = {name: Command([bench.cozewf, *argv]) for name, argv in words.items()}
    missing = {name for name, command in commands.items() if not _runs(bench, command)}
    there = {name: command for name, command in commands.items() if name not in missing}
    nothing = Command([bench.python, "-I", "-c", "pass"])
    samples = bench.pair({"pass": nothing, **there}, bench.rounds * 3)
    for name in words:
        value = None if name in missing else ratio(samples[name], samples["pass"], _wall)
        yield Row(name, "python -I -c pass", goals.get(name, 9.0), value)


def first_line(bench: Bench) -> Iterator[Row]:
    samples = bench.pair(
        {
            "curl": bench.curl("n=3"),
            "cozewf": bench.stream("n=3", "jsonl", read=True),
            "cozepy": bench.reference("json", "n=3", read=True),
        },
        bench.rounds * 3,
    )
    ours = samples["cozewf"]
    what = "first line of stream -o jsonl"
    yield Row(what, "a cozepy script", 0.28, ratio(ours, samples["cozepy"], _first))
    yield Row(what, "curl -N", 14, ratio(ours, samples["curl"], _first))
    leaving = median(ours, lambda sample: sample.wall - sample.last)
    yield Row("exit after the last event", "-", 15, leaving * _MILLISECONDS, " ms")


def throughput(bench: Bench) -> Iterator[Row]:
    """CPU of whole processes over many chunked events, and their memory."""
    many = f"n={_MANY}"
    samples = bench.pair(
        {
            "httpx": bench.reference("raw", many),
            "jsonl": bench.stream(many, "jsonl"),
            "text": bench.stream(many, "text"),
            "raw": bench.stream(many, "raw"),
            "cozepy json": bench.reference("json", many),
            "cozepy text": bench.reference("text", many),
        },
        bench.rounds,
    )
    jsonl = samples["jsonl"]
    what = f"CPU of {_MANY:,} events, -o "
    bytes_only = "httpx reading raw bytes"
    json_ratio = ratio(jsonl, samples["cozepy json"], _cpu)
    yield Row(what + "jsonl", "cozepy printing JSON", 0.45, json_ratio)
    yield Row(what + "jsonl", bytes_only, 2, ratio(jsonl, samples["httpx"], _cpu))
    text_ratio = ratio(samples["text"], samples["cozepy text"], _cpu)
    yield Row(what + "text, to a pipe", "cozepy printing the text", 0.5, text_ratio)
    yield Row(what + "raw", bytes_only, 1.15, ratio(samples["raw"], samples["httpx"], _cpu))
    endless = run(bench.stream(f"n={_ENDLESS}", "jsonl"), bench.environ)
    growth = (endless.memory - median(jsonl, _memory)) / _MEGA
    yield Row(f"peak memory, {_ENDLESS:,} events", f"{_MANY:,} events", 2, growth, " MB more")
    memory = ratio(jsonl, samples["cozepy json"], _memory)
    yield Row(f"peak memory, {_MANY:,} events", "cozepy printing JSON", 0.65, memory)


def delay(bench: Bench) -> Iterator[Row]:
    paced = "n=1000;pace_us=1000"
    samples = bench.pair(
        {"curl": bench.curl(paced), "cozewf": bench.stream(paced, "jsonl", read=True)},
        bench.rounds,
    )
    for name, share, goal in (("median", 0.5, 2.0), ("99 %", 0.99, 3.0)):
        value = ratio(
            samples["cozewf"],
            samples["curl"],
            lambda sample, share=share: percentile(sample.delays, share),  # type: ignore[misc]  # mypy asks a default's type
        )
        yield Row(f"delay of an event, one a millisecond, {name}", "curl -N", goal, value)


def large_event(bench: Bench) -> Iterator[Row]:
    """Events of 8 MB against such of 1 MB, what a stream costs anyway taken off both."""
    large = 8 * _MEGA
    wanted = {"none": "n=3", "1": f"n=20;big={_MEGA}", "8": f"n=20;big={large}"}
    commands = {name: bench.stream(workflow, "jsonl") for name, workflow in wanted.items()}
    samples = bench.pair(
        {**commands, "one": bench.stream(f"n=1;big={large}", "jsonl")}, bench.rounds
    )
    nothing = samples["none"]
    rounds = zip(nothing, samples["1"], samples["8"], strict=True)
    cpu = statistics.median((c.cpu - a.cpu) / (b.cpu - a.cpu) for a, b, c in rounds)
    memory = (median(samples["one"], _memory) - median(nothing, _memory)) / large
    yield Row("one event of 8 MB, CPU", "one of 1 MB", 10, cpu)
    yield Row("one event of 8 MB, memory", "the event", 6, memory)


def live_view(bench: Bench) -> Iterator[Row]:
    """The view's CPU per token on a terminal of 120 by 40, a hundred tokens a second."""
    documents = {"mixed": "", "fence": ", endless code fence", "line": ", endless line"}
    plain: list[Case] = [(scheme, "mixed", LONG) for scheme in ("write", "plain")]
    sized: list[Case] = [
        (scheme, document, size)
        for scheme in ("markdown", "plain")
        for document in documents
        for size in (SHORT, LONG)
    ]
    drawn = draw_all(bench.python, list(dict.fromkeys(plain + sized)), bench.environ, 3)
    floor = drawn["write", "mixed", LONG].cpu
    tokens = "writing the tokens plainly"
    for scheme, name, goal in (("markdown", "Markdown", 8.0), ("plain", "plain text", 2.0)):
        value = drawn[scheme, "mixed", LONG].cpu / floor
        yield Row(f"live view, CPU per token, {name}", tokens, goal, value)
    for scheme, name in (("markdown", "Markdown"), ("plain", "plain text")):
        for document, suffix in documents.items():
            value = drawn[scheme, document, LONG].cpu / drawn[scheme, document, SHORT].cpu
            yield Row(f"live view at 1 MB, {name}{suffix}", "at 10 KB", 1.3, value)
    sent = drawn["markdown", "mixed", LONG].sent
    yield Row("bytes sent to the terminal", "bytes of text", 4, sent)


def chat_turn(bench: Bench) -> Iterator[Row]:
    done = subprocess.run(
        [bench.python, _CHAT, bench.server], env=bench.environ, capture_output=True, check=False
    )
    value = float(done.stdout) if done.returncode == 0 else None
    yield Row("a chat turn on a kept connection, own CPU until it is sent", "-", 2, value, " ms")


GROUPS: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "start": start,
    "first-line": first_line,
    "throughput": throughput,
    "delay": delay,
    "large-event": large_event,
    "live-view": live_view,
    "chat-turn": chat_turn,
}


def _runs(bench: Bench, command: Command) -> bool:
    """Whether this version of cozewf has the command."""
    try:
        run(command, bench.environ)
    except RuntimeError:
        return False
    return True


def _wall(sample: Sample) -> float:
    return sample.wall


def _first(sample: Sample) -> float:
    return sample.first


def _cpu(sample: Sample) -> float:
    return sample.cpu


def _memory(sample: Sample) -> float:
    return sample.memory


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | against | goal | measured | |", "|---|---|---|---|---|"]
    for row in rows:
        goal = f"≤ {row.goal:g}{row.unit}"
        if row.value is None:
            lines.append(f"| {row.what} | {row.against} | {goal} | – | not yet |")
            continue
        verdict = "yes" if row.value <= row.goal else "**no**"
        lines.append(
            f"| {row.what} | {row.against} | {goal} | {row.value:.3g}{row.unit} | {verdict} |"
        )
    return "\n".join(lines)
