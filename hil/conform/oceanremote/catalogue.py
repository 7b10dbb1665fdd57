"""Every item of OceanRemote's contract, in the order in which they are tried."""

from typing import Final

from hil.conform.item import Item
from hil.conform.oceanremote.bench import Bench
from hil.conform.oceanremote.items import registration

ITEMS: Final[tuple[Item[Bench], ...]] = (*registration.ITEMS,)
