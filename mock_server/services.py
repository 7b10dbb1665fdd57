"""Which services there are, by the name of their profile.

The built-in ones stand in a table, and are loaded when one is made; others are found as entry points of the group
`oceanhil.services`, so that a package of somebody else's adds one without a change here (docs/profiles.md).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.plugins import plugin_maker, plugin_names
from oceanhil.protocol.profile import BUILT_IN, ProfileError
from oceanhil.protocol.suggestion import suggestion

GROUP: Final = "oceanhil.services"
MakeService = Callable[[Path | None, int], Service]
"""Makes a service from a profile file of the user's, laid over the built-in values, and a seed; raises ProfileError."""


def _oceanremote(path: Path | None, seed: int) -> Service:
    from oceanhil.mock_server.core.core import Core
    from oceanhil.protocol.profile import load_profile

    return Core(load_profile(path), seed)


def _ringcentral(path: Path | None, seed: int) -> Service:
    from oceanhil.mock_server.ringcentral.service import TokenService
    from oceanhil.protocol.ringcentral.profile import load_profile

    return TokenService(load_profile(path), seed)


_BUILT_IN: Final[Mapping[str, MakeService]] = {BUILT_IN: _oceanremote, "ringcentral": _ringcentral}


def service_names() -> Sequence[str]:
    """Give the names of all services that are installed, in alphabetical order."""
    return sorted({*_BUILT_IN, *plugin_names(GROUP)})


def service_maker(name: str) -> MakeService:
    """Give the function that makes the service `name`; raises ProfileError if there is none."""
    built_in = _BUILT_IN.get(name)
    if built_in is not None:
        return built_in
    if is_untrusted():
        from oceanhil.host.untrusted import refusal

        raise ProfileError(refusal(f"the service {name!r} is code of another package"))
    found = plugin_maker(GROUP, name, "service", ProfileError)
    if found is None:
        raise ProfileError(f"no service has the name {name!r}; {suggestion(name, service_names())}")
    return cast("MakeService", found)


def is_service(name: str) -> bool:
    """Tell whether a service has this name."""
    return name in _BUILT_IN or name in plugin_names(GROUP)
