"""Whole processes, measured from outside, in rounds that take every command in turn."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# Each of these changes how fast Python or httpx starts, or where it sends.
_DISTURBING = re.compile(r"PYTHON.*|(SSL_CERT|CURL|REQUESTS|COZE).*|.*_proxy", re.IGNORECASE)
_STAMP = re.compile(rb"t=(\d+)")
_WARM_UP = 20  # first events that tell nothing about the later ones


@dataclass(frozen=True, slots=True)
class Sample:
    """One finished process. Seconds; *first* and *last* are its first and last byte of output."""

    wall: float
    first: float
    last: float
    cpu: float
    memory: int  # bytes, at its peak
    delays: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. Without *read*, its output goes to the null device."""

    argv: Sequence[str]
    read: bool = False


def environment(folder: str) -> dict[str, str]:
    """This process's environment without what disturbs, and with a home that is empty."""
    kept = {name: value for name, value in os.environ.items() if not _DISTURBING.fullmatch(name)}
    own = {"COZEWF_API_KEY": "pat_bench", "COZEWF_CONFIG_DIR": folder, "COZEWF_STATE_DIR": folder}
    return kept | own | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def run(command: Command, environ: Mapping[str, str]) -> Sample:
    """Run *command* to its end. Raises RuntimeError when it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if command.read else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(environ),
    )
    reads: list[tuple[float, int, bytes]] = []
    if process.stdout is not None:
        while data := os.read(process.stdout.fileno(), 1 << 16):
            reads.append((time.perf_counter() - begun, time.monotonic_ns(), data))
        process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command.argv)}")
    return Sample(
        wall=wall,
        first=reads[0][0] if reads else wall,
        last=reads[-1][0] if reads else wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        delays=_delays(reads),
    )


def _delays(reads: Sequence[tuple[float, int, bytes]]) -> list[float]:
    """Seconds from the server's send to the line's arrival here, for events that hold a time."""
    delays: list[float] = []
    rest = b""
    for _, now, data in reads:
        block, newline, rest = (rest + data).rpartition(b"\n")
        delays += [(now - int(sent)) / 1e9 for sent in _STAMP.findall(block + newline)]
    return delays[_WARM_UP:]


def paired(
    commands: Mapping[str, Command], environ: Mapping[str, str], rounds: int
) -> dict[str, list[Sample]]:
    """Run all commands in turn, *rounds* times after one that does not count.

    The speed of shared machines drifts by a third within minutes: neighbours share it.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            sample = run(command, environ)
            if number > 0:
                samples[name].append(sample)
    return samples


def ratio(
    ours: Sequence[Sample], theirs: Sequence[Sample], figure: Callable[[Sample], float]
) -> float:
    """The median of the ratios, round by round."""
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(figure(our) / figure(their) for our, their in pairs)


def median(samples: Sequence[Sample], figure: Callable[[Sample], float]) -> float:
    return statistics.median(figure(sample) for sample in samples)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
