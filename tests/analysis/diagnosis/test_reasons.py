"""What a line of the core says is the answer, wherever it stands, and a number alone is not made into a firewall."""

import pytest

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose
from tests.together import together

JOINED = "[SYSTEM] Device ID: ESP32_246F28AABBCC\n[WiFi] Connecting... Connected!\n[REG] Registering device...\n"
FAILED = "[REG] HTTP Response: -1\n"
ONLINE = "[SESSION] Got session ID: a1b2c3d4\n[INFO] Device ONLINE\n"
RESET = "ets Jul 29 2019 12:21:46\n\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nentry 0x400805b8\n"
REASONS = {
    "mbedtls_ssl_handshake returned -0x2700": "certificate-refused",
    "E (1) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0X2700": "certificate-refused",
    "start_ssl_client: -9984": "certificate-refused",
    "X509 - Certificate verification failed, e.g. CRL, CA or signature check failed": "certificate-refused",
    "(-9984) X509 - Certificate verification failed": "certificate-refused",
    "Chain could not be linked to a trust anchor.": "certificate-refused",
    "BSSL error 62": "certificate-refused",
    "ssl.SSLError: CERTIFICATE_VERIFY_FAILED": "certificate-refused",
    "Certificate is expired or not yet valid.": "clock-1970-tls",
    "verification info: ! The certificate validity starts in the future": "clock-1970-tls",
    "The certificate Common Name (CN) does not match with the expected CN": "certificate-other-name",
    "hostByName(): DNS Failed for www.oceanremote.net": "name-not-resolved",
    "couldn't get hostname for :www.oceanremote.net: getaddrinfo() returns 202, addrinfo=0x0": "name-not-resolved",
    "DNS lookup failed err=202 res=0x0": "name-not-resolved",
    "Could not resolve host": "name-not-resolved",
    "DNS resolution failed for www.oceanremote.net": "name-not-resolved",
    "dns_gethostbyname error -5": "name-not-resolved",
    "getaddrinfo: Name does not resolve": "name-not-resolved",
    "TLS: peer certificate not trusted": "certificate-refused",
    "ssl handshake error 0xFFFFD900": "certificate-refused",
    "SSL - Memory allocation failed": "out-of-memory",
    "(-30592) SSL - A fatal alert message was received from our peer": "tls-failed",
    "rustls: invalid peer certificate: UnknownIssuer": "certificate-refused",
    "x509: certificate signed by unknown authority": "certificate-refused",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE": "certificate-refused",
    "x509: certificate is valid for *.router.lan, not oceanremote.net": "certificate-other-name",
    "ERR_TLS_CERT_ALTNAME_INVALID": "certificate-other-name",
    "invalid peer certificate: NotValidYet": "clock-1970-tls",
    "remote error: tls: handshake failure": "tls-failed",
    "sslv3 alert handshake failure": "tls-failed",
    "SSL: no shared cipher": "tls-failed",
    "lookup oceanremote.net: no such host": "name-not-resolved",
    "getaddrinfo ENOTFOUND www.oceanremote.net": "name-not-resolved",
    "Name nicht auflösbar (DNS Fehler)": "name-not-resolved",
    "DNS chyba": "name-not-resolved",
    "connect: timed out after 10000 ms": "server-blocked",
    "select() timeout": "server-blocked",
    "Error: connect ETIMEDOUT 104.21.35.118:443": "server-blocked",
    "dial tcp 104.21.35.118:443: i/o timeout": "server-blocked",
    "[WinError 10060] A connection attempt failed": "server-blocked",
    "read tcp 10.0.0.3:5123->104.21.35.118:443: i/o timeout": "server-slow",
    "response: OSError: [Errno 110] ETIMEDOUT": "server-slow",
    "recv: OSError [Errno 116] ETIMEDOUT (5.00 s)": "server-slow",
    "recv failed: ETIMEDOUT": "server-slow",
    "Error: read ETIMEDOUT at TLSWrap.onStreamRead": "server-slow",
    "socket.timeout: The read operation timed out": "server-slow",
}
NO_ROUTE = [
    "connect() error: Host is unreachable",
    'connect(): socket error on fd 48, errno: 113, "Software caused connection abort"',
    "OSError: [Errno 118] EHOSTUNREACH",
    "dial tcp 104.21.35.118:443: connect: no route to host",
    "java.net.NoRouteToHostException: No route to host (Host unreachable)",
    "Error: connect ENETUNREACH 104.21.35.118:443",
    "[WinError 10065] A socket operation was attempted to an unreachable host",
    'Os { code: 101, kind: NetworkUnreachable, message: "Network is unreachable" }',
]
LINES = [
    "{}",
    "[REG] {}",
    "[TLS] {}",
    "[WiFi] {}",
    "[REG] Registration failed: {}",
    "[HTTP] {}",
    "[E][x.cpp:7] f(): {}",
]


