"""A workflow's description, for people and for programs."""

from __future__ import annotations

from typing import Any

from ..cleaning import clean, clean_line
from ..language import _
from ..models import Parameter, WorkflowInfo
from ..terminal import Terminal
from .columns import draw_facts
from .records import TimeForm, iso
from .tables import draw_parameters, show_time


def draw_info(terminal: Terminal, info: WorkflowInfo, *, width: int, now: float) -> str:
    """Name, description, facts, and the parameters as tables."""
    blocks = []
    if info.name or info.description:
        blocks.append(_bold(terminal, info.name) + _lines(info.description))
    form: TimeForm = "iso"
    facts = {
        _("Workflow"): clean_line(info.workflow_id),
        _("Mode"): info.mode or "",
        _("Created"): show_time(info.created_at, form, now),
        _("Updated"): show_time(info.updated_at, form, now),
    }
    blocks.append(draw_facts(facts))
    if info.opening:
        blocks.append(_bold(terminal, _("Opening")) + _lines(info.opening, indent="  "))
    if info.suggested_questions:
        questions = "\n".join(f"- {clean_line(text)}" for text in info.suggested_questions)
        blocks.append(_bold(terminal, _("Suggested questions")) + _lines(questions, indent="  "))
    if info.input_schema is not None:
        blocks.append(_draw_side(terminal, _("Inputs"), info.inputs, width))
    if info.output_schema is not None:
        blocks.append(_draw_side(terminal, _("Outputs"), info.outputs, width, outputs=True))
    return "\n".join(blocks)


def info_fields(info: WorkflowInfo) -> dict[str, Any]:
    """The description under the API's names; null where the server said nothing."""
    return {
        "workflow_id": info.workflow_id,
        "name": info.name or None,
        "description": info.description or None,
        "mode": info.mode,
        "created_at": iso(info.created_at),
        "updated_at": iso(info.updated_at),
        "inputs": _parameter_list(info.inputs) if info.input_schema is not None else None,
        "outputs": _parameter_list(info.outputs) if info.output_schema is not None else None,
        "input_schema": info.input_schema,
        "output_schema": info.output_schema,
        "opening": info.opening or None,
        "suggested_questions": list(info.suggested_questions),
        "log_id": info.log_id or None,
    }


def _draw_side(
    terminal: Terminal,
    title: str,
    parameters: tuple[Parameter, ...],
    width: int,
    *,
    outputs: bool = False,
) -> str:
    table = draw_parameters(terminal, parameters, width, outputs=outputs)
    return _bold(terminal, title) + (table if parameters else f"  {_('none')}\n")


def _parameter_list(parameters: tuple[Parameter, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": parameter.name,
            "type": parameter.type or None,
            "required": parameter.required,
            "description": parameter.description or None,
            "default": parameter.default,
        }
        for parameter in parameters
    ]


def _bold(terminal: Terminal, title: str) -> str:
    title = clean_line(title)
    return f"\x1b[1m{title}\x1b[0m\n" if terminal.colored("out") else f"{title}\n"


def _lines(text: str, indent: str = "") -> str:
    text = clean(text).strip()
    return "".join(f"{indent}{line}\n" for line in text.split("\n")) if text else ""
