"""Who else asks a server, in its access log: browsers, crawlers and scanners, which are no devices.

What they are refused with, and that they are answered, tells nothing of a device that asks the same server. A device's
HTTP client calls itself by its library's name; what calls itself a browser is none, whatever path it asks for.

What it must not know: what an answer means.
"""

import re
from typing import Final

# A request as servers write it down, with the status behind it.
_REQUEST: Final = re.compile(
    r'"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?:https?://[^/\s"]+)?(/[^\s"]*) HTTP/[\d.]+" '
)
_BROWSER: Final = re.compile(
    r'(?i)"(?:Mozilla|Opera)/|"[^"]{0,80}(?:bot\b|crawler|spider|scanner|zgrab|masscan|nikto|sqlmap|censys)[^"]{0,80}"'
)
_NAMED_AGENT: Final = re.compile(r'(?i)"user[-_]?agent\\?" ?: ?\[?\\?"(?:Mozilla|Opera)/')
# What anything of a device's or of a token service's interface has in its path.
_INTERFACE: Final = re.compile(r"(?i)api|device|regist|session|state|poll|token|auth|hook|data|sensor|telemetry|v\d")
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("HTTP/", "gent")


def is_visitor_s(line: str) -> bool:
    """Tell whether a line of an access log is about somebody who is no device."""
    if not any(word in line for word in _TELLING):
        return False
    request = _REQUEST.search(line)
    if request is None:
        return _NAMED_AGENT.search(line) is not None
    return _INTERFACE.search(request[1]) is None or _BROWSER.search(line, request.end()) is not None
