"""A list of what is known, in YAML: written by a command, looked through and given reasons by people, added to later.

What is known is whoever reads it to say: a form for each row, and what such a row is called. What stands in the file
stays as it was, and a row more is put behind it.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.mistakes import Mistakes, Place, ScenarioError
from oceanhil.scenarios.nodes import ListNode, kind_of
from oceanhil.scenarios.yaml_marks import parse

_Row = TypeVar("_Row", bound=msgspec.Struct)


class KnownRows(msgspec.Struct, Generic[_Row], frozen=True):
    """One kind of such files: a row's form, what one and several are called, an example of one, and the first line."""

    form: type[_Row]
    one: str
    many: str
    sample: str
    head: str

    def read(self, data: bytes, file: str) -> tuple[_Row, ...]:
        """Read such a file; an empty one knows nothing. Raises ScenarioError with all its mistakes."""
        mistakes = Mistakes()
        has_any = any(line.strip() and not line.lstrip().startswith(b"#") for line in data.splitlines())
        root = parse(data, file, mistakes) if has_any else ListNode((), Place(file))
        if root is not None and not isinstance(root, ListNode):
            mistakes.add(root.place, f"found {kind_of(root)}; expected a list of {self.many}, each after '- '")
        items = root.items if isinstance(root, ListNode) else ()
        read = [read_struct(self.form, item, mistakes, f"a known {self.one}") for item in items]
        mistakes.raise_any()
        return tuple(each for each in read if each is not None)

    def refuse_closed(self, data: bytes, file: str) -> None:
        """Look before anything runs whether a row can be added to this text; raises ScenarioError where not."""
        known: Sequence[_Row] = self.read(data, file)
        try:
            after: Sequence[_Row] = self.read(self.with_rows(data.decode(), self.sample).encode(), file)
        except ScenarioError:
            after = known
        if len(after) != len(known) + 1:
            mistakes = Mistakes()
            closed = f"{self.many} cannot be added behind this list; let each of its '- ' stand at the begin of a line"
            mistakes.add(Place(file), closed)
            mistakes.raise_any()

    def with_rows(self, before: str, rows: str) -> str:
        """Give the text of a file with these rows added, which end with a line's end."""
        head = before or self.head
        return head + ("" if head.endswith("\n") else "\n") + rows
