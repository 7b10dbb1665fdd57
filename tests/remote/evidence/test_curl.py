"""Lines that repeat a request."""

from __future__ import annotations

import gzip
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.evidence.curl import curl_line, raw_line

URL = "https://staging.example/base"
TOKEN = "oc_perm_0123456789abcdefghij"
SECRETS = {TOKEN: "PERMANENT_TOKEN"}


def line(method: str, path: str, body: bytes = b"", query: str = "", **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return curl_line(HttpRequest(method, path, named, body, query), URL, SECRETS)


def test_a_request_is_repeated_with_its_headers_and_body() -> None:
    words = shlex.split(line("POST", "/api/x/", b'{"a": "it\'s"}', content_type="application/json"))
    assert words[:4] == ["curl", "--include", "--request", "POST"]
    assert words[4:8] == ["--header", "content-type: application/json", "--data-raw", '{"a": "it\'s"}']
    assert words[8:] == ["https://staging.example/base/api/x/"]


def test_secrets_are_variables() -> None:
    text = line("GET", "/x", query=f"token={TOKEN}", x_device_token=TOKEN)
    assert TOKEN not in text
    assert '--header "x-device-token: ${PERMANENT_TOKEN}"' in text
    assert text.endswith('"https://staging.example/base/x?token=${PERMANENT_TOKEN}"')


def test_a_token_that_nobody_told_of_is_a_variable_too() -> None:
    text = line("GET", "/x", x_device_token="oc_perm_ANOTHER0123456789abcdefghij")
    assert '"x-device-token: ${OTHER_TOKEN}"' in text


@pytest.mark.parametrize("body", [b'{"temperature":18446744073709551616}', b'{"a": [-12345678901234567890 , 1]}'])
def test_a_number_is_no_secret_however_long_it_is(body: bytes) -> None:
    assert line("POST", "/x", body).partition(" --data-raw ")[2].startswith(f"'{body.decode()}'")


def test_digits_in_quotes_may_be_a_secret() -> None:
    assert "${OTHER_TOKEN}" in line("POST", "/x", b'{"token":"18446744073709551616"}')


def test_what_the_shell_would_read_is_quoted_around_variables() -> None:
    assert '--data-raw "\\$(id) \\`id\\` \\"\\\\ ${PERMANENT_TOKEN}"' in line(
        "POST", "/x", f'$(id) `id` "\\ {TOKEN}'.encode()
    )


def test_a_secret_in_another_spelling_is_cut() -> None:
    text = line("GET", "/x", query="token=" + "".join(f"%{ord(character):02x}" for character in TOKEN))
    assert text.endswith("?token=oc_perm_0123…'")


def test_a_body_that_is_no_text_is_piped() -> None:
    text = line("POST", "/x", b"\x00\xff\\%a\n", content_type="application/json")
    assert text.startswith("printf %b '\\0000\\0377\\0134%a\\0012' | curl ")
    assert "--data-binary @-" in text


def test_what_curl_adds_by_itself_is_taken_away() -> None:
    assert "--header content-type: --data-raw ''" in line("POST", "/x")
    assert "--data" not in line("GET", "/x")
    assert "--header 'x-empty;'" in line("GET", "/x", x_empty="")
    assert line("HEAD", "/x").startswith("curl --include --head ")


def test_curl_takes_the_path_as_it_is() -> None:
    assert "--path-as-is" in line("GET", "/api/../x")
    assert "--globoff" in line("GET", "/x", query="a[]=1")


def test_long_runs_are_made_by_the_shell() -> None:
    text = line("POST", "/x", b"{" + b"A" * 70_000 + b"}")
    assert "--data-raw \"{$(printf '%70000s' '' | tr ' ' A)}\"" in text


def test_a_body_that_is_too_long_for_a_word_is_piped() -> None:
    text = line("POST", "/x", b"A" * 200_000, content_type="text/plain")
    assert text.startswith("printf %s \"$(printf '%200000s' '' | tr ' ' A)\" | curl ")


def test_a_compressed_body_is_compressed_where_the_line_is_run() -> None:
    text = line("POST", "/x", gzip.compress(f'{{"token": "{TOKEN}"}}'.encode()), content_encoding="gzip")
    assert text.startswith('printf %s "{\\"token\\": \\"${PERMANENT_TOKEN}\\"}" | gzip -9n | curl ')


def test_a_compressed_body_that_ends_in_the_middle_is_cut_where_the_line_is_run() -> None:
    packed = gzip.compress(b"a body", mtime=0)[:-9]
    text = line("POST", "/x", packed, content_encoding="gzip")
    assert text.startswith("printf %s 'a")
    assert f"| gzip -9n | head -c {len(packed)} | curl " in text


def test_text_under_a_coding_that_it_is_not_in_is_sent_as_text() -> None:
    assert "--data-raw 'no gzip'" in line("POST", "/x", b"no gzip", content_encoding="gzip")


def test_a_compressed_body_that_nobody_can_read_is_left_out_by_name() -> None:
    text = line("POST", "/x", b"\x1f\x8bbroken", content_encoding="gzip")
    assert text.startswith("# not to be repeated by hand, a body of 8 bytes is left out: curl ")


def test_what_is_too_long_for_a_line_says_so() -> None:
    text = line("POST", "/x", " ".join(map(str, range(9_000))).encode())
    assert text.startswith("# too long to be repeated by hand, 43,986 characters in all: curl ")
    assert len(text) < 400


def test_bytes_that_are_no_http_go_through_a_plain_connection() -> None:
    assert raw_line(b"GET /\r\n\r\n", "http://127.0.0.1:8123", {}) == (
        "{ printf %b 'GET /\\0015\\0012\\0015\\0012'; sleep 1; } | curl --silent --max-time 5 telnet://127.0.0.1:8123"
    )
    assert raw_line(b"x", URL, {}).endswith(
        "openssl s_client -quiet -connect staging.example:443 -servername staging.example"
    )


def test_an_address_of_version_6_stands_in_brackets() -> None:
    assert raw_line(b"x", "http://[::1]:8123", {}).endswith("curl --silent --max-time 5 'telnet://[::1]:8123'")


def test_nothing_of_an_address_is_read_by_the_shell() -> None:
    assert "'telnet://a;$(id):80'" in raw_line(b"x", "http://a;$(id)", {})


def test_no_mark_is_taken_for_an_older_command() -> None:
    assert '--data-raw "${PERMANENT_TOKEN} a"\'!\'"b"' in line("POST", "/x", f"{TOKEN} a!b".encode())


@given(
    body=st.binary(max_size=60), header=st.text("az \"'$`\\%{}é", max_size=30), path=st.text("az./[]$' ", max_size=20)
)
def test_a_line_is_always_one_line_of_whole_words_without_the_secret(body: bytes, header: str, path: str) -> None:
    text = line("POST", f"/{path}", TOKEN.encode() + body, x_header=header)
    assert text.isprintable()
    assert TOKEN not in text
    assert shlex.split(text)
