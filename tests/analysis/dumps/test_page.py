"""docs/eeprom.md shows what the commands print."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.app.commands.eeprom.command import eeprom
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from tests.analysis.dumps.dumps import TOKEN, nvs_with_wifi

PAGE = (Path(__file__).parents[3] / "docs" / "eeprom.md").read_text("utf-8")
BLOCKS = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the commands of the page print, one after the other."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "wifi.bin").write_bytes(nvs_with_wifi())
    calls = (
        f"make --board esp32 --store legacy --token {TOKEN} --output new.bin",
        f"make --board esp32 --store legacy --token {TOKEN} --base wifi.bin --output nvs.bin",
        "show nvs.bin",
        "corrupt nvs.bin --fault length --output bad.bin",
        "show bad.bin",
        "corrupt nvs.bin --fault torn-update --output torn.bin",
        "explain torn.bin",
    )
    return "".join(run(call, folder) for call in calls)


def run(call: str, folder: Path) -> str:
    words = [str(folder / word) if word.endswith(".bin") else word for word in call.split()]
    result = CliRunner().invoke(eeprom, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def words_of(text: str) -> str:
    """Give the text with runs of blanks made one: columns on the page may be narrower."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_page_shows_is_what_is_printed(block: str, printed: str) -> None:
    lines = [line for line in block.splitlines() if line.strip() and "[…]" not in line and "an update was" not in line]
    text = words_of(printed)
    assert [line for line in lines if words_of(line.strip()) not in text] == []


def test_the_page_names_every_fault_and_every_driver() -> None:
    names = {fault.value for fault in Fault} | {generation.value for generation in NvsGeneration}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()
