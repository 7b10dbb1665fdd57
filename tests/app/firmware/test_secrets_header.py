import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oceanhil.app.firmware.secrets_header import from_c_string, hide, render, secrets_in, to_c_string
from oceanhil.app.firmware.tool_errors import FolderError
from oceanhil.app.firmware.values import Values
from tests.app.firmware.user import EXAMPLE, PASSWORD, TOKEN, VALUES

AWKWARD = (b'"', b"\\", b"??/", b'"; system("x"); //', b"\x001", b"\xff7", b"\n", "Größe ☂".encode(), bytes(range(256)))


@given(st.binary())
@example(b"\x018")
@example(b"??/\\")
def test_every_byte_comes_back(data: bytes) -> None:
    assert from_c_string(to_c_string(data)) == data


@given(st.binary())
def test_a_literal_is_one_line_of_printable_ascii_that_ends_only_at_its_end(data: bytes) -> None:
    literal = to_c_string(data)
    assert literal.isascii()
    assert literal.isprintable()
    assert "??" not in literal
    assert literal.replace("\\\\", "").replace('\\"', "").count('"') == 2


def test_a_compiler_reads_the_same_bytes(tmp_path: Path) -> None:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("no C++ compiler: install g++ or clang++")
    assertions = (
        f"static_assert(static_cast<unsigned char>(t{number}[{place}]) == {code});"
        for number, data in enumerate(AWKWARD)
        for place, code in enumerate(data + b"\0")
    )
    texts = (f"constexpr char t{number}[] = {to_c_string(data)};" for number, data in enumerate(AWKWARD))
    (tmp_path / "texts.cpp").write_text("\n".join([*texts, *assertions]), "ascii")
    command = [compiler, "-std=c++17", "-trigraphs", "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-fsyntax-only"]
    subprocess.run([*command, str(tmp_path / "texts.cpp")], check=True)


@pytest.mark.parametrize(
    ("literal", "data"), [(r'"\x41\t\101"', b"A\tA"), ('"ä"', "ä".encode()), (r'"\0"', b"\0"), ('""', b"")]
)
def test_literals_of_others_are_read(literal: str, data: bytes) -> None:
    assert from_c_string(literal) == data


@pytest.mark.parametrize("literal", ["", '"', "x", '"a" "b"', '"\\"', '"\\q"', '"\\x100"', '"\\777"', '"a\nb"'])
def test_what_is_no_literal_is_refused(literal: str) -> None:
    with pytest.raises(ValueError, match=r"not a string literal of C|beyond one byte"):
        from_c_string(literal)


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


def test_the_agent_is_compiled_in_for_who_asks_for_it_and_nobody_else() -> None:
    of_a_bench = render(EXAMPLE, replace(VALUES, agent=True))
    assert re.findall(r"^#define OCEANREMOTE_AGENT$", of_a_bench, re.MULTILINE)
    assert of_a_bench.replace("#define OCEANREMOTE_AGENT", "// #define OCEANREMOTE_AGENT") == render(EXAMPLE, VALUES)


def test_an_example_without_a_place_for_the_agent_is_refused() -> None:
    with pytest.raises(FolderError, match=r"has not one '// #define OCEANREMOTE_AGENT', for --agent"):
        render(EXAMPLE.replace("OCEANREMOTE_AGENT", "OCEANREMOTE_OTHER"), replace(VALUES, agent=True))


def test_the_rest_of_the_example_stays() -> None:
    header = render(EXAMPLE, VALUES)
    assert header.startswith("// Copy to secrets.h.\n")
    assert "// valid for 24 hours\n" in header
    assert header.count("\n") == EXAMPLE.count("\n")


@pytest.mark.parametrize("name", ["WIFI_SSID", "WIFI_PASSWORD", "TOKEN"])
def test_an_example_without_a_place_for_a_value_is_refused(name: str) -> None:
    with pytest.raises(FolderError, match=f"has not one '#define …_{name.removeprefix('WIFI_')}"):
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
