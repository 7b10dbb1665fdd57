"""A damaged record of the token is known in many words, in whatever order; what is well is not accused."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from tests.together import together

REFUSED = "register 410\n"


def first_cause(line: str) -> str:
    return diagnose(f"oceanremote client\n{line}\n{REFUSED}").findings[0].cause


@together
@pytest.mark.parametrize(
    "line",
    [
        "bad CRC in EEPROM",
        "CRC error in stored token",
        "checksum of the EEPROM is wrong",
        "eeprom data corrupted",
        "Falsche Prüfsumme im EEPROM",
        "EEPROM beschädigt",
        "Token im EEPROM ist unlesbar",
        "mauvaise somme de contrôle (EEPROM)",
        "EEPROM données corrompues",
        "CRC EEPROM non valido",
        "CRC inválido en la EEPROM",
        "eeprom: suma jest 3A1F a ma byc 41C2",
        "EEPROM 校验和错误, 令牌损坏",
        "контрольная сумма EEPROM не совпадает",
        "token crc 0x12 != 0x34",
        "la suma de comprobación de la EEPROM no coincide (leída 0x3F21, calculada 0x10C4)",
        "Prüfsumme des EEPROM stimmt nicht",
        "la somme de contrôle de l'EEPROM ne correspond pas",
        "suma kontrolna tokena nie zgadza się",
        "stored token unusable",
        "memoire : somme de controle fausse (lue 0x3F1A, calculee 0x41C2), enregistrement ignore",
        "pamięć: błędna suma kontrolna",
        "eeprom: suma kontrolna zła, kasuję",
        "Speicher: Prüfsumme falsch",
        "EEPROM: kontrolní součet nesedí",
        "EEPROM: kontrolsum forkert",
        "geheugen: controlesom klopt niet",
    ],
)
def test_a_damaged_record_is_named_whatever_its_words(line: str) -> None:
    assert first_cause(line) == "eeprom-corrupted"


@together
@pytest.mark.parametrize(
    "line",
    [
        "EEPROM empty or corrupt",
        "[EEPROM] Empty or corrupt",
        "no valid token (empty or damaged EEPROM)",
        "EEPROM: blank or bad checksum",
        "stored token missing or damaged",
        "NVS empty/corrupt",
        "EEPROM checksum mismatch or empty",
        "EEPROM corrupt or not present",
        "Speicher leer oder kaputt",
        "EEPROM ist leer oder die Prüfsumme ist falsch",
        "EEPROM vide ou corrompue",
        "EEPROM vacía o corrupta",
        "EEPROM vuota o corrotta",
        "pamięć pusta lub uszkodzona",
    ],
)
def test_what_does_not_know_whether_anything_was_there_accuses_nobody(line: str) -> None:
    """Many sketches have one line for both, and print it at their first start."""
    assert first_cause(line) != "eeprom-corrupted"


@pytest.mark.parametrize(
    "line", ["stored token corrupted or overwritten", "EEPROM damaged or CRC wrong", "[EEPROM] corrupt"]
)
def test_other_alternatives_are_damage_all_the_same(line: str) -> None:
    assert first_cause(line) == "eeprom-corrupted"


@together
@pytest.mark.parametrize(
    "line",
    [
        "EEPROM CRC OK!",
        "EEPROM CRC ok, no error",
        "eeprom: checksum ok! token loaded",
        "token crc valid!",
        "eeprom not corrupted",
        "eeprom settings: bad crc, defaults written",
        "config record crc mismatch",
        "DHT22 checksum error, last value saved",
        "CRC errors: 0, saved",
        "RAM test: memory ok, checksum of the display wrong",
        "mémoire de la sonde DHT : somme de contrôle fausse",
        "OTA image corrupt, token kept",
        "la suma de comprobación de la configuración no coincide, token guardado",
    ],
)
def test_a_record_that_is_well_and_what_is_none_are_not_accused(line: str) -> None:
    assert first_cause(line) == "token-used"


@together
@pytest.mark.parametrize(
    ("reads", "check"),
    [
        ("Lese Token aus EEPROM...", "Prüfsumme falsch! (gelesen 0x1A2F, berechnet 0x7C03)"),
        ("reading the token from eeprom", "CRC mismatch"),
        ("leyendo token de la eeprom", "CRC incorrecto"),
        ("leo EEPROM", "suma leída 1F20, suma calculada 1F22 - no coincide"),
        ("lecture du jeton en eeprom", "somme lue 1F20, somme calculée 1F22 : ne correspond pas"),
    ],
)
def test_a_check_sum_is_of_what_the_line_before_reads(reads: str, check: str) -> None:
    assert first_cause(f"{reads}\n{check}") == "eeprom-corrupted"
    assert first_cause(f"{reads}\nok\n{check}") == "token-used"
    assert first_cause(f"reading the sensor\n{check}") == "token-used"


@together
@pytest.mark.parametrize(
    "line",
    [
        "トークン保存失敗",
        "トークンの保存に失敗しました (ESP_ERR_NVS_NOT_ENOUGH_SPACE)",
        "令牌保存失败",
        "не удалось сохранить токен",
        "токен не сохранён: ошибка NVS",
        "토큰 저장 실패",
        "failed to save the token",
        "token save: ESP_ERR_NVS_NOT_ENOUGH_SPACE",
        "storing the permanent token -> ESP_ERR_NVS_READ_ONLY",
    ],
)
def test_a_token_that_could_not_be_saved_is_why_the_registration_is_refused_later(line: str) -> None:
    assert first_cause(f"register 200\n{line}\nsession 200\npoll 200") == "eeprom-save-failed"


@together
@pytest.mark.parametrize(
    "line", ["wifi config save: ESP_ERR_NVS_NOT_ENOUGH_SPACE", "校准保存失败", "failed to save a picture to flash"]
)
def test_what_else_could_not_be_saved_is_no_token(line: str) -> None:
    assert first_cause(f"register 200\n{line}\nsession 200\npoll 200") != "eeprom-save-failed"


@together
@pytest.mark.parametrize(
    "line",
    [
        "soma calculada 0x0F3C, soma gravada 0x0F7C -> NÃO BATE",
        "suma calculada 0x1A2B, suma guardada 0x1A2C: no cuadra",
        "credenciais danificadas, descarto",
        "credenziali in memoria danneggiate",
        "token estropeado en la memoria",
        "jeton abîmé en mémoire",
    ],
)
def test_a_damaged_record_is_named_in_words_for_what_was_kept(line: str) -> None:
    assert first_cause(line) == "eeprom-corrupted"


@together
@pytest.mark.parametrize("line", ["foto gravada danificada", "suma calculada 12, suma guardada 12", "video salvato"])
def test_what_else_was_kept_is_no_record(line: str) -> None:
    assert first_cause(line) == "token-used"


@together
@pytest.mark.parametrize(
    "read",
    [
        "key ok (from prefs)",
        "Schlüssel aus dem Speicher geladen",
        "clé relue de la mémoire",
        "clave leída de la memoria",
        "chave lida da memória",
        "klucz wczytany z pamięci",
    ],
)
def test_a_token_that_was_read_from_where_it_is_kept_was_pasted_well(read: str) -> None:
    log = f"oceanremote client\n{read}\nsending\n401 Invalid token\n"
    assert diagnose(log * 3).findings[0].cause == "device-deleted"


@together
@pytest.mark.parametrize(
    "line",
    [
        "WiFi key from prefs ok",
        "no key from prefs",
        "key could not be read from flash",
        "API key read from flash",
        "registration token from flash",
        "old token from eeprom",
    ],
)
def test_what_else_was_read_says_nothing_of_it(line: str) -> None:
    log = f"oceanremote client\n{line}\nregister 401 Invalid token\n"
    assert diagnose(log * 3).findings[0].cause == "token-pasted-wrongly"


@pytest.mark.parametrize(
    "line",
    [
        "leggo la chiave dalla memoria... somma di controllo sbagliata, dati rovinati",
        "gemte data: kontrolsum forkert, token er ødelagt",
        "muisti: tarkistussumma väärin, token vioittunut",
    ],
)
def test_a_damaged_record_is_known_in_sentences(line: str) -> None:
    log = f"oceanremote.net\n{line}\nHTTP 410 Registration token already used\n"
    assert diagnose(log).findings[0].cause == "eeprom-corrupted"
