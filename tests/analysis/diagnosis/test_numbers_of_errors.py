"""Numbers and words of libraries for what did not go: storage, the time, a name."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, diagnose
from oceanhil.analysis.diagnosis.wording.signals import meaning_of
from tests.together import together

OF_NVS = {
    0x1101: "NOT_INITIALIZED",
    0x110B: "INVALID_STATE",
    0x110D: "NO_FREE_PAGES",
    0x110F: "PART_NOT_FOUND",
    0x1110: "NEW_VERSION_FOUND",
    0x1111: "XTS_ENCR_FAILED",
    0x1112: "XTS_DECR_FAILED",
    0x1113: "XTS_CFG_FAILED",
    0x1114: "XTS_CFG_NOT_FOUND",
    0x1115: "ENCR_NOT_SUPPORTED",
    0x1116: "KEYS_NOT_INITIALIZED",
    0x1117: "CORRUPT_KEY_PART",
    0x1119: "WRONG_ENCRYPTION",
}
"""What stands in ESP-IDF's nvs.h for a storage that cannot be used."""
OF_A_KEY = (0x1102, 0x1103, 0x1104, 0x1106, 0x1107, 0x1108, 0x1109, 0x110C, 0x110E, 0x1118)
"""What concerns one value."""


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


def name_of(line: str) -> str:
    meaning = meaning_of(line)
    return meaning.name if meaning else ""


@together
@pytest.mark.parametrize(("number", "name"), OF_NVS.items())
def test_storage_that_cannot_be_used_is_told_by_number_or_by_name(number: int, name: str) -> None:
    for line in (
        f"esp_wifi_init {number}",
        f"nvs_flash_init failed: {number}",
        f"OSError: (-{number}, 'ESP_ERR_NVS_{name}')",
        f"nvs init failed, error 0x{number:x}",
        f"ESP_ERROR_CHECK failed: esp_err_t 0x{number:x} (ESP_ERR_NVS_{name}) at 0x4008a1b2",
    ):
        assert name_of(line) == "nvs-unusable", line


@together
@pytest.mark.parametrize("number", OF_A_KEY)
def test_what_concerns_one_value_leaves_the_storage_usable(number: int) -> None:
    for line in (f"nvs_get_str failed: {number}", f"nvs_get_str failed, 0x{number:x}", f"esp_wifi_init {number}"):
        assert name_of(line) != "nvs-unusable", line


@together
@pytest.mark.parametrize(
    "line",
    [
        "initArduino(): Failed to initialize NVS! Error: 261",
        "begin(): nvs_open failed: NOT_INITIALIZED",
        "nvs_flash_init: ESP_ERR_NOT_FOUND (error code 261)",
        "nvs init: 0x105",
        "no NVS partition",
    ],
)
def test_without_a_partition_there_is_no_storage(line: str) -> None:
    assert names(diagnose(f"{line}\nprefs.begin() false\n")) == ["nvs-unusable"]


def test_a_key_that_is_not_there_is_what_a_first_start_finds() -> None:
    assert diagnose("OSError: (-4354, 'ESP_ERR_NVS_NOT_FOUND')\n" * 2).findings == ()


@together
@pytest.mark.parametrize(
    "line", ["nvs_open failed: NOT_FOUND", "nvs: 4353 entries", "nvs: 261 entries used", "esp_timer_get_time 4353 ms"]
)
def test_a_number_that_counts_something_is_no_error_of_storage(line: str) -> None:
    assert name_of(line) != "nvs-unusable"


@together
@pytest.mark.parametrize(
    "line",
    [
        'sntp_simple("pool.ntp.org") = -116',
        "sntp_query(192.168.1.1) returned -11",
        "SNTP error -110",
        "NTP Abfrage: -116",
        "ntp rc=-2",
        "ntp_sync -> -118",
    ],
)
def test_a_negative_number_is_no_time(line: str) -> None:
    assert names(diagnose(f"{line}\n" * 3)) == ["time-not-set"]


@together
@pytest.mark.parametrize(
    "line",
    [
        "ntp offset: -116",
        "ntp = -11 ms since 12:00",
        "sntp_simple = 0",
        "ntp: drift is -3",
        "ntp = -4711",
        "rntpd status -2",
    ],
)
def test_how_far_a_clock_is_off_is_no_error(line: str) -> None:
    assert diagnose(f"{line}\n" * 3).findings == ()


@together
@pytest.mark.parametrize(
    "line",
    [
        "still 1970-01-01 00:00:17, will not talk to the server",
        "immer noch 1970, warte",
        "sigue en 1970",
        "on est toujours en 1970",
        "siamo ancora al 1970",
    ],
)
def test_a_clock_that_still_shows_1970_has_no_time(line: str) -> None:
    assert names(diagnose(f"{line}\n")) == ["time-not-set"]
    assert diagnose(f"{line.replace('1970', '1970 bytes')}\n").findings == ()


@together
@pytest.mark.parametrize(
    "line",
    [
        "ricerca nome: Err(Failed)",
        "name lookup: Err(Failed)",
        "Namenssuche: Err(InvalidName)",
        "recherche du nom : échec",
        "búsqueda del nombre fallida",
        "host lookup returned: -2",
        "DNS: nessun nome risolto, registrazione rimandata",
        "kein Name aufgelöst",
        "aucun nom résolu",
        "no host resolved",
        "geen naam opgelost",
        "impossibile risolvere il nome oceanremote.net",
        "impossible de résoudre le nom oceanremote.net",
        "no se pudo resolver el dominio api.example.org",
        "não foi possível resolver api.example.org",
        "lookup oceanremote.net ... no answer",
        "lookup of api.example.org failed",
        "resolving oceanremote.net: timed out",
        "oceanremote.net: lookup timed out",
        "looking up www.example.org -> nothing",
        "suche oceanremote.net: keine Antwort",
    ],
)
def test_a_name_that_is_looked_up_in_vain_is_not_resolved(line: str) -> None:
    assert names(diagnose(f"{line}\n")) == ["name-not-resolved"]


@together
@pytest.mark.parametrize(
    "line",
    [
        "ricerca sensore: Err(Failed)",
        "ricerca nome: Ok(203.0.113.7)",
        "name lookup: 12 ms",
        "looking up name",
        "lookup table failed",
        "lookup api.example.org -> 203.0.113.7",
        "api.example.org: lookup failed, will retry",
        "no name given",
        "host: error 7",
    ],
)
def test_another_search_is_none_for_a_name(line: str) -> None:
    assert diagnose(f"{line}\n").findings == ()
