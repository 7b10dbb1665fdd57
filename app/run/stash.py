"""Where pytest's configuration keeps a run of ours, which begins when something of ours is in sight.

The plugin is loaded in every pytest run of an environment; a run that has no scenario, no fixture and no option of ours
pays for none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from oceanhil.app.fixtures.lines import OpenWorlds
    from oceanhil.app.run.session import Session

SESSION = pytest.StashKey["Session"]()
"""Where the session is, once it has begun."""
_OPEN_WORLDS = pytest.StashKey["OpenWorlds"]()


def session_of(config: pytest.Config) -> Session:
    """Give the session of this pytest run; it begins when somebody asks. Raises a usage error for a wrong choice."""
    if SESSION not in config.stash:
        _begin(config)
    return config.stash[SESSION]


def open_worlds_of(config: pytest.Config) -> OpenWorlds:
    """Give the worlds that fixtures of this run hold open."""
    session_of(config)
    return config.stash[_OPEN_WORLDS]


def _begin(config: pytest.Config) -> None:
    from oceanhil.app.fixtures.lines import OpenWorlds
    from oceanhil.app.run.preconditions import check_choice, use_inventory
    from oceanhil.app.run.session import Session

    session = Session(config)
    use_inventory(session)
    check_choice(session)
    config.stash[SESSION] = session
    config.pluginmanager.register(session, "oceanhil-session")
    config.stash[_OPEN_WORLDS] = OpenWorlds()
    config.pluginmanager.register(config.stash[_OPEN_WORLDS], "oceanhil-worlds")
