"""Findings that the documentation explains: what the platform's way to register, and one copy of a record, come to.

Each is a `KnownFinding`, so that it is told by name and with its reason, and is no failure. What firmware could do
better is not among them: of firmware of others only that an answer that nobody got has spent a registration.
"""

from typing import Final

from oceanhil.boards.storage import Driver, Storage
from oceanhil.exploration.disturbance import Kind
from oceanhil.exploration.known import KnownFinding
from oceanhil.protocol.record import StorePolicy

_STORES: Final = tuple(StorePolicy)
_ONCE: Final = "the server accepts a registration once, and its answer was lost (scenario registration-reply-lost)"
_SHARED: Final = "another device has used the token up (scenario token-shared-by-two-devices)"
_FIRST_SAVE: Final = "power went before the token was saved for the first time (scenario eeprom-power-loss-first-save)"
_ONE_COPY: Final = "firmware with one copy of its record loses it with power in a save (scenario eeprom-power-loss)"
_SECTOR_DRIVERS: Final = tuple(driver.value for driver in Driver if driver.storage is not Storage.NVS)

DOCUMENTED: Final[tuple[KnownFinding, ...]] = (
    *(
        KnownFinding(
            finding="registration-reply-lost",
            law="token-known",
            way="it never got the answer",
            cause=(kind,),
            because=_SHARED if kind is Kind.TWIN else _ONCE,
        )
        for kind in (Kind.SERVER, Kind.NETWORK, Kind.POWER, Kind.TWIN)
    ),
    KnownFinding(
        finding="first-save-cut",
        law="token-known",
        way="it got the answer and has not kept it",
        cause=(Kind.POWER,),
        stores=_STORES,
        because=_FIRST_SAVE,
    ),
    KnownFinding(
        finding="one-copy-cut",
        law="token-known",
        way="it has kept it and lost it again",
        cause=(Kind.POWER,),
        stores=(StorePolicy.LEGACY,),
        because=_ONE_COPY,
    ),
    KnownFinding(
        finding="one-copy-cut",
        law="still-registered",
        way="at # it asked to be registered again, and was never online since",
        cause=(Kind.POWER,),
        stores=(StorePolicy.LEGACY,),
        because=_ONE_COPY,
    ),
    *(
        KnownFinding(
            finding="one-copy-cut",
            law="no-loss",
            way=f"boot # with {driver} reads an empty record at #",
            cause=(Kind.POWER,),
            stores=(StorePolicy.LEGACY,),
            because=_ONE_COPY,
        )
        for driver in _SECTOR_DRIVERS
    ),
)
