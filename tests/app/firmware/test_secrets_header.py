import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.firmware.c_string import from_c_string
from oceanhil.app.firmware.errors import SketchError
from oceanhil.app.firmware.secrets_header import hide, render, secrets_in
from oceanhil.app.firmware.values import Values
from tests.app.firmware.user import EXAMPLE, PASSWORD, TOKEN, VALUES

SSIDS = st.binary(min_size=1, max_size=32).filter(lambda data: 0 not in data)
PASSWORDS = st.binary(min_size=8, max_size=63).filter(lambda data: 0 not in data)


def defines(header: str) -> dict[str, bytes]:
    found = re.findall(r'^#define OCEANREMOTE_(\w+) ("(?:[^"\\]|\\.)*")', header, re.MULTILINE)
    return {name: from_c_string(literal) for name, literal in found}


@given(SSIDS, PASSWORDS)
def test_any_network_is_compiled_in_as_it_is(ssid: bytes, password: bytes) -> None:
    found = defines(render(EXAMPLE, Values(ssid, password, TOKEN)))
    assert (found["WIFI_SSID"], found["WIFI_PASSWORD"], found["TOKEN"]) == (ssid, password, TOKEN)


def test_without_a_server_the_platforms_own_stay() -> None:
    found = defines(render(EXAMPLE, VALUES))
    assert found["REGISTER_SERVER"] == b"https://www.oceanremote.net"
    assert found["API_SERVER"] == b"https://oceanremote.net"


def test_a_server_takes_the_place_of_both_and_not_that_of_the_time_server() -> None:
    found = defines(render(EXAMPLE, Values(b"net", PASSWORD, TOKEN, b"http://10.0.0.1:8080")))
    assert found["REGISTER_SERVER"] == found["API_SERVER"] == b"http://10.0.0.1:8080"
    assert found["TIME_SERVER"] == b"pool.ntp.org"


def test_a_root_certificate_of_several_lines_is_one_more_define() -> None:
    certificate = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    header = render(EXAMPLE, Values(b"net", PASSWORD, TOKEN, b"https://bench", certificate))
    assert defines(header)["ROOT_CERTIFICATE"] == certificate
    assert "ROOT_CERTIFICATE" not in render(EXAMPLE, VALUES)


def test_the_rest_of_the_example_stays() -> None:
    header = render(EXAMPLE, VALUES)
    assert header.startswith("// Copy to secrets.h.\n")
    assert "// valid for 24 hours\n" in header
    assert header.count("\n") == EXAMPLE.count("\n")


@pytest.mark.parametrize("name", ["WIFI_SSID", "WIFI_PASSWORD", "TOKEN"])
def test_an_example_without_a_place_for_a_value_is_refused(name: str) -> None:
    with pytest.raises(SketchError, match=f"has not one '#define …_{name.removeprefix('WIFI_')}"):
        render(EXAMPLE.replace(f"#define OCEANREMOTE_{name} ", "// "), VALUES)


def test_secrets_of_a_header_are_those_that_must_not_be_shown() -> None:
    assert set(secrets_in(render(EXAMPLE, VALUES))) == {PASSWORD, TOKEN}


def test_what_a_compiler_quotes_is_shown_without_secrets() -> None:
    header = render(EXAMPLE, VALUES)
    shown = hide(header + PASSWORD.decode(), secrets_in(header))
    assert secrets_in(shown) == (b"<secret>", b"<secret>")
    assert shown.endswith("<secret>")
    assert "Ocean Net" in shown


def test_a_linkers_long_names_are_shown_whole() -> None:
    line = "undefined reference to `_ZN18OceanRemoteDeviceX5beginERK17OceanRemoteConfig'"
    assert hide(line, secrets_in(render(EXAMPLE, VALUES))) == line
