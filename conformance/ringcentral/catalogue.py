"""Every item of the token service's contract, in the order in which they are tried.

Sessions come first: what is found out about their limit, all others go by.
"""

from typing import Final

from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.items import (
    answering,
    bearing,
    bodies,
    clients,
    codes,
    ending,
    forms,
    grace,
    http,
    lifetimes,
    limits,
    logins,
    penalties,
    refreshing,
    revoking,
    secrets,
    sessions,
)

ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    *sessions.ITEMS,
    *logins.ITEMS,
    *lifetimes.ITEMS,
    *clients.ITEMS,
    *forms.ITEMS,
    *bodies.ITEMS,
    *grace.ITEMS,
    *refreshing.ITEMS,
    *revoking.ITEMS,
    *ending.ITEMS,
    *bearing.ITEMS,
    *answering.ITEMS,
    *codes.ITEMS,
    *limits.ITEMS,
    *penalties.ITEMS,
    *http.ITEMS,
    *secrets.ITEMS,
)
