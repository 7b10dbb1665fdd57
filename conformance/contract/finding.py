"""What a check raises when its statement does not hold, and when it cannot be tried."""

from oceanhil.conformance.contract.received import Side
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.evidence.exchange import Exchange


class Finding(Exception):  # noqa: N818 - nothing went wrong here: it is what was looked for
    """The server answered otherwise than expected; `decisive` is the exchange that shows it.

    `readings` are the profile's values that would describe it, by full name such as `server.used_token_status`; empty
    if no value stands for it. `wanted` says whether a yes or a no was expected, None where it is neither.
    """

    def __init__(
        self,
        expected: str,
        found: str,
        decisive: Exchange | None = None,
        *,
        readings: dict[str, Scalar] | None = None,
        wanted: Side | None = None,
    ) -> None:
        """Say what was expected and what was found, each in a few words without a full stop and without secrets."""
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found
        self.decisive = decisive
        self.readings = readings or {}
        self.wanted = wanted


class Violation(Finding):
    """Devices that shipped, or whoever trusts the server, are hurt by this answer."""


class Deviation(Finding):
    """Another reading of what the sources leave open."""


class TargetLostError(Exception):
    """The server, or the way to it, is gone or is not to be used; the run ends here. The text says what to do."""
