"""What is the base URL of a server, and what of one is shown."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.base_url import BaseUrl, BaseUrlError, parse_base_url, without_user
from tests.together import together

SECRET = "pa55word"


@together
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("http://h", BaseUrl("http", "h", 80, "h", "")),
        ("https://h", BaseUrl("https", "h", 443, "h", "")),
        ("HTTPS://Api.Example:8443/", BaseUrl("https", "api.example", 8443, "Api.Example:8443", "")),
        ("http://[::1]:8080/below/it/", BaseUrl("http", "::1", 8080, "[::1]:8080", "/below/it")),
        ("http://a:b@c@h:1", BaseUrl("http", "h", 1, "h:1", "", has_user=True)),
        ("http://@h", BaseUrl("http", "h", 80, "h", "", has_user=True)),
        ("http://bücher.example", BaseUrl("http", "bücher.example", 80, "bücher.example", "")),
    ],
)
def test_a_base_url_is_taken_apart(text: str, parts: BaseUrl) -> None:
    assert parse_base_url(text) == parts


@together
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it does not begin with http:// or https://"),
        ("h", "it does not begin with http:// or https://"),
        ("h:8080", "it does not begin with http:// or https://"),
        ("ftp://h", "it does not begin with http:// or https://"),
        ("http:/h", "it names no host"),
        ("http://:80", "it names no host"),
        ("http://h:0", "its port is none of 1 to 65535"),
        ("http://h:65536", "its port is none of 1 to 65535"),
        ("http://h:x", "its port is none of 1 to 65535"),
        ("http://[::1", "its host can be none"),
        (f"http://{'a' * 64}", "its host can be none"),
        ("http://a..b", "its host can be none"),
        ("http://h?", "it has a query or a fragment"),
        ("http://h/#x", "it has a query or a fragment"),
        ("http://h/a b", "it has a blank or a control character in it"),
        ("http://h\n", "it has a blank or a control character in it"),
        ("http://h\x7f", "it has a blank or a control character in it"),
    ],
)
def test_what_is_no_base_url_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BaseUrlError) as refused:
        parse_base_url(text)
    assert str(refused.value) == reason


def test_a_user_is_refused_where_none_may_be_named() -> None:
    with pytest.raises(BaseUrlError, match=r"^it has a user's name or a password in it$"):
        parse_base_url(f"http://me:{SECRET}@h", may_name_user=False)


@given(st.text())
def test_whatever_is_written_it_is_a_base_url_or_refused(text: str) -> None:
    for each in (text, f"http://{text}"):
        with suppress(BaseUrlError):
            found = parse_base_url(each)
            assert parse_base_url(found.text) == replace(found, has_user=False)


@together
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"http://me:{SECRET}@h:80/x", "http://h:80/x"),
        (f"http://me:{SECRET}@x@h", "http://h"),
        (f"ftp://{SECRET}@h?a=b@c", "ftp://h?a=b@c"),
        ("http://h/of@it", "http://h/of@it"),
        (f"http://me:{SECRET}/a?b#c@d@h:80/x", "http://h:80/x"),
        ("http://h:80/of@it", "http://h:80/of@it"),
        ("http://[::1]:x/of@it", "http://[::1]:x/of@it"),
        (f"me:{SECRET}@h:80", "h:80"),
        (f"//{SECRET}@h", "//h"),
        ("h", "h"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_its_user(url: str, shown: str) -> None:
    assert without_user(url) == shown
