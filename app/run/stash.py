"""Where pytest's configuration keeps a run of ours, which begins when something of ours is in sight.

The plugin is loaded in every pytest run of an environment; a run that has no scenario, no fixture and no option of ours
pays for none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from oceanhil.app.run.open_worlds import OpenWorlds
    from oceanhil.app.run.session import Session
    from oceanhil.host.interrupts import HeldInterrupt

BEGIN = pytest.StashKey[Callable[[pytest.Config], None]]()
"""What begins the session; the plugin says it, for it knows everything here, and this module nothing of it."""
SESSION = pytest.StashKey["Session"]()
"""Where the session is, once it has begun."""
OPEN_WORLDS = pytest.StashKey["OpenWorlds"]()
"""Where the worlds are that fixtures of this run hold open, once it has begun."""
HELD: pytest.StashKey[HeldInterrupt] = pytest.StashKey()
"""Where it is known whether somebody ended a run of ours before pytest had begun; not there in plain pytest."""


def session_of(config: pytest.Config) -> Session:
    """Give the session of this pytest run; it begins when somebody asks. Raises a usage error for a wrong choice."""
    if SESSION not in config.stash:
        config.stash[BEGIN](config)
    return config.stash[SESSION]


def open_worlds_of(config: pytest.Config) -> OpenWorlds:
    """Give the worlds that fixtures of this run hold open."""
    session_of(config)
    return config.stash[OPEN_WORLDS]
