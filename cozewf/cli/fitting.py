"""Parameters that are checked against what is kept of a workflow's inputs, before they are sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..profiles import Profile
from ..saved_schemas import load_schema, schema_path
from .app import App


def fit_parameters(
    app: App,
    profile: Profile,
    workflow: str,
    parameters: Mapping[str, Any],
    *,
    command: str,
    built_in: Collection[str] = (),
) -> Mapping[str, Any]:
    """Check *parameters* against the schema that is kept of *workflow*, if there is one.

    *built_in* are names that the command itself provides. Raises InvalidInput.
    """
    path = schema_path(app.environ, profile, profile.workflow_id(workflow))
    schema = load_schema(path)
    if schema is None:
        return parameters
    from ..preflight import check_parameters  # noqa: PLC0415  only where a schema is kept

    return check_parameters(
        schema, parameters, command=("cozewf", command, workflow), built_in=built_in
    )