def words(diagnosis: Diagnosis) -> str:
    first = diagnosis.findings[0]
    return f"{first.title} {first.remedy} {first.note}".lower()


@together
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("reason", "cause"), REASONS.items())
def test_the_reason_is_the_answer(reason: str, cause: str, line: str) -> None:
    found = diagnose(JOINED + line.format(reason) + "\n" + FAILED)
    assert found.findings[0].cause == cause
    assert any(reason[-12:] in evidence.text for evidence in found.findings[0].evidence)


@together
@pytest.mark.parametrize(("reason", "cause"), REASONS.items())
def test_firewall_is_said_only_where_a_line_shows_it(reason: str, cause: str) -> None:
    found = diagnose(JOINED + reason + "\n" + FAILED)
    assert ("firewall" in words(found)) is (cause == "server-blocked")
    assert ("server-blocked" in {each.cause for each in found.findings}) is (cause == "server-blocked")


@together
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("reason", NO_ROUTE)
def test_where_there_is_no_route_a_firewall_is_no_more_than_possible(reason: str, line: str) -> None:
    found = diagnose(JOINED + line.format(reason) + "\n" + FAILED).findings
    assert [each.cause for each in found[:2]] == ["server-unreachable", "server-blocked"]
    assert reason[-12:] in found[0].evidence[-1].text
    assert found[1].confidence < 60


@together
@pytest.mark.parametrize(
    "reset", ["[WinError 10054] forcibly closed by the remote host", "tcp 104.21.35.118:443 -> RST after 3 ms"]
)
def test_a_reset_breaks_a_connection_off_and_a_pin_of_that_name_does_not(reset: str) -> None:
    assert diagnose(f"{JOINED}{reset}\n").findings[0].cause == "connection-drops"
    assert diagnose("GPIO16 -> RST\n").findings == ()


@together
@pytest.mark.parametrize(
    "joined",
    [
        "wifi:connected with Home, aid = 7\nstill no lease: 0.0.0.0\n",
        "W (1489) node: associated for 10 s and still 0.0.0.0\n",
        "wifi:connected with Home, aid = 7\nnoch immer 0.0.0.0 nach 20 s\n",
        "wifi joined, IP = 0.0.0.0\n",
    ],
)
def test_that_there_is_no_route_follows_from_having_no_address(joined: str) -> None:
    found = diagnose(f"{joined}connect() error: Host is unreachable\n" * 2)
    assert found.findings[0].cause == "wifi-no-address"
    assert "wifi-no-address" not in [each.cause for each in diagnose("server listening on 0.0.0.0:80\n").findings]


@together
@pytest.mark.parametrize(
    "lost",
    [
        "readline: [Errno 110] ETIMEDOUT",
        "no complete reply to register: read ETIMEDOUT, 0 bytes",
        "no answer for the registration",
        "body: i/o timeout",
    ],
)
def test_a_registration_whose_answer_did_not_come_and_that_is_used_then_lost_it(lost: str) -> None:
    sent = "register > www.oceanremote.net, 389 bytes written\n"
    found = diagnose(f"{sent}{lost}\n{sent}register < 410 Registration token already used\n")
    assert found.findings[0].cause == "registration-reply-lost"


