"""A case that fails says what its log points to, what to do and where that is documented, in every report there is."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

import pytest

from tests.user import HEAD, start

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NO_WIFI: Final = """given:
  firmware: {wifi_password: "Correct horse"}
"""
_CAUSE: Final = "The device cannot join the WiFi network"
_REMEDY: Final = "Check in this order: the password;"
_PAGE: Final = "Firmware Flash Success But No Connection, cause 3"
_FILES: Final = ("--html", "run.html", "--junit", "run.xml", "--allure", "allure", "--markdown", "run.md")


def _said(folder: Path, *words: str) -> str:
    out, _ = start(folder, *words).communicate()
    return out


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What each report says of a device that was given the wrong password, by the report's name."""
    folder = tmp_path_factory.mktemp("reports")
    head = HEAD.format(id="joins").replace("steps:\n", f"{_NO_WIFI}steps:\n")
    (folder / "joins.yaml").write_text(f"{head}  - device.power_on\n  - expect.online: {{within: 3m}}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_ACTIONS", "true")
        patch.setenv("GITHUB_WORKSPACE", str(folder))
        said = _said(folder, "run", "joins.yaml", "--board", "esp32", *_FILES).splitlines()
    (allure,) = (folder / "allure").glob("*-result.json")
    shown = re.sub("(?s)<script.*?</script>", "", (folder / "run.html").read_text("utf-8"))
    return {
        "terminal": "\n".join(line for line in said if not line.startswith("::")),
        "annotation": "\n".join(line for line in said if line.startswith("::")),
        "HTML": unescape(shown),
        "JUnit": (folder / "run.xml").read_text("utf-8"),
        "Allure": allure.read_text("utf-8"),
        "Markdown": (folder / "run.md").read_text("utf-8"),
        "replay": _said(folder, "replay", "joins@esp32", "--scenarios", "joins.yaml"),
    }


@pytest.mark.parametrize("report", ["terminal", "annotation", "HTML", "JUnit", "Allure", "Markdown", "replay"])
def test_a_failure_says_the_cause_what_to_do_and_where_it_is_documented(
    report: str, reports: Mapping[str, str]
) -> None:
    assert [said for said in (_CAUSE, _REMEDY, _PAGE) if said not in reports[report]] == []
