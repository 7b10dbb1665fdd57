"""The public pages and standards that values and items rest on: what their short names stand for, and where they are.

Profiles and catalogues name pages briefly, `FLASH cause 7`; whoever reads a report is given words and links.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec


class Link(msgspec.Struct, frozen=True):
    """A page or a standard, as words and as an address."""

    text: str
    url: str


_ROOT: Final = "https://www.oceanremote.net"
_GUIDE: Final = "https://developers.ringcentral.com/guide"
_OCEANREMOTE: Final[Mapping[str, Link]] = {
    "FLASH": Link(
        "Firmware Flash Success But No Connection",
        f"{_ROOT}/troubleshooting/firmware-flash-success-but-no-connection/",
    ),
    "TOKEN": Link("Token Invalid or Expired", f"{_ROOT}/troubleshooting/token-invalid-expired/"),
    "T21": Link("Tutorial 21, relays", f"{_ROOT}/tutorials/tutorial-21.html"),
    "T26": Link("Tutorial 26, device status", f"{_ROOT}/tutorials/tutorial-26.html"),
    "T27": Link("Tutorial 27, claim and manage devices", f"{_ROOT}/tutorials/tutorial-27.html"),
    "tutorial 29": Link("Tutorial 29, WiFi troubleshooting", f"{_ROOT}/tutorials/tutorial-29.html"),
    "T31": Link("Tutorial 31, security deep dive", f"{_ROOT}/tutorials/tutorial-31.html"),
    "SEC": Link("Security", "https://oceanremote.net/security/"),
    "API": Link("API documentation", "https://docs.oceanremote.net/api/"),
}
_RINGCENTRAL: Final[Mapping[str, Link]] = {
    "TOKENS": Link("Access tokens", f"{_GUIDE}/authentication/tokens"),
    "REFRESH": Link("Refresh tokens", f"{_GUIDE}/authentication/refresh-tokens"),
    "KEEPALIVE": Link("Session keep-alive", f"{_GUIDE}/authentication/session-keep-alive"),
    "JWT": Link("JWT flow", f"{_GUIDE}/authentication/jwt-flow"),
    "LIMITS": Link("Rate limits", f"{_GUIDE}/basics/rate-limits"),
    "ERRORS": Link("API error codes", f"{_GUIDE}/basics/errors"),
    "FAQ": Link("ringcentral-faq", "https://github.com/ringcentral/ringcentral-faq"),
    "EXPERIMENT": Link("token refresh experiment", "https://github.com/tylerlong/ringcentral-token-refresh-experiment"),
    "NET": Link("reference of RingCentral.Net", "https://ringcentral.github.io/RingCentral.Net/"),
    "COMMUNITY": Link("RingCentral community", "https://community.ringcentral.com/"),
    "@ringcentral/sdk 5.0.11": Link(
        "@ringcentral/sdk 5.0.11", "https://www.npmjs.com/package/@ringcentral/sdk/v/5.0.11"
    ),
    "pull request 33": Link("pull request 33", "https://github.com/ringcentral/ringcentral-api-docs/pull/33"),
}
PAGES: Final[Mapping[str, Mapping[str, Link]]] = {"oceanremote": _OCEANREMOTE, "ringcentral": _RINGCENTRAL}
"""The pages of each service by the short names that profiles and catalogues use."""
_RFC: Final = re.compile(r"RFC (?P<number>\d+)(?:, (?:(?P<section>\d+(?:\.\d+)*)|appendix (?P<appendix>[A-Z])))?")


def in_words(source: str, service: str) -> str:
    """Give a source with its pages by their titles instead of their short names."""
    pages = PAGES.get(service, {})
    return _names(pages).sub(lambda found: _title(found[0], pages), source) if pages else source


def links_of(source: str, service: str) -> tuple[Link, ...]:
    """Give the pages and standards that a source names, each once, in their order."""
    pages = PAGES.get(service, {})
    found = [*_pages_in(source, pages), *_standards_in(source)]
    return tuple(dict.fromkeys(link for _, link in sorted(found, key=lambda each: each[0])))


def _title(name: str, pages: Mapping[str, Link]) -> str:
    # What is a word already stays one.
    return pages[name].text if not name[0].isupper() else f'"{pages[name].text}"'


def _pages_in(source: str, pages: Mapping[str, Link]) -> Iterator[tuple[int, Link]]:
    if pages:
        yield from ((found.start(), pages[found[0]]) for found in _names(pages).finditer(source))


def _standards_in(source: str) -> Iterator[tuple[int, Link]]:
    for found in _RFC.finditer(source):
        url = f"https://www.rfc-editor.org/rfc/rfc{found['number']}.html"
        if found["section"]:
            url += f"#section-{found['section']}"
        elif found["appendix"]:
            url += f"#appendix-{found['appendix']}"
        yield found.start(), Link(found[0], url)


def _names(pages: Mapping[str, Link]) -> re.Pattern[str]:
    longest_first = sorted(pages, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