@together
@pytest.mark.parametrize(
    "probes",
    [
        "tcp example.com:443 ok, google.com:443 ok, www.oceanremote.net:443 -> RST\n",
        "https://www.google.com 200, https://www.oceanremote.net ECONNRESET\n",
        "ping 8.8.8.8 ok\noceanremote.net:443 RST\n",
        "GET http://example.com -> 200\nPOST https://www.oceanremote.net/api/device/register/ -> -1\n",
        "github.com:443 erreichbar\noceanremote.net:443 Error: connect ETIMEDOUT 104.21.35.118:443\n",
    ],
)
def test_others_that_answer_show_that_the_way_to_this_server_is_blocked(probes: str) -> None:
    first = diagnose(probes).findings[0]
    assert (first.cause, first.confidence) == ("server-blocked", 91)
    away = probes.replace("ok", "failed").replace(" 200", " 000").replace("erreichbar", "weg")
    assert [each for each in diagnose(away).findings if each.confidence == 91] == []


def test_the_number_alone_is_no_firewall_and_not_sure() -> None:
    first = diagnose(JOINED + FAILED).findings[0]
    assert first.cause == "server-unreachable"
    assert first.confidence < 70
    assert "many causes" in first.note


def test_the_reason_in_the_line_of_the_number_counts() -> None:
    found = diagnose(JOINED + "[REG] HTTP Response: -1 (DNS Failed for www.oceanremote.net)\n")
    assert found.findings[0].cause == "name-not-resolved"


GURU = "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\n"
DUMP = (
    "Core  1 register dump:\nPC      : 0x400e14ed  PS      : 0x00060330\n\nBacktrace: 0x400e14ed:0x3ffb2170\n"
    "\nRebooting...\n"
)
CRASHES = {
    "guru": (GURU + DUMP, "LoadProhibited"),
    "abort": ("abort() was called at PC 0x400d1a2e on core 1\n" + DUMP, "abort()"),
    "assert": ("assert failed: f queue.c:1 (x)\nabort() was called at PC 0x1 on core 0\n" + DUMP, "assert failed: f"),
    "exception": ("Exception (28):\nepc1=0x40201b0c epc2=0x0\n>>>stack>>>\n<<<stack<<<\n", "Exception (28)"),
    "pico": ("*** PANIC ***\n\nHard assert\n", "*** PANIC *** Hard assert"),
    "hard fault": ("FaultType: HardFault\n\nPC   : 100043BE\n", "HardFault"),
}


@pytest.mark.parametrize(("crash", "reason"), CRASHES.values(), ids=CRASHES.keys())
def test_a_crash_is_quoted_by_its_reason_first(crash: str, reason: str) -> None:
    for log in (JOINED + crash, JOINED + crash + RESET, crash):
        first = diagnose(log).findings[0]
        assert first.cause == "panic"
        assert reason in first.evidence[0].text
        assert "Backtrace" not in " ".join(evidence.text for evidence in first.evidence)


@pytest.mark.parametrize(("crash", "reason"), CRASHES.values(), ids=CRASHES.keys())
def test_its_own_restart_makes_a_crash_no_less_sure(crash: str, reason: str) -> None:
    before, after = (diagnose(JOINED + crash + restart).findings[0] for restart in ("", RESET + JOINED))
    assert (after.cause, after.confidence) == ("panic", before.confidence)
    assert reason in after.evidence[0].text


def test_a_crash_long_ago_is_less_sure() -> None:
    now, later = (diagnose(JOINED + GURU + (RESET + JOINED) * times).findings[0] for times in (1, 4))
    assert later.confidence < now.confidence


def test_registers_alone_say_that_the_reason_is_missing() -> None:
    first = diagnose(DUMP).findings[0]
    assert (first.cause, first.confidence < 90) == ("panic", True)
    assert "reason is missing" in first.note


