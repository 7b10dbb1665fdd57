"""Every curl line of `/docs` works: the page's examples are run by a shell, from top to bottom, as a reader would."""

from __future__ import annotations

import html
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import requests

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.mock_server.core.openapi.document import all_operations
from oceanhil.mock_server.core.openapi.page_operations import PAGE_OPERATIONS
from oceanhil.protocol.profile import Profile, load_profile

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

KEY = "open sesame"
# Tells of each call how it ended; 28 is curl's own time-out, with which the example of the endless stream ends.
WATCH = """
curl() {
  command curl --output "$WORK/body" --write-out '%{method} %{url} %{http_code}\\n' "$@" \\
    >>"$WORK/calls" && status=0 || status=$?
  [ $status = 0 ] || [ $status = 28 ] || exit $status
  cat "$WORK/body"
}
"""


def examples(server: BackgroundServer) -> list[str]:
    page = requests.get(f"{server.url}/docs", timeout=10).text
    return [html.unescape(found) for found in re.findall(r'<code class="shell">(.*?)</code>', page, re.DOTALL)]


@pytest.mark.parametrize(
    ("key", "overrides"), [(None, {}), (KEY, {"wire.session_path": "/v2/session/", "wire.token_header": "x-key"})]
)
def test_every_example_of_the_page_succeeds(tmp_path: Path, key: str | None, overrides: dict[str, str]) -> None:
    profile = load_profile().override(overrides)
    environment = {**os.environ, "WORK": str(tmp_path), "OCEANHIL_ADMIN_KEY": key or "none"}
    with BackgroundServer(Core(profile, 7), AccessPolicy(key=key)) as server:
        done = subprocess.run(
            ["sh", "-eu", "-c", "\n".join([WATCH, *examples(server)])],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        calls = [line.split() for line in (tmp_path / "calls").read_text("utf-8").splitlines()]
        assert [call for call in calls if call[2] not in {"200", "201"}] == []
        assert called(calls, server.url) == expected(profile)


def called(calls: list[list[str]], url: str) -> set[tuple[str, str]]:
    """Give method and path of every call, with `{id}` for what the shell put there."""
    paths = ((method, target.removeprefix(url).partition("?")[0]) for method, target, _ in calls)
    return {(method, re.sub(r"/(devices|faults|journal)/(?!log)[^/]+", r"/\1/{id}", path)) for method, path in paths}


def expected(profile: Profile) -> set[tuple[str, str]]:
    return {(method, path) for path, method in all_operations(profile, PAGE_OPERATIONS)}
