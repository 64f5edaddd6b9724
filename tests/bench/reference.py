"""What cozewf is compared with: `python reference.py KIND BASE_URL WORKFLOW_ID`."""

from __future__ import annotations

import sys


def read_raw(base_url: str, workflow_id: str) -> None:
    """httpx, bytes only: nothing is looked at."""
    import httpx

    with (
        httpx.Client(timeout=60) as client,
        client.stream("POST", base_url, json={"workflow_id": workflow_id}) as response,
    ):
        for _ in response.iter_raw():
            pass


def print_json(base_url: str, workflow_id: str) -> None:
    """The official SDK, each event printed as JSON."""
    from cozepy import Coze, TokenAuth

    coze = Coze(auth=TokenAuth("x"), base_url=base_url)
    for event in coze.workflows.runs.stream(workflow_id=workflow_id):
        print(event.model_dump_json(exclude_none=True), flush=True)


def print_text(base_url: str, workflow_id: str) -> None:
    """The official SDK, the text of each event printed as it comes."""
    from cozepy import Coze, TokenAuth

    coze = Coze(auth=TokenAuth("x"), base_url=base_url)
    for event in coze.workflows.runs.stream(workflow_id=workflow_id):
        if event.message:
            print(event.message.content, end="", flush=True)


if __name__ == "__main__":
    kinds = {"raw": read_raw, "json": print_json, "text": print_text}
    kinds[sys.argv[1]](sys.argv[2], sys.argv[3])
