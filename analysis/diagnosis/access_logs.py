"""Rows of access logs that have the status elsewhere than behind the request, as most servers' logs have it.

HAProxy, Amazon's load balancer, IIS and gin each put times, sizes or addresses between the two, or the status in front.

What it must not know: what a status means.
"""

import re
from typing import Final

_METHOD: Final = "(?P<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)"
_METHODS: Final = ("GET ", "POST ", "HEAD ", "PUT ", "PATCH ", "DELETE ", "OPTIONS ")
_SECONDS: Final = r"(?:-1|\d{1,6}\.\d{3})"
# Five times, status, bytes, and the request at the end.
_HAPROXY: Final = (
    rf'(?:^| )(?:-?\d{{1,9}}/){{4}}\+?-?\d{{1,9}} (?P<status>\d{{3}}) \+?\d+ .{{0,400}}?"{_METHOD} (?P<path>\S+)'
)
# Three times, the status, that of the server behind it, bytes each way, the request, the agent.
_AMAZON: Final = (
    rf"(?:^| )(?:{_SECONDS} ){{3}}(?P<status>\d{{3}}) (?:\d{{3}}|-) \d+ \d+ "
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


def in_common_form(line: str) -> str:
    """Give a row of such a log with its status behind the request and the agent behind that; any other as it is."""
    if not any(method in line for method in _METHODS):
        return line
    for form in _FORMS:
        if (found := form.search(line)) is not None:
            fields = found.groupdict("-")
            agent = fields.get("agent", "-").replace("+", " ")
            return f'"{fields["method"]} {fields["path"]} HTTP/1.1" {fields["status"]} 0 "-" "{agent}"'
    return line
