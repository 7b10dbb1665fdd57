"""A machine's clock that only a test moves."""

START_US = 1_700_000_000_000_000


class HandClock:
    """The machine's clock, as far as a server or a proxy can tell."""

    def __init__(self) -> None:
        self.now_us = START_US

    def __call__(self) -> int:
        return self.now_us
