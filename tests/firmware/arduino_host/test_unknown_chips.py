"""A chip of the ESP32 series that nobody has described here."""

from pathlib import Path

from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.firmware.compiler import find_compiler

_API = FIRMWARE_DIRECTORY / "arduino_host" / "api" / "esp32"


def _complaint(tmp_path: Path, *macros: str) -> str:
    """Compile the configuration for a chip; give what the compiler says against it."""
    source = tmp_path / "chip.cpp"
    source.write_text('#include <soc/soc_caps.h>\nstatic_assert(SOC_CPU_CORES_NUM > 0, "");\n', "utf-8")
    return find_compiler().run(("-fsyntax-only", f"-I{_API}", *macros, str(source))).messages


def test_a_chip_that_nobody_has_described_does_not_pass_for_another(tmp_path: Path) -> None:
    said = _complaint(tmp_path, '-DCONFIG_IDF_TARGET="esp32c6"', "-DCONFIG_IDF_TARGET_ESP32C6=1")
    assert "no chip that is known here: say in soc/soc_caps.h what it has" in said


def test_who_names_no_chip_has_an_esp32(tmp_path: Path) -> None:
    assert not _complaint(tmp_path)
