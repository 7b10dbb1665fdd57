"""What the command tells this process, line by line, and the end of that: then the command is gone, however it ended.

Reading begins when Locust loads its file, long before there is a runner: a worker waits for minutes for a master that
is gone.
"""

import os
from typing import Final

import gevent
from gevent.fileobject import FileObject
from gevent.queue import Queue

from oceanhil.fleet.load.messages import FromCommand, read_order

_STDIN: Final = 0


class CommandInput:
    """The lines of standard input; at their end the process ends, unless somebody has asked to be told."""

    def __init__(self) -> None:
        """Begin to read."""
        self.is_end_told = False
        """Whether the end is given as None, and not the process's."""
        self._messages: Queue[FromCommand | None] = Queue()
        gevent.spawn(self._read)

    def next(self) -> FromCommand | None:
        """Wait for what comes next; None at the end."""
        return self._messages.get()

    def _read(self) -> None:
        for line in FileObject(_STDIN, "rb", closefd=False):
            self._messages.put(read_order(line))
        if not self.is_end_told:
            os._exit(0)
        self._messages.put(None)
