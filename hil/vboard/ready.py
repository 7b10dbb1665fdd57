"""What a virtual board's process says of itself when it listens."""

import msgspec


class Ready(msgspec.Struct, frozen=True):
    """Where its port and its control channel are; empty: it has none. `mac` is empty for a recording."""

    port: str
    control: str
    pid: int
    board: str
    mac: str
