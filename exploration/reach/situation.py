"""A situation: what a device, its storage, its record on the server and what is under way between them are.

One device, its one record, and the registration token that is flashed into it. How long ago anything was is no part of
a situation: that something has become too old is a move.
"""

from enum import Enum

import msgspec

from oceanhil.protocol.life import DEVICE, REGISTRATION, DeviceLife, PermanentLife, RegistrationLife, SessionLife
from oceanhil.protocol.program_life import ProgramLife


class Damage(Enum):
    """What storage reads as where it holds no record."""

    EMPTY = "empty"
    NOTICED = "damaged"


Stored = PermanentLife | Damage
"""What the next boot reads: damage, or a record, and what the server makes of the token in it."""


class Situation(msgspec.Struct, frozen=True, order=False):
    """What everything is. `held` and `session` are in RAM; `coming` is an answer on its way."""

    program: ProgramLife = ProgramLife.OFF
    stored: Stored = Damage.EMPTY
    held: PermanentLife | None = None
    """What the server makes of the permanent token with which the program works."""
    is_saved: bool = True
    """Whether that is the token that is stored; true where it holds none."""
    session: SessionLife | None = None
    coming: PermanentLife | SessionLife | None = None
    record: DeviceLife = DEVICE.start
    flashed: RegistrationLife = REGISTRATION.start
    """What the server makes of the registration token that is flashed."""

    @property
    def is_online(self) -> bool:
        """Whether the server accepts its polls, and goes on doing so."""
        return self.program is ProgramLife.ONLINE and self.session is SessionLife.LIVE and self.is_known

    @property
    def is_known(self) -> bool:
        """Whether the program holds a token that the server takes."""
        return self.held is PermanentLife.LIVE

    @property
    def has_newer_token(self) -> bool:
        """Whether the dashboard has given a registration token that is not flashed yet."""
        unused = {RegistrationLife.FRESH, RegistrationLife.EXPIRED}
        return self.record in {DeviceLife.PENDING, DeviceLife.RESERVED} and self.flashed not in unused

    @property
    def can_register(self) -> bool:
        """Whether the server would accept the flashed registration token."""
        return self.flashed is RegistrationLife.FRESH and self.record in {DeviceLife.PENDING, DeviceLife.RESERVED}

    @property
    def device_words(self) -> str:
        """The device's side in words."""
        holding = "" if self.held is None else f"holds {self.held.value}" + ("" if self.is_saved else ", unsaved")
        session = "" if self.session is None else f"session {self.session.value}"
        coming = "" if self.coming is None else f"{_what(self.coming)} ({self.coming.value}) on its way"
        return ", ".join(filter(None, (self.program.value, f"stored {self.stored.value}", holding, session, coming)))

    @property
    def server_words(self) -> str:
        """The server's side in words."""
        return f"record {self.record.value}, flashed token {self.flashed.value}"

    @property
    def words(self) -> str:
        """All of it in words."""
        return f"{self.device_words}; {self.server_words}"


NEW = Situation()
"""A device that has been flashed and has never had power."""


def _what(coming: PermanentLife | SessionLife) -> str:
    return "token" if isinstance(coming, PermanentLife) else "session"
