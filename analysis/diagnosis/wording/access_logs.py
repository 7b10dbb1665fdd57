"""Rows of a server's access log: in one form, and whether a device asked at all.

Most servers write the status behind the request. HAProxy, Amazon's load balancer, IIS and gin each put times, sizes or
addresses between the two, or the status in front. Whether a balancer reached the program behind it stands there too.

Browsers, crawlers and scanners ask the same server. What they are refused with, and that they are answered, tells
nothing of a device. A device's HTTP client calls itself by its library's name; what calls itself a browser is none,
whatever path it asks for.

What it must not know: what a status means.
"""

import re
from typing import Final

# A balancer that reaches no program behind it says the one, as the program itself would in maintenance; other proxies
# say the other.
_UNAVAILABLE, _BAD_GATEWAY = "503", "502"
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_METHOD: Final = f"(?P<method>{'|'.join(_METHODS)})"
_SECONDS: Final = r"(?:-1|\d{1,6}\.\d{3})"
# Five times, status, bytes, and the request at the end; before that, whether the program behind it was not reached.
_HAPROXY: Final = (
    r"(?:^| )(?:-?\d{1,9}/){4}\+?-?\d{1,9} (?P<status>\d{3}) \+?\d+ (?:\S+ \S+ )?(?P<away>S[CH]\S\S )?"
    rf'.{{0,400}}?"{_METHOD} (?P<path>\S+)'
)
# Three times, the status, that of the server behind it, bytes each way, the request, the agent.
_AMAZON: Final = (
    rf"(?:^| )(?:{_SECONDS} ){{3}}(?P<status>\d{{3}}) (?:\d{{3}}|(?P<away>-)) \d+ \d+ "
    rf'"{_METHOD} (?P<path>\S+) HTTP/[\d.]+" "(?P<agent>[^"]*)"'
)
# Path, query, port, user, client, agent; then status, its part, Windows' own, and time or bytes.
_IIS: Final = (
    rf"(?:^| ){_METHOD} (?P<path>/\S*) \S+ \d{{2,5}} \S+ \S+ (?P<agent>\S+) (?:\S+ ){{0,3}}?(?P<status>[1-5]\d\d)"
    r" \d{1,3} \d{1,10}(?: \d{1,10}){0,4}$"
)
# Status, time, client, request.
_GIN: Final = rf'\| (?P<status>\d{{3}}) \| [^|]{{2,16}} \| [^|]{{2,48}} \| {_METHOD} ?"?(?P<path>/[^\s"]*)'
_FORMS: Final = tuple(map(re.compile, (_HAPROXY, _AMAZON, _IIS, _GIN)))
# A request as servers write it down, with the status behind it.
_REQUEST: Final = re.compile(rf'"{_METHOD} (?:https?://[^/\s"]+)?(?P<path>/[^\s"]*) HTTP/[\d.]+" ')
_SCANNER: Final = r"(?:bot\b|crawler|spider|scanner|zgrab|masscan|nikto|sqlmap|censys)"
_BROWSER: Final = re.compile(rf'(?i)"(?:Mozilla|Opera)/|"[^"]{{0,80}}{_SCANNER}[^"]{{0,80}}"')
# In a row of JSON, whatever the server calls the fields.
_NAMED_AGENT: Final = re.compile(
    rf'(?i)"[\w.-]*user[-_]?agent\\?" ?: ?\[?\\?"(?:(?:Mozilla|Opera)/|[^"]{{0,80}}{_SCANNER})'
)
_NAMED_PATH: Final = re.compile(r'(?i)"\w*(?:ur[il]|path|target)" ?: ?"(?:https?://[^/"]+)?(?P<path>/[^"]*)"')
# What anything of a device's or of a token service's interface has in its path.
_INTERFACE: Final = re.compile(r"(?i)api|device|regist|session|state|poll|token|auth|hook|data|sensor|telemetry|v\d")
# Few lines have any of it, and those are looked at.
_TELLING: Final = ("HTTP/", "gent")


def in_common_form(line: str) -> str:
    """Give a row of such a log with its status behind the request and the agent behind that; any other as it is."""
    if not any(f"{method} " in line for method in _METHODS):
        return line
    for form in _FORMS:
        if (found := form.search(line)) is not None:
            fields = found.groupdict("")
            agent = fields.get("agent", "-").replace("+", " ")
            is_away = fields.get("away") and fields["status"] == _UNAVAILABLE
            status = _BAD_GATEWAY if is_away else fields["status"]
            return f'"{fields["method"]} {fields["path"]} HTTP/1.1" {status} 0 "-" "{agent}"'
    return line


def is_visitor_s(line: str) -> bool:
    """Tell whether a line of an access log is about somebody who is no device."""
    if not any(word in line for word in _TELLING):
        return False
    request = _REQUEST.search(line)
    if request is None:
        asked = _NAMED_PATH.search(line)
        is_elsewhere = asked is not None and _INTERFACE.search(asked["path"]) is None
        return is_elsewhere or _NAMED_AGENT.search(line) is not None
    return _INTERFACE.search(request["path"]) is None or _BROWSER.search(line, request.end()) is not None
