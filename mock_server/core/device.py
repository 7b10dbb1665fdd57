"""A device record: what the server knows about one device of a user.

What the record is, and what its tokens are, follows from what is kept here; `oceanhil.protocol.life` has the rules.
"""

import msgspec

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.board import Board
from oceanhil.protocol.life import DEVICE, REGISTRATION, SESSION, DeviceLife, LifeEvent, RegistrationLife, SessionLife
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.tokens import digest_of

INITIAL_STATE = DeviceState()


class Device(msgspec.Struct, gc=False):
    """One record, pending from its creation until its registration token registers a device; times in Unix µs.

    Tokens are kept as digests. Outside the garbage collector: it refers to plain values only, and there may be a
    hundred thousand.
    """

    id: str
    name: str
    board: Board
    created_us: int
    registration: bytes
    """Digest of the newest registration token."""
    issued_us: int
    used_us: int | None = None
    """When the registration token registered a device; None while the record is pending."""
    permanent: bytes | None = None
    """Digest of the live permanent token, as long as only that is known of it."""
    permanent_token: str | None = None
    """The live permanent token itself, if this process gave it out or has seen it since; never stored."""
    revoked: bool = False
    reserved: bool = False
    """Claimed by hand, and nothing has registered since."""
    mac: bytes | None = None
    device_id: str | None = None
    ip: str | None = None
    contact_us: int | None = None
    state: DeviceState = INITIAL_STATE
    tags: tuple[str, ...] = ()
    retired: list[bytes] = msgspec.field(default_factory=list)
    """Digests of the tokens it once had."""
    session: str | None = None
    session_us: int = 0
    poll: Delivery | None = None
    """The ready answer to a poll; None when it must be made again."""

    @property
    def life(self) -> DeviceLife:
        """What the record is."""
        if self.revoked:
            return DeviceLife.REVOKED
        if self.used_us is not None:
            return DeviceLife.REGISTERED
        return DeviceLife.RESERVED if self.reserved else DeviceLife.PENDING

    def move(self, event: LifeEvent, now_us: int = 0) -> None:
        """Let `event` happen to the record at `now_us`, µs; raises ValueError if it cannot happen."""
        after = DEVICE.after(self.life, event)
        if after is None:
            raise ValueError(f"{event.value!r} cannot happen to a {self.life.value} device")
        if after is not self.life:
            self.enter(after, now_us)

    def enter(self, life: DeviceLife, now_us: int = 0) -> None:
        """Make the record what `life` says, whatever it was; `now_us` is when a registration was seen, µs."""
        match life:
            case DeviceLife.PENDING:
                self.used_us, self.revoked, self.reserved = None, False, False
            case DeviceLife.RESERVED:
                self.reserved = True
            case DeviceLife.REGISTERED:
                self.used_us, self.revoked, self.reserved = now_us, False, False
            case DeviceLife.REVOKED:
                self.revoked = True
            case DeviceLife.DELETED:
                pass  # Nobody has it any more.

    def registration_life(self, now_us: int, ttl_us: int) -> RegistrationLife:
        """Judge the newest registration token, as long as nobody has retired it, at `now_us`."""
        life = RegistrationLife.FRESH if self.used_us is None else RegistrationLife.USED
        aged = REGISTRATION.after(life, LifeEvent.AGE) if now_us - self.issued_us > ttl_us else None
        return aged or life

    def session_life(self, session: str | None, now_us: int, ttl_us: int) -> SessionLife:
        """Judge what is said to be the device's session at `now_us`."""
        if session is None or session != self.session:
            return SessionLife.ENDED
        aged = SESSION.after(SessionLife.LIVE, LifeEvent.AGE) if now_us - self.session_us > ttl_us else None
        return aged or SessionLife.LIVE

    @property
    def permanent_digest(self) -> bytes | None:
        """Digest of the live permanent token, None if there is none."""
        return self.permanent if self.permanent_token is None else digest_of(self.permanent_token)
