"""A line as it would be spelled if it stood by itself: what the lines before it say of it is put into it."""

from oceanhil.analysis.diagnosis.columns import Columns
from oceanhil.analysis.diagnosis.joining import Joining
from oceanhil.analysis.diagnosis.tracebacks import Tracebacks


class Spelling:
    """Names of a table's columns, the network that is being joined, the frame of a traceback."""

    def __init__(self) -> None:
        self._ways = (Columns(), Joining(), Tracebacks())

    def spelled(self, line: str) -> str:
        """Give a line with what it leaves to those before it."""
        for way in self._ways:
            line = way.spelled(line)
        return line