@pytest.mark.parametrize(
    ("crash", "cause"),
    [
        ("E (1) task_wdt: Task watchdog got triggered.\nE (1) task_wdt: Aborting.\n", "watchdog"),
        ("Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0).\n", "watchdog"),
        (
            GURU.replace("LoadProhibited", "Unhandled debug exception") + "Stack canary watchpoint triggered\n",
            "stack-overflow",
        ),
        ("CORRUPT HEAP: Bad tail at 0x3ffd8aa4.\nassert failed: multi_heap_free (head != NULL)\n", "heap-corrupted"),
        ("ESP_ERROR_CHECK failed: esp_err_t 0x110d (ESP_ERR_NVS_NO_FREE_PAGES) at 0x1\n", "nvs-unusable"),
    ],
)
def test_what_caused_a_crash_goes_before_it(crash: str, cause: str) -> None:
    log = JOINED + crash + "abort() was called at PC 0x400d1a2e on core 0\n" + DUMP
    assert diagnose(log).findings[0].cause == cause


BODIES = {
    "compact": '{"success":false,"error":"Token revoked","code":"token_revoked"}',
    "spaced": '{"success": false, "error": "Token revoked", "code": "token_revoked"}',
    "escaped": r'body="{\"success\": false, \"error\": \"Token revoked\", \"code\": \"token_revoked\"}"',
    "Python": "{'success': False, 'error': 'Token revoked', 'code': 'token_revoked'}",
    "other order": '{"code":"token_revoked","error":"Token revoked","success":false}',
    "pretty": '{\n  "success": false,\n  "error": "Token revoked",\n  "code": "token_revoked"\n}',
}


@together
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("before", ["", "HTTP 403 ", "[ocean] answer: ", "I (5) cloud: ", "12:01:02.345 -> "])
def test_the_servers_answer_is_known_in_any_firmware(body: str, before: str) -> None:
    found = diagnose("wifi up\n" + before + body + "\n")
    assert found.recognition.is_oceanremote
    assert found.findings[0].cause == "token-revoked"
    assert found.hints == ()


@pytest.mark.parametrize(
    "line",
    [
        '{"code":"token_expired","message":"The refresh token has expired"}',
        '{"error":"rate_limited"}',
        "HTTP/1.1 401 Unauthorized",
        "server error: Invalid token",
        "Response code: 404",
    ],
)
def test_what_other_services_say_too_counts_only_in_a_devices_log(line: str) -> None:
    alone = diagnose(line + "\n")
    assert (alone.verdict, alone.recognition.is_oceanremote) == (LogVerdict.UNKNOWN, False)
    assert "no line of an OceanRemote device" in alone.hints[0]


def test_a_status_counts_after_the_servers_path() -> None:
    found = diagnose("POST https://www.oceanremote.net/api/device/register/\nResponse code: 410\n")
    assert found.findings[0].cause == "token-used"


def test_a_poll_that_is_answered_is_online_in_any_firmware() -> None:
    assert diagnose('{ "success": true, "relay1": false, "temperature": 23.5 }\n').verdict is LogVerdict.HEALTHY


def test_a_finding_in_another_devices_log_says_whose_it_is_not() -> None:
    found = diagnose(GURU)
    assert (found.verdict, found.recognition.is_oceanremote) == (LogVerdict.PROBLEM, False)
    assert "no line of an OceanRemote device" in found.hints[0]


def test_a_log_of_a_device_is_not_told_that_it_is_none() -> None:
    assert diagnose(JOINED + ONLINE + GURU).hints == ()


