"""The time server of boards without a radio: they ask by the event TIME, and are answered by CLOCK,SET."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, Self

from hil.agent.client import AgentClient
from hil.agent.errors import AgentError
from hil.agent.line import AgentLine
from hil.link.errors import LinkError
from protocol.agent.sentence import Sentence, SentenceKind

_ASKED: Final = ("TIME",)


class TimeTeller:
    """Answers one board with `now_unix_us()` in a thread of its own; None leaves it unanswered. A context manager."""

    def __init__(self, line: AgentLine, agent: AgentClient, now_unix_us: Callable[[], int | None]) -> None:
        self._agent = agent
        self._now_unix_us = now_unix_us
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._unsubscribe = line.subscribe(self._hear)
        self._thread = threading.Thread(target=self._run, name="time of an emulated board", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._unsubscribe()
        self._asked.put(False)  # noqa: FBT003 - the end of the queue
        self._thread.join()

    def _hear(self, sentence: Sentence) -> None:
        if sentence.kind is SentenceKind.EVENT and sentence.words == _ASKED:
            self._asked.put(True)  # noqa: FBT003 - one question

    def _run(self) -> None:
        while self._asked.get():
            unix_us = self._now_unix_us()
            if unix_us is None:
                continue
            try:
                self._agent.clock_set(unix_us)
            except (AgentError, LinkError):
                # The board is gone, or busy with a boot: it asks again by itself.
                continue
