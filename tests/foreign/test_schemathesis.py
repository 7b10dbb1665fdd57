"""Schemathesis knows a server by its `/openapi.json` alone: whatever that says must be so, to the letter.

Checks, all of them: no 5xx, documented statuses, headers, types and bodies, refusal of wrong requests, acceptance of
right ones, 405 with `Allow`, and what was deleted is gone. Three statuses are expected beyond its defaults:
503 is an answer of maintenance, which the run turns on by `PUT settings`, and 410 one for a used token.
"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.foreign.program import Environment

_SERVE = (
    sys.executable,
    "-c",
    "from oceanhil.app.commands.serve import serve; serve()",
    "--port",
    "0",
    "--seed",
    "7",
    "--quiet",
)
_STATUSES = """\
    [checks]
    not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]
    positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "410", "429", "503"]
"""
# A rule of kind `refuse` closes connections before anything is read, this program's own as well: it gets a peer.
_HOOK = """\
    import schemathesis


    @schemathesis.hook
    def before_call(context, case, kwargs):
        body = case.body
        if case.operation.label != "POST /_admin/faults" or not isinstance(body, dict):
            return
        fault, match = body.get("fault"), body.setdefault("match", {})
        if isinstance(fault, dict) and fault.get("kind") == "refuse" and isinstance(match, dict):
            match["peer"] = match.get("peer") or "192.0.2.1"
"""
_LIFE = ("createDevice", "registerDevice", "openSession", "pollState", "reportState")


@pytest.fixture
def url() -> Iterator[str]:
    """A server in a process of its own."""
    with subprocess.Popen(_SERVE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("listening on ").strip()
        process.terminate()


def run(schemathesis: Environment, url: str, *options: str) -> str:
    (schemathesis.folder / "schemathesis.toml").write_text(dedent(_STATUSES), "utf-8")
    (schemathesis.folder / "hooks.py").write_text(dedent(_HOOK), "utf-8")
    common = ("--no-color", "--seed", "1", "--no-shrink", "--warnings", "off", "--output-truncate", "false")
    said = subprocess.run(
        schemathesis.command("schemathesis.cli", "run", f"{url}/openapi.json", *common, *options),
        cwd=schemathesis.folder, env=schemathesis.variables() | {"SCHEMATHESIS_HOOKS": "hooks"},
        check=False, capture_output=True, text=True, encoding="utf-8", timeout=110,
    )  # fmt: skip
    assert (said.returncode, "No issues found" in said.stdout) == (0, True), said.stdout + said.stderr
    return said.stdout


def operations_tested(said: str) -> tuple[int, int]:
    """Give how many operations were tested and how many there are."""
    of_all, of_tested = re.search(r"Selected: \d+/(\d+)", said), re.search(r"Tested: (\d+)", said)
    assert of_all is not None
    assert of_tested is not None
    return int(of_tested[1]), int(of_all[1])


def answered(url: str) -> set[tuple[str, str, str]]:
    """Give method, path and status of what was answered at least once, as the server counted."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return set(
        re.findall(r'^oceanhil_requests_total\{method="(\w+)",path="([^"]+)",status="(\d+)"\}', text, re.MULTILINE)
    )


def test_device_api_admin_side_and_pages_are_as_described(schemathesis: Environment, url: str) -> None:
    # The stream of events has no end to wait for; a fault rule spoils answers on purpose and has a run of its own.
    said = run(
        schemathesis, url, "-n", "40", "--exclude-operation-id", "watchEvents", "--exclude-operation-id", "addFault"
    )
    count, everything = operations_tested(said)
    assert count == everything - 2


def test_fault_rules_are_as_described(schemathesis: Environment, url: str) -> None:
    run(schemathesis, url, "-n", "60", "--include-tag", "Faults")


def test_its_links_lead_from_a_new_device_to_polls_and_reports(schemathesis: Environment, url: str) -> None:
    chosen = [option for name in _LIFE for option in ("--include-operation-id", name)]
    run(schemathesis, url, "-n", "80", "--phases", "stateful", "--mode", "positive", *chosen)
    assert answered(url) >= {
        ("POST", "/api/device/register/", "200"),
        ("POST", "/api/device/session/", "200"),
        ("GET", "/api/device/state/", "200"),
        ("POST", "/api/device/state/", "200"),
    }
