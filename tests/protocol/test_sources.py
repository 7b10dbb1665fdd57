"""Sources in words and with links."""

import pytest

from oceanhil.protocol.sources import PAGES, Link, in_words, links_of

FLASH = PAGES["oceanremote"]["FLASH"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("FLASH cause 7", '"Firmware Flash Success But No Connection" cause 7'),
        ("TOKEN, T31", '"Token Invalid or Expired", "Tutorial 31, security deep dive"'),
        ("TOKEN FAQ: once", '"Token Invalid or Expired" FAQ: once'),
        ("no page", "no page"),
        (
            "T26: AWAY; tutorial 29: ONLINE",
            '"Tutorial 26, device status": AWAY; Tutorial 29, WiFi troubleshooting: ONLINE',
        ),
        ("RFC 9110, 15.4", "RFC 9110, 15.4"),
    ],
)
def test_a_page_is_told_by_its_title(source: str, words: str) -> None:
    assert in_words(source, "oceanremote") == words


def test_each_page_is_linked_once_in_its_order() -> None:
    rfc = Link("RFC 9110, 15.4", "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.4")
    assert links_of("RFC 9110, 15.4: x; FLASH cause 1; FLASH fix 2", "oceanremote") == (rfc, FLASH)


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("RFC 8259", "rfc8259.html"),
        ("RFC 6749, appendix B", "rfc6749.html#appendix-B"),
        ("RFC 9110, 15.4: after 301", "rfc9110.html#section-15.4"),
    ],
)
def test_a_standard_is_linked_by_its_section(source: str, end: str) -> None:
    (link,) = links_of(source, "another")
    assert link.url == f"https://www.rfc-editor.org/rfc/{end}"


def test_a_service_without_pages_keeps_its_words() -> None:
    assert (in_words("TOKEN", "another"), links_of("TOKEN", "another")) == ("TOKEN", ())


def test_every_page_has_an_address_of_its_own() -> None:
    for pages in PAGES.values():
        urls = [link.url for link in pages.values()]
        assert len(urls) == len(set(urls))
        assert all(url.startswith("https://") for url in urls)
