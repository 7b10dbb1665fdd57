"""Pages with tables that repeat what code and data say.

A table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. Each module beside this one has the tables of
one topic, by name.
"""

import re
import textwrap
from collections.abc import Callable, Mapping

from tools.tables import boards, commands, diagnosis, faults, fleet, project, protocol, python_tests, scenarios

_TABLE = re.compile(r"(?m:^)( *)(<!-- table: ([a-z-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
TABLES: Mapping[str, Callable[[], str]] = {
    name: written
    for topic in (protocol, faults, scenarios, boards, fleet, project, python_tests, commands, diagnosis)
    for name, written in topic.TABLES.items()
}


def render(text: str) -> str:
    """Give the text of a page with all its tables written anew; KeyError names a table nobody can write."""

    def written(found: re.Match[str]) -> str:
        indent, opening, name, closing = found.groups()
        return indent + opening + textwrap.indent(TABLES[name]() + closing, indent)

    return _TABLE.sub(written, text)