@together
@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("WLAN weg, Grund 15", "wifi-password-wrong"),
        ("déconnecté, raison: 201", "wifi-network-not-found"),
        ("отключено, причина 204", "wifi-password-wrong"),
        ("desconectado, razón: 211", "wifi-security-mismatch"),
        ("STA disconnect: 204", "wifi-password-wrong"),
        ("wlan.status() = -3", "wifi-password-wrong"),
        ("sta_if.status(): 201", "wifi-network-not-found"),
        ('SSID "Garten" nicht gefunden', "wifi-network-not-found"),
        ('red "Finca" no encontrada', "wifi-network-not-found"),
        ("WLAN-Passwort falsch (Status 6)", "wifi-password-wrong"),
        ("mot de passe wifi incorrect", "wifi-password-wrong"),
        ("WiFi.status() = 4", "wifi-failed"),
        ("dhcp: no offer", "wifi-no-address"),
    ],
)
def test_a_reason_for_not_joining_is_read_in_other_words(line: str, cause: str) -> None:
    assert diagnose(f"{line}\nagain\n" * 2).findings[0].cause == cause


@together
@pytest.mark.parametrize(
    "line",
    [
        "Grund: 15 Grad",
        "POST status -2",
        "disconnected after 201 s",
        "HomeNet (-76)*",
        "login: password wrong",
        "connect timeout: 5000",
    ],
)
def test_a_number_of_another_kind_is_no_reason(line: str) -> None:
    assert diagnose(line).findings == ()


def test_a_password_that_is_refused_where_the_network_was_joined_before_was_changed() -> None:
    refused = "STA_DISCONNECTED reason=15\nagain\n" * 3
    assert diagnose("got ip:192.168.1.9\n" + refused).findings[0].cause == "wifi-credentials-changed"
    assert diagnose("reason=201\n" + refused).findings[0].cause == "wifi-password-wrong"


@together
@pytest.mark.parametrize("away", ["isconnected() False\nEHOSTUNREACH\n", "isconnected=False\nwlan.status()=201\n"])
def test_a_network_that_is_gone_is_why_no_request_goes_out(away: str) -> None:
    joined = "ok ('192.168.1.58', '255.255.255.0', '192.168.1.1', '192.168.1.1')\n"
    assert diagnose(joined + away * 2).findings[0].cause == "wifi-lost"
    assert diagnose(away * 2).findings[0].cause != "wifi-lost"


@together
@pytest.mark.parametrize(
    "log",
    [
        "oceanremote.net resolved to 127.0.0.1\nconnect() failed: ECONNREFUSED\n",
        "api.example.com -> 0.0.0.0\nconnection reset by peer\n",
        "DNS www.oceanremote.net: 0.0.0.0\nHTTP -1\n",
        "oceanremote\nexample.com:443 ok 41 ms\n_handle_error(): [start_ssl_client():273]: (-80) UNKNOWN ERROR CODE\n",
        "https://github.com/ 200\noceanremote: connection reset by peer\n",
    ],
)
def test_a_filter_lets_others_through(log: str) -> None:
    assert diagnose(log).findings[0].cause == "server-blocked"


@together
@pytest.mark.parametrize(
    "log",
    [
        "wifi.ip = 0.0.0.0\n",
        "dnsmasq: config ads.example.com is 0.0.0.0\n",
        "web.server on 0.0.0.0:80\n",
        "oceanremote\nexample.com: not reachable\nECONNRESET\n",
    ],
)
def test_an_address_of_nobody_or_others_that_fail_too_are_no_filter(log: str) -> None:
    assert "server-blocked" not in [finding.cause for finding in diagnose(log).findings]


@together
@pytest.mark.parametrize("line", ["SOCK_CLOSED, Sn_IR=0x08", "SOCKERR_TIMEOUT", "ARP for 10.0.0.5: no answer"])
def test_who_does_not_answer_in_the_own_network_is_away(line: str) -> None:
    assert diagnose(f"connect 10.0.0.5:8443 ...\n{line}\n" * 2).findings[0].cause == "server-unreachable"


@together
@pytest.mark.parametrize(
    "line",
    [
        "[V][ssl_client.cpp:62] start_ssl_client(): Free internal heap",
        "[V][ssl_client.cpp:54] start_ssl_client(): Starting socket",
        "BSSL: ssl_lib.c:56 connect",
        "tls handshake done in 62 ms",
        "esp-tls: [sock=54] connected",
        "ssl client: fd 56 closed",
    ],
)
def test_the_line_of_a_source_file_or_a_time_is_no_number_of_bearssl(line: str) -> None:
    assert diagnose(f"{line}\n").findings == ()
    assert diagnose("ssl error 62\n").findings[0].cause == "certificate-refused"


