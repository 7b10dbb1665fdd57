"""Which addresses are this machine's own: much is open to those who use them."""

import pytest

from oceanhil.protocol.loopback import is_ipv4_loopback, is_loopback, is_loopback_url
from tests.together import together

OWN_IPV4 = ["127.0.0.1", "127.9.9.9", "127.255.255.254"]
OWN_OTHERS = [
    "localhost",
    "LOCALHOST",
    "LocalHost.",
    "::1",
    "[::1]",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "[::ffff:127.1.2.3]",
]
FOREIGN = [
    "",
    ".",
    "10.0.0.1",
    "0.0.0.0",
    "::",
    "::2",
    "[::1",
    "::1]",
    "[127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "128.0.0.1",
    "example.net",
    "127.evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example.localhost",
    "localhost..",
    "localhost.localdomain",
    "localhost6",
    "127.0.0.1.",
    "127.1",
    "0x7f.1",
    "0177.0.0.1",
    "2130706433",
    " 127.0.0.1",
    "127.0.0.1:80",
    "\N{FULLWIDTH DIGIT ONE}27.0.0.1",
    "\udcff",
]


@together
@pytest.mark.parametrize(
    ("host", "expected"),
    [*((host, True) for host in OWN_IPV4 + OWN_OTHERS), *((host, False) for host in FOREIGN)],
)
def test_this_machine_is_known_by_its_names_and_addresses(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@together
@pytest.mark.parametrize(
    ("host", "expected"),
    [*((host, True) for host in OWN_IPV4), *((host, False) for host in OWN_OTHERS + FOREIGN)],
)
def test_an_address_of_127_0_0_0_is_told_from_a_name_and_from_ipv6(host: str, expected: bool) -> None:
    assert is_ipv4_loopback(host) is expected


@together
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("https://LOCALHOST./x?y#z", True),
        ("https://[::1]:8443/x", True),
        ("http://[::ffff:127.0.0.1]:80", True),
        ("127.0.0.1:0", True),
        ("localhost:8000", True),
        ("[::1]:8000", True),
        ("http://10.0.0.1", False),
        ("0.0.0.0:8080", False),
        ("https://staging.example", False),
        ("http://127.evil.example", False),
        ("http://localhost.example.com", False),
        ("http://localhost.localdomain:8000", False),
        ("http://127.0.0.1@evil.example", False),
        ("http://evil.example#127.0.0.1", False),
        ("http://evil.example\\@127.0.0.1", False),
        ("http://127.0.0.1\t.evil.example", False),
        ("http://127.0.0.1 .evil.example", False),
        ("http://evil.example\n@127.0.0.1", False),
        ("http://[::1", False),
        ("http://", False),
        ("", False),
    ],
)
def test_a_url_leads_to_this_machine_or_elsewhere(url: str, expected: bool) -> None:
    assert is_loopback_url(url) is expected
