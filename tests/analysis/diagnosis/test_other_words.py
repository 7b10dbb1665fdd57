"""A sketch for OceanRemote is understood in words of its own: codes by themselves, other languages, other scripts."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from oceanhil.analysis.diagnosis.captured.lines import printed_lines
from oceanhil.protocol.error_reason import ErrorReason
from tests.together import together

DEVICE = "oceanremote client\n"
CAUSES = {
    ErrorReason.TOKEN_EXPIRED: "token-expired",
    ErrorReason.TOKEN_USED: "token-used",
    ErrorReason.TOKEN_INVALID: "token-pasted-wrongly",
    ErrorReason.TOKEN_REVOKED: "token-revoked",
    ErrorReason.MAC_MISMATCH: "mac-mismatch",
    ErrorReason.CLOCK_SKEW: "clock-skew",
    ErrorReason.SESSION_EXPIRED: "session-lost",
    ErrorReason.SESSION_UNKNOWN: "session-lost",
    ErrorReason.RATE_LIMITED: "rate-limited",
    ErrorReason.MAINTENANCE: "maintenance",
    ErrorReason.BAD_REQUEST: "bad-request",
    ErrorReason.NOT_FOUND: "wrong-address",
    ErrorReason.METHOD_NOT_ALLOWED: "wrong-address",
    ErrorReason.TOO_LARGE: "bad-request",
    ErrorReason.UNSUPPORTED_MEDIA_TYPE: "bad-request",
}


def names(diagnosis: Diagnosis) -> list[str]:
    return [finding.cause for finding in diagnosis.findings]


@together
@pytest.mark.parametrize("reason", list(ErrorReason))
@pytest.mark.parametrize("words", ["server code: {}", "[REG] server code: {}", "[SESSION] HTTP Response: 401 code={}"])
def test_a_code_by_itself_tells_the_cause(words: str, reason: ErrorReason) -> None:
    # A session is asked for with the permanent token: one that nobody knows there was not pasted.
    of_session = {ErrorReason.TOKEN_INVALID: "device-deleted"} if "SESSION" in words else {}
    assert names(diagnose(DEVICE + words.format(reason.value)))[0] == (CAUSES | of_session)[reason]


@together
@pytest.mark.parametrize(
    "line",
    ["token_used: false", '"token_expired" : 0', "session_expired()", "clock_skew -301 s", "maintenance at noon"],
)
def test_a_field_a_function_or_a_word_of_every_day_is_no_code(line: str) -> None:
    assert diagnose(DEVICE + line).findings == ()


def test_a_code_of_another_service_is_nothing() -> None:
    assert diagnose("server code: token_expired").findings == ()


def test_the_server_s_own_refusal_shows_that_its_error_is_over() -> None:
    log = "poll 200\n" * 8 + "poll 502\n" * 2 + "poll 401 session_unknown\n" * 3
    assert names(diagnose(DEVICE + log))[0] == "session-lost"


@together
@pytest.mark.parametrize(
    "log",
    [
        "Abfrage 200 Vorlauf=42\n" * 9 + "Sitzung 200 neu: 0badcafe, 3600 s\n" + "Abfrage 200 Vorlauf=42\n" * 9,
        "(03:20:05.049) session 200 id b0b1b2b3\n" + "(03:20:05.049) interrogation 200\n" * 9,
        "会话 7a8b9c0d\n" + "轮询 200\n" * 9,
        "[SESSION] 200, sesja 31ab09ce\n[POLL] 200 x=0\n[POLL] 200 x=1\n",
    ],
)
def test_a_session_and_polls_that_go_well_are_a_device_that_is_well(log: str) -> None:
    diagnosis = diagnose(log)
    assert diagnosis.verdict is LogVerdict.HEALTHY
    assert diagnosis.recognition.is_oceanremote


def test_good_answers_without_a_session_are_anybody_s() -> None:
    assert not diagnose("Abfrage 200 Vorlauf=42\n" * 20).recognition.is_oceanremote
    assert not diagnose("GET /session 200\n" * 20).recognition.is_oceanremote


@together
@pytest.mark.parametrize("words", ["[INFO] online", "[INFO] appareil en ligne", "[INFO] Gerät online."])
def test_a_device_says_in_other_words_that_it_is_online(words: str) -> None:
    assert diagnose(words).verdict is LogVerdict.HEALTHY


@together
@pytest.mark.parametrize(
    "words",
    ["[INFO] not online", "[INFO] nicht online", "[INFO] offline", "[INFO] going online now", "[SYSTEM] server online"],
)
def test_a_device_that_is_not_online_is_not_called_so(words: str) -> None:
    assert diagnose(words).online is None


def test_a_device_that_worked_and_registers_again_has_lost_its_token() -> None:
    worked = "[SESSION] 200, sesja 31ab09ce\n[POLL] 200 temp=18.9\n"
    again = "[EEPROM] nic nie ma\n[REG] rejestracja\n[REG] HTTP 410\n"
    assert names(diagnose(worked + again))[0] == "eeprom-lost"
    assert names(diagnose(worked + "[SESSION] 401\n" + again))[0] == "token-used"
    assert names(diagnose(again))[0] == "token-used"


@together
@pytest.mark.parametrize(
    "empty", ["eeprom: leer", "EEPROM que des FF", "nvs is empty", "[EEPROM] brak tokena", "prefs: no perm token"]
)
def test_the_line_that_shows_nothing_stored_is_shown(empty: str) -> None:
    log = "poll 200\n" * 5 + f"{empty}\nregister 410\n"
    assert "\n".join(printed_lines(empty)) in [each.text for each in diagnose(DEVICE + log).findings[0].evidence]


@together
@pytest.mark.parametrize("words", ["токен", "令牌", "トークン", "токена"])
def test_words_of_other_scripts_are_read(words: str) -> None:
    assert list(printed_lines(f"{words} 51")) == ["token 51"]


def test_a_reset_before_the_log_is_no_trouble_and_one_in_it_is() -> None:
    reset = "ets Jul 29 2019 12:21:46\nrst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
    online = "[SYSTEM] Device ID: ESP32_246F28AABBCC\n[INFO] Device ONLINE\n"
    assert diagnose(reset + online).verdict is LogVerdict.HEALTHY
    assert "watchdog" in names(diagnose(online + reset))
    assert "watchdog" in names(diagnose(reset + "load:0x3fff0030,len:4\n" + reset))


@together
@pytest.mark.parametrize(
    "line",
    [
        'selftest: Server: FortiGate X-Blocked-By: policy 114 "IOT-deny-internet"',
        "Server: Zscaler/6.2",
        "X-Squid-Error: ERR_ACCESS_DENIED 0",
        "Location: https://block.opendns.com/?url=1",
        "Request denied by WatchGuard HTTP Proxy",
        "<title>Blocked by Sophos</title>",
    ],
)
def test_a_firewall_that_names_itself_is_what_blocks_the_way(line: str) -> None:
    log = f"connect 104.21.40.7:443 : timeout (10000 ms)\nselftest: HTTP/1.1 403 Forbidden\n{line}\n"
    assert names(diagnose(DEVICE + log))[0] == "server-blocked"
    assert "token-revoked" not in names(diagnose(DEVICE + log))


@together
@pytest.mark.parametrize(
    "line",
    [
        "[WiFi] IP Address: 0.0.0.0",
        "[WiFi] still no lease",
        "waiting for DHCP",
        "keine IP vom Router",
        "pas d'adresse IP",
        "WiFi.status()=7 localIP=(IP unset)",
        "brak adresu z DHCP po 30 s",
        "keine Adresse vom DHCP",
        "sin dirección del DHCP",
        "žádná adresa z DHCP",
        "nessun indirizzo dal DHCP",
        "sem endereço do DHCP",
        "geen adres van DHCP",
        "no address from dhcp",
        "DHCP: pas d'adresse",
    ],
)
def test_a_network_without_an_address_is_told(line: str) -> None:
    assert names(diagnose(f"wifi: associated\n{line}\n" * 2))[0] == "wifi-no-address"
    assert diagnose(f"{line}\nHTTP Response: 200\noceanremote\n").findings == ()


def test_a_refresh_token_that_another_worker_has_used_is_told() -> None:
    used = 'worker-1 POST /api/auth/refresh/ 401 {"error": "Refresh token already rotated", "code": "refresh_used"}\n'
    alone, second = diagnose(used), diagnose("worker-2 POST /api/auth/refresh/ 200, saved\n" + used)
    assert names(alone)[0] == names(second)[0] == "refreshed-elsewhere"
    assert second.findings[0].confidence > alone.findings[0].confidence


def test_the_clock_that_makes_a_certificate_invalid_is_shown_with_it() -> None:
    finding = diagnose("now: Thu Jan  1 00:00:14 1970\nCertificate is expired or not yet valid\n").findings[0]
    assert (finding.cause, [evidence.line for evidence in finding.evidence]) == ("clock-1970-tls", [1, 2])


def test_the_address_that_is_not_there_is_shown() -> None:
    log = 'POST https://www.oceanremote.net/api/device/register\n{"success": false, "code": "not_found"}\n'
    finding = diagnose(log).findings[0]
    assert (finding.cause, finding.evidence[0].line) == ("wrong-address", 1)


@together
@pytest.mark.parametrize(
    "answer",
    [
        '{"success": true, "session": null, "expires_in": 3600, "server_time": 1778839201}',
        '{"success": true, "session_id": "", "expires_in": 3600, "server_time": 1778839201}',
        "oceanremote\nSitzungs-ID fehlt",
        "oceanremote\nCevapta oturum numarasi yok",
        "oceanremote\nTraceback\nKeyError: session_id",
        "oceanremote\nKeyError: 'session_id'",
        "oceanremote\nhittar inget session_id",
        "oceanremote\nmissing field `session_id` at line 1",
    ],
)
def test_an_answer_without_a_session_is_told(answer: str) -> None:
    assert names(diagnose(f"200\n{answer}\n"))[0] == "session-missing-id"


def test_a_token_that_was_given_and_is_refused_at_once_is_no_wrong_copy() -> None:
    given = '{"success": true, "permanent_token": "oc_perm_abc", "server_time": 1779152400}\n'
    refused = '{"success": false, "error": "Invalid token", "code": "token_invalid"}\n'
    assert names(diagnose(f"daftar -> 200 {given}sesi -> 401 {refused}"))[0] == "registered-then-401"
    assert names(diagnose(f"sesi -> 401 {refused}"))[0] != "registered-then-401"


@together
@pytest.mark.parametrize("log", ["MAC: 24:6F:28:AA:BB:CC\nich bin ESP32_CCBBAA286F24\n403\n"])
def test_an_id_of_the_whole_mac_is_oceanremote_s(log: str) -> None:
    diagnosis = diagnose(log)
    assert (names(diagnosis)[0], diagnosis.recognition.is_oceanremote) == ("device-id-byte-order", True)
    assert not diagnose(log.replace("ich bin", "AP")).recognition.is_oceanremote


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("sesja: 403 {'success': false, 'error': 'MAC address mismatch'}\n", "mac-mismatch"),
        ("state 200\nstate 200\nsession 403 token_revoked\n", "token-revoked"),
        ("Abfrage ok 200\nAbfrage ok 200\nSitzung 401 token_invalid\n", "device-deleted"),
        ("kayit 200 permanent_token alindi\noturum 401 Invalid token\n", "registered-then-401"),
        ("poll 200 relay1=0\nWiFi connection lost (rssi -92)\npoll -1\npoll -1\n", "wifi-lost"),
        ("GET https://oceanremote.net/api/devices/state 404 Not found\n", "wrong-address"),
        ("oceanremote\nNTP: keine Antwort von pool.ntp.org\n", "time-not-set"),
        ("oceanremote\ngetMacAddress failed, no device id\n", "device-id-failed"),
        ("register/ -> 302 Location: http://hotspot.hotel.example/login?mac=\n", "captive-portal"),
        ("dial tcp 104.21.35.90:443: connect: connection refused\n", "server-unreachable"),
        ("Post https://oceanremote.net/: unexpected EOF\n", "connection-drops"),
        ("Error: socket hang up\n", "connection-drops"),
        ("<inf> main: reset cause: brownout\n", "brownout"),
        ("oc_perm_ab12\nEEPROM schreiben fehlgeschlagen\n", "eeprom-save-failed"),
        ("oceanremote\nerreur: échec, token non sauvegardé; échec enregistrement\n", "eeprom-save-failed"),
        ("RTC: 2000-01-01 00:00:10\nntptime.settime(): OSError: [Errno 110] ETIMEDOUT\n", "time-not-set"),
        ("HTTPC_ERROR_READ_TIMEOUT\n", "server-slow"),
        ("<html><head><title>Sign in to Guest WiFi</title>\n", "captive-portal"),
        ("TCP connect: SYN sent, no SYN-ACK\n", "server-blocked"),
        ("tcp 203.0.113.20:443 SYN ... timeout 10 s\n", "server-blocked"),
        ("machine.reset_cause() = WDT_RESET\n", "watchdog"),
        ("started by ESP_RST_BROWNOUT\n", "brownout"),
        ("started by ESP_RST_TASK_WDT\n", "watchdog"),
        ("started by ESP_RST_PANIC\n", "panic"),
        ("umqtt: MemoryError: memory allocation failed\n", "out-of-memory"),
        ("poll: timed out waiting for response\n", "server-slow"),
        ("panic: runtime error: nil pointer dereference\n", "panic"),
    ],
)
def test_other_forms_of_what_is_known_are_read(log: str, cause: str) -> None:
    assert names(diagnose(log))[0] == cause


REVOKED = '{"success": false, "error": "Token revoked", "code": "token_revoked"}\n'


@together
@pytest.mark.parametrize(
    "skips",
    [
        "have a key already, bootstrap not needed",
        "already registered, nothing to do",
        "found a token -> skipping registration",
        "registration token of this build not used",
        "schon angemeldet",
        "déjà enregistré, on saute",
        "ya está registrado",
        "già registrato",
        "já registrado",
    ],
)
def test_firmware_that_says_it_needs_no_registration_is_shown_with_the_old_token(skips: str) -> None:
    log = f"firmware 7, oc_reg_3XqCE..\n{skips}\nPOST session: 403 {REVOKED}"
    finding = diagnose(log).findings[0]
    assert (finding.cause, [each.line for each in finding.evidence]) == ("eeprom-not-cleared", [1, 2, 3])
    assert names(diagnose(f"{skips}\nPOST session: 403 {REVOKED}"))[0] == "token-revoked"


def test_storage_that_cannot_be_used_is_why_the_token_is_gone() -> None:
    broken = "nvs_flash_init: ESP_ERR_NVS_NO_FREE_PAGES (0x110d)\n"
    log = f"{DEVICE}{broken}register 200\nsession 200\nstate 200\nstate 200\n{broken}register 410\n"
    finding = diagnose(log).findings[0]
    assert (finding.cause, finding.evidence[0].text) == ("nvs-unusable", broken.strip())
    assert names(diagnose(log.replace(broken, "nvs: no token\n")))[0] == "eeprom-lost"


USED = "reg 410 Registration token already used\n"


@together
@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("token nhan duoc do dai 51\nEEPROM: token dai 32\nsession: 401 Invalid token\n", "token-truncated"),
        ("oc_perm_ab.. hossz 51\noc_perm_ab.. hossz 32\nsession: 401 Invalid token\n", "token-truncated"),
        ("token lungime 51\ntoken lungime 32\nsession: 401 Invalid token\n", "token-truncated"),
        ("token 51 aksara\ntoken 32 aksara\nsession: 401 Invalid token\n", "token-truncated"),
        ("注册成功 收到永久令牌 长度=51\n从 EEPROM 读取令牌 长度=32\nsession: 401 Invalid token\n", "token-truncated"),
        ("registration ok, permanent token len 51\ntoken len 32\nsession: 401 Invalid token\n", "token-truncated"),
        ("got a 51 byte token\ntoken from nvs: 32 bytes\nsession: 401 Invalid token\n", "token-truncated"),
        ("51-Zeichen-Token erhalten\nToken gelesen, 32 Byte\nsession: 401 Invalid token\n", "token-truncated"),
        ("51 char permanent token\ntoken read, 32 bytes\nsession: 401 Invalid token\n", "token-truncated"),
        ("51 byte csrf token\ntoken read, 32 bytes\nsession: 401 Invalid token\n", "device-deleted"),
        ("registration token len 50\ntoken len 43\nsession: 401 Invalid token\n", "device-deleted"),
        ("registration token len 50, permanent: none\ntoken len 43\nsession: 401 Invalid token\n", "device-deleted"),
        (f"Sesi: 200 id 4be0a911\nStatus: 200\nMemória: vazia\n{USED}", "eeprom-lost"),
        (f"Sitzung: 200, id 4be0a911\nSpeicher leer (FF FF FF FF)\n{USED}", "eeprom-lost"),
        (f"Oturum: 200\nBellek bos\n{USED}", "eeprom-lost"),
        (f"Muisti: tyhja\nsession 200\nPamięć: pusto (FF FF FF FF)\n{USED}", "eeprom-lost"),
        (f"memory: 120 kB free\n{USED}", "token-used"),
        (f"EEPROM: token crc 0x1A3F expected 0x0C72\n{USED}", "eeprom-corrupted"),
        (f"EEPROM : jeton lu, somme 0x1A3F, attendue 0x0C72\n{USED}", "eeprom-corrupted"),
        (f"NVS Prüfsumme 1A3F statt 0C72\n{USED}", "eeprom-corrupted"),
        (f"token suma 6719, oczekiwana 3186\n{USED}", "eeprom-corrupted"),
        (f"record crc 5f12 != 77aa\n{USED}", "eeprom-corrupted"),
        (f"EEPROM: token crc 0x1A3F expected 0x1A3F\n{USED}", "token-used"),
        (f"DHT22: crc 0x1A expected 0x1B\n{USED}", "token-used"),
    ],
)
def test_what_storage_shows_is_the_root_of_the_refusal_behind_it(log: str, cause: str) -> None:
    assert names(diagnose(DEVICE + log))[0] == cause


@together
@pytest.mark.parametrize(
    "erased",
    [
        "Erasing flash (this may take a while)...\nChip erase completed successfully in 11.4s",
        "$ esptool --port COM7 erase-flash",
        "Erase All Flash Before Sketch Upload: Enabled",
        "flash memory has been erased",
    ],
)
def test_a_flash_that_was_erased_before_the_upload_is_why_the_token_is_gone(erased: str) -> None:
    finding = diagnose(f"{erased}\nHash of data verified.\n{DEVICE}{USED}").findings[0]
    assert (finding.cause, finding.confidence) == ("eeprom-lost", 96)
    assert names(diagnose(f"Hash of data verified.\n{DEVICE}{USED}hint: try esptool erase_flash\n"))[0] == "token-used"


@together
@pytest.mark.parametrize(
    "log",
    [
        "12:01:05 регистрация > 200, ключ получен\n12:01:06 сессия > 401 Unauthorized\n12:01:36 сессия > 401\n",
        "Registrierung: 200, Token gespeichert\nSitzung: 401\nSitzung: 401\n",
        "Kayit > 200 anahtar alindi\nOturum > 401\nOturum > 401\n",
        "登録 -> 200\nセッション -> 401 Unauthorized\nセッション -> 401 Unauthorized\n",
        "inscription : 200, jeton écrit\nsession : 401\nsession : 401\n",
    ],
)
def test_who_registers_and_then_asks_for_a_session_is_this_platform_s(log: str) -> None:
    found = diagnose(log)
    assert (names(found)[0], found.recognition.is_oceanremote) == ("registered-then-401", True)
    for other in ("SIP registration 401\nSIP registration 200\nsession 200\n", "user registered 200\nsession 401\n"):
        assert not diagnose(other).recognition.is_oceanremote


@together
@pytest.mark.parametrize(
    "answers",
    [
        "<- 302\nLocation: https://portal.airport.example/login\n<- 200\n<!DOCTYPE html><html>\nno session id\n",
        "302 Location: http://guest.lan/signin?x\nKeyError: session_id\n",
        "POST session\n<- HTTP/1.1 200 OK\nfirst bytes: <html><head><title>Welcome\nsession id missing\n",
        "Location: http://login.hotspot-gast.de/?mac=8C\nkeine Session-ID in Antwort\n",
    ],
)
def test_a_page_in_the_server_s_place_is_why_there_is_no_session_id(answers: str) -> None:
    assert names(diagnose(DEVICE + answers))[0] == "captive-portal"
    assert names(diagnose(f"{DEVICE}session 200\nKeyError: session_id\n"))[0] == "session-missing-id"


@together
@pytest.mark.parametrize(
    "log",
    [
        "NTP: No reply from 192.168.50.1\n",
        "ntp server not responding\n",
        "sntp pool.ntp.org unreachable\n",
        'NTP: No reply\nMQT: stat/x/RESULT = {"Time":"1970-01-01T00:02:55"}\nMQT: Connected\nNTP: No reply\n',
    ],
)
def test_a_time_server_that_does_not_answer_is_told_in_other_words(log: str) -> None:
    assert names(diagnose(log * 3))[0] == "time-not-set"
    assert diagnose('{"time":1970,"msg":"boot"}\nuptime: 1970 ms\n').findings == ()


@together
@pytest.mark.parametrize(
    ("poll", "session"),
    [("tila", "istunto"), ("stan", "sesja"), ("allapot", "munkamenet"), ("zustand", "Sitzung"), ("toestand", "sessie")],
)
@pytest.mark.parametrize("stamp", ["23.4. 03:00:01 ", "23.04.2026 03:00:01 ", "[23/04 03:00] ", "2026/04/23 03:00:01 "])
def test_polls_beside_a_session_are_known_in_more_languages_behind_a_date(poll: str, session: str, stamp: str) -> None:
    log = f"{stamp}{session} 200 a41c77e0\n" + f"{stamp}{poll} 200\n" * 3
    assert diagnose(log).verdict is LogVerdict.HEALTHY
    assert names(diagnose(log + f"{stamp}{poll} 503\n" * 3))[0] == "maintenance"


@together
@pytest.mark.parametrize(
    "redirect",
    [
        "GET https://www.oceanremote.net/ -> 307 https://wifi-login.airport.example/start",
        "302 http://10.0.0.1/portal?mac=1",
        "HTTP 302: https://signin.cafe.example/",
        "301 to http://hotspot.lan/",
    ],
)
def test_a_redirect_to_somebody_s_login_is_a_sign_in_page(redirect: str) -> None:
    assert names(diagnose(f"{DEVICE}{redirect}\nno session_id\n"))[0] == "captive-portal"
    own = f"{DEVICE}302 https://www.oceanremote.net/login\n"
    assert "captive-portal" not in names(diagnose(own))


@together
@pytest.mark.parametrize(
    "expected", ["borde vara 9C02", "should be 9C02", "sollte 9C02", "powinna 9C02", "dovrebbe essere 9C02"]
)
def test_the_sum_that_should_be_is_told_in_more_languages(expected: str) -> None:
    assert names(diagnose(f"{DEVICE}token checksum 4A11, {expected}\n{USED}"))[0] == "eeprom-corrupted"
    assert names(diagnose(f"{DEVICE}token checksum 9C02, {expected}\n{USED}"))[0] == "token-used"


@together
@pytest.mark.parametrize(
    "poll",
    [
        "Abruf ok, Pumpe AN",
        "stand opgehaald: pomp=AAN",
        "état reçu",
        "consulta recibida",
        "lettura riuscita",
        "stan pobrany: r1=1",
        "stav načten",
        "state fetched",
    ],
)
def test_a_poll_that_went_well_is_known_by_its_verb(poll: str) -> None:
    log = f"{DEVICE}IP address: 192.168.1.3\nwifi lost\nIP address: 192.168.1.3\n"
    assert diagnose(log).verdict is LogVerdict.PROBLEM
    assert diagnose(f"{log}{poll}\n").verdict is LogVerdict.RECOVERED
    assert diagnose(f"{log}{poll.replace(' ', ' not ', 1)}\n").verdict is LogVerdict.PROBLEM


@together
@pytest.mark.parametrize(
    "line",
    [
        "EEPROM 写入失败!",
        "フラッシュへの書き込みに失敗しました",
        "EEPROM 쓰기 실패",
        "ошибка записи токена в NVS",
        "не удалось записать токен",
        "запис токена не вдалося",
        "Token konnte nicht gespeichert werden",
        "nie udało się zapisać tokenu",
        "token nelze uložit",
        "no se pudo guardar el token",
        "não consegui gravar o token",
        "salvataggio del token non riuscito",
        "token kaydedilemedi",
        "impossible d'enregistrer le jeton",
        "commit() liefert false",
    ],
)
def test_a_token_that_is_not_saved_is_known_in_many_languages(line: str) -> None:
    assert diagnose(f"oceanremote\nregistration 200\n{line}\n").findings[0].cause == "eeprom-save-failed"


@together
@pytest.mark.parametrize(
    "line", ["Foto konnte nicht gespeichert werden", "token gespeichert", "impossible d'enregistrer l'appareil"]
)
def test_what_else_is_not_saved_is_no_token(line: str) -> None:
    assert diagnose(f"oceanremote\nregistration 200\n{line}\n").findings == ()
