"""Which contracts there are, by the name of the service's profile.

The built-in ones stand in a table; others are found as entry points of the group `oceanhil.contracts`: a package of
somebody else's adds one without a change here (docs/profiles.md).
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from oceanhil.conformance.contract.suite import Suite
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.plugins import plugin_maker, plugin_names
from oceanhil.protocol.profile import BUILT_IN, ProfileError
from oceanhil.protocol.service_profile import base_of
from oceanhil.protocol.suggestion import suggestion

GROUP: Final = "oceanhil.contracts"
MakeSuite = Callable[[Path | None], Suite]
"""Makes a suite under the service's profile with a file of the user's laid over it; raises ProfileError."""

_BUILT_IN: Final[Mapping[str, str]] = {
    BUILT_IN: "oceanhil.conformance.oceanremote.suite:make_suite",
    "ringcentral": "oceanhil.conformance.ringcentral.suite:make_suite",
}


def suite_names() -> Sequence[str]:
    """Give the names of all services that have a contract here, in alphabetical order."""
    return sorted({*_BUILT_IN, *plugin_names(GROUP)})


def load_suite(profile: str) -> Suite:
    """Make the suite for a service's name, or for a profile file, which names the service as `base`.

    Raises ProfileError.
    """
    path = profile_file(profile)
    return _maker(profile)(None) if path is None else _maker(base_of(path) or BUILT_IN)(path)


def profile_file(profile: str) -> Path | None:
    """Give the file that a profile's name stands for, None for the name of a service; raises ProfileError."""
    if profile in suite_names():
        return None
    path = Path(profile)
    if not path.is_file() and not path.suffix and not path.parent.name:
        hint = suggestion(profile, suite_names())
        raise ProfileError(f"no service has the name {profile!r} and no file is there; {hint}")
    return path


def _maker(name: str) -> MakeSuite:
    place = _BUILT_IN.get(name)
    if place is not None:
        module, _, function = place.partition(":")
        return cast("MakeSuite", getattr(import_module(module), function))
    if is_untrusted():
        raise ProfileError(refusal(f"the contract {name!r} is code of another package"))
    found = plugin_maker(GROUP, name, "contract", ProfileError)
    if found is None:
        raise ProfileError(f"no contract is known for the service {name!r}; {suggestion(name, suite_names())}")
    return cast("MakeSuite", found)
