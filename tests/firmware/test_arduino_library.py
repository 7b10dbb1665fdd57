"""The Arduino library is whole: it carries every file of the firmware core, and the sketch checks certificates."""

import re
from pathlib import Path

import pytest

from oceanhil.boards import core_families
from oceanhil.firmware.build import CORE_DIRECTORY, FIRMWARE_DIRECTORY

ARDUINO = FIRMWARE_DIRECTORY / "arduino"
LIBRARY = ARDUINO / "libraries" / "OceanRemote" / "src"
BASES = (CORE_DIRECTORY / "src", CORE_DIRECTORY / "include")
OWN = {"port", "sensors"}
INSECURE = re.compile(r"setInsecure|setFingerprint|allowSelfSignedCerts|setKnownKey")


def files_of_the_core() -> dict[Path, Path]:
    """Every source and header of the core, by where the library must have it."""
    return {
        path.relative_to(base): path
        for base in BASES
        for path in base.rglob("*")
        if path.suffix in {".cpp", ".h", ".def"}
    }


def test_every_file_of_the_core_has_its_forwarder() -> None:
    for place, path in files_of_the_core().items():
        forwarder = LIBRARY / place
        found = re.fullmatch(r'#include "(.+)"\n', forwarder.read_text(encoding="utf-8"))
        assert found is not None, place
        assert (forwarder.parent / found[1]).resolve() == path.resolve()


def test_no_forwarder_is_left_of_a_file_that_is_gone() -> None:
    forwarders = {
        path.relative_to(LIBRARY)
        for path in LIBRARY.rglob("*.*")
        if not path.name.startswith("OceanRemote") and path.relative_to(LIBRARY).parts[0] not in OWN
    }
    assert forwarders == set(files_of_the_core())


@pytest.mark.parametrize(
    "files", [["esp32"], ["esp8266", "bearssl"], ["rp2040", "bearssl"]], ids=["esp32", "esp8266", "rp2040"]
)
def test_certificates_are_checked_on_every_board(files: list[str]) -> None:
    source = "".join((LIBRARY / "port" / f"board_{file}.cpp").read_text(encoding="utf-8") for file in files)
    assert re.search(r"client\.(setCACert|setTrustAnchors)\(", source) is not None
    assert INSECURE.search(source) is None


def test_the_library_is_for_the_architectures_of_all_families_that_the_core_knows() -> None:
    properties = (LIBRARY.parent / "library.properties").read_text(encoding="utf-8")
    (named,) = re.findall(r"^architectures=(.*)$", properties, re.MULTILINE)
    assert set(named.split(",")) == {each.build.fqbn.split(":")[1] for each in core_families()}


def test_platformio_has_an_environment_for_each_family_that_the_core_knows() -> None:
    text = (ARDUINO / "platformio.ini").read_text(encoding="utf-8")
    environments = re.findall(r"^\[env:(\w+)\]", text, re.MULTILINE)
    assert sorted(environments) == sorted(each.build.environment for each in core_families())
    assert set(re.findall(r"[\w-]+", text.splitlines()[0].partition(" -e ")[2])) == set(environments)


def test_secrets_stay_out_of_version_control() -> None:
    assert "secrets.h" in (ARDUINO / ".gitignore").read_text(encoding="utf-8").splitlines()
