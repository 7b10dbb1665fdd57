"""`python -m farm_bridge FARM`: the bridge to a farm, on stdin and stdout."""

import asyncio
import sys

from .conversation import converse
from .farm import Farm


async def _labgrid() -> Farm:
    from .labgrid_farm import LabgridFarm

    return LabgridFarm()


async def _jumpstarter() -> Farm:
    from .jumpstarter_farm import JumpstarterFarm

    return await JumpstarterFarm.connected()


_FARMS = {"labgrid": _labgrid, "jumpstarter": _jumpstarter}

if __name__ == "__main__":
    asyncio.run(converse(_FARMS[sys.argv[1]]))
