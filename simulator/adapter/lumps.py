"""Bytes from a board on their way to the host: in packets, the last of which waits until its time is over."""


class Lumps:
    """Collects bytes for packets of `packet_bytes`; what is less leaves at the next tick of a clock of `latency_us`.

    The clock runs freely, from the last packet on, as the latency timer of FTDI's chips does: a byte waits for that
    time at most, and less if it comes late.
    """

    def __init__(self, packet_bytes: int, latency_us: int) -> None:
        self._packet_bytes = packet_bytes
        self.latency_us = latency_us
        self._waiting = bytearray()
        self._ticked_us = 0

    @property
    def due_us(self) -> int | None:
        """When what waits leaves; None if nothing does."""
        return self._ticked_us + self.latency_us if self._waiting else None

    def take(self, t_us: int, data: bytes) -> tuple[bytes, ...]:
        """Take bytes from the board and give the packets that leave now."""
        left = self.advance(t_us)
        self._waiting += data
        full = [self._pop() for _ in range(len(self._waiting) // self._packet_bytes)]
        if full:
            self._ticked_us = t_us
        return (*left, *full)

    def advance(self, t_us: int) -> tuple[bytes, ...]:
        """Give what has left by now because its time was over."""
        ticks = (t_us - self._ticked_us) // self.latency_us
        self._ticked_us += ticks * self.latency_us
        return (self._pop(),) if ticks and self._waiting else ()

    def drop(self) -> None:
        """Forget what waits: the cable is out, or nobody has the port open."""
        self._waiting.clear()

    def _pop(self) -> bytes:
        packet = bytes(self._waiting[: self._packet_bytes])
        del self._waiting[: self._packet_bytes]
        return packet