@together
@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider",
            "certificate-refused",
        ),
        ("CertPathValidatorException: Trust anchor for certification path not found.", "certificate-refused"),
        (
            "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
            "certificate-refused",
        ),
        ("cURL error 60: SSL certificate problem", "certificate-refused"),
        ("CertificateExpiredException: NotAfter: Tue Mar 03 2026", "clock-1970-tls"),
        ("CertificateException: No subject alternative DNS name matching api.example found.", "certificate-other-name"),
        ("SSLPeerUnverifiedException: Hostname api.example not verified:", "certificate-other-name"),
        ("SSLHandshakeException: Remote host terminated the handshake", "tls-failed"),
        ("java.net.UnknownHostException: api.example", "name-not-resolved"),
        ("HttpRequestException: No such host is known. (api.example:443)", "name-not-resolved"),
        ("java.net.http.HttpConnectTimeoutException: ConnectTimeoutException", "server-blocked"),
        ("java.net.SocketTimeoutException: timeout", "server-slow"),
        ("TaskCanceledException: due to the configured HttpClient.Timeout of 5 seconds", "server-slow"),
        ("java.net.SocketException: Connection reset", "connection-drops"),
        ("java.io.IOException: unexpected end of stream on https://api.example/...", "connection-drops"),
        ("java.net.ConnectException: Connection refused", "server-unreachable"),
    ],
)
def test_why_no_connection_comes_about_is_told_in_the_words_of_other_platforms(line: str, cause: str) -> None:
    assert (
        diagnose(f"{line}\n\tat java.base/sun.security.ssl.Alert.create(Alert.java:131)\n").findings[0].cause == cause
    )


@together
@pytest.mark.parametrize(
    "line", ["trust store loaded, 131 anchors", "curl: (0) ok", "host api.example is known", "socket closed by caller"]
)
def test_a_connection_that_is_made_has_no_reason(line: str) -> None:
    assert diagnose(f"{line}\n").findings == ()


@together
@pytest.mark.parametrize("function", ["readline", "_readinto", "recv_into", "read"])
def test_where_a_traceback_ends_tells_what_timed_out(function: str) -> None:
    frames = 'Traceback (most recent call last):\n  File "main.py", line 88, in poll\n  File "x.py", line 9, in {}\n'
    error = "OSError: [Errno 110] ETIMEDOUT\n"
    assert diagnose(JOINED + frames.format(function) + error).findings[0].cause == "server-slow"
    assert diagnose(JOINED + frames.format("connect") + error).findings[0].cause == "server-blocked"
    later = frames.format(function) + "KeyError: a\n" + frames.format("request") + error
    assert diagnose(JOINED + later).findings[0].cause == "server-blocked"


def test_a_request_of_a_board_without_an_address_shows_no_network() -> None:
    log = 'oceanremote\nwlan: joined "shed" ch 6\nwlan: ip=0.0.0.0\nhttp: POST register: -1\n'
    assert diagnose(log).findings[0].cause == "wifi-no-address"
    answered = diagnose(f"{log}http: POST register: 200\n").findings
    assert "wifi-no-address" not in [each.cause for each in answered]


@together
@pytest.mark.parametrize(
    "frame", ['"dht.py", line 21, in measure', '"lib/bme280.mpy", line 9, in f', '"x.py", line 4, in readfrom_mem']
)
def test_an_error_of_a_part_s_driver_is_no_network_s(frame: str) -> None:
    frames = f'Traceback (most recent call last):\n  File "main.py", line 31, in read\n  File {frame}\n'
    log = f"{frames}OSError: [Errno 110] ETIMEDOUT\n"
    assert diagnose(f"oceanremote\nsession 200\n{log}").findings == ()
