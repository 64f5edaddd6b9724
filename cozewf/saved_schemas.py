"""The input schemas that this machine keeps, by server and workflow, beside the configuration."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import InvalidInput
from .language import _, reason_of
from .profiles import Profile, config_path
from .wire.values import parse_object

if TYPE_CHECKING:
    from .models import Schema

_UNFIT = re.compile(r"[^\w.-]+")


def schema_path(environ: Mapping[str, str], profile: Profile, workflow_id: str) -> Path:
    """Where the schema of a workflow lies; it need not exist."""
    server = "demo" if profile.is_demo else urlsplit(profile.text("base_url")).netloc
    name = f"{_fit(server.rpartition('@')[2])}/{_fit(workflow_id)}.json"
    return config_path(environ).parent / "schemas" / name


def load_schema(path: Path) -> Schema | None:
    """The schema in the file at *path*; None where there is none. Raises InvalidInput."""
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from None
    schema = parse_object(text)
    if schema is None:
        raise InvalidInput(
            _("{path} is no JSON object.").format(path=path), hint=_("Mend the file, or remove it.")
        )
    return schema


def save_schema(path: Path, schema: Schema) -> None:
    """Write the schema, whole or not at all. Raises InvalidInput."""
    import tempfile  # noqa: PLC0415  with `random`, 4 ms that a run has no use for

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as f:
            f.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
        os.replace(f.name, path)
    except OSError as error:
        raise InvalidInput(
            _("{path} cannot be written: {reason}.").format(path=path, reason=reason_of(error))
        ) from None


def _fit(name: str) -> str:
    """A file name of *name*."""
    return _UNFIT.sub("_", name).lstrip(".") or "_"
