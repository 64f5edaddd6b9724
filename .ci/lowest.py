"""Print the lowest version of each dependency that pyproject.toml admits, as pip constraints."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
needed = [*project["project"]["dependencies"]]
for name in ("mock", "keyring"):
    needed += project["project"]["optional-dependencies"].get(name, [])
for line in needed:
    match = re.fullmatch(r"([\w-]+)>=([\d.]+).*", line)
    if match is None:
        raise SystemExit(f"{line} has no lower bound")
    print(f"{match[1]}=={match[2]}")  # noqa: T201  that is what it is for
