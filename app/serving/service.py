"""`--profile NAME|FILE`: which service is served, and with which values."""

import secrets
from pathlib import Path

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.options import ServeOptions
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.services import is_service, service_maker, service_names
from oceanhil.protocol.profile import BUILT_IN, ProfileError
from oceanhil.protocol.suggestion import suggestion

# As many as a registration token has.
_SEED_BITS = 256


def make_service(profile: Path | None, seed: int | None) -> Service:
    """Make the service with this name, or that of a profile file; without `seed` nobody can guess its tokens.

    Raises WrongInputError.
    """
    try:
        name, file = chosen_service(profile)
        return service_maker(name)(file, secrets.randbits(_SEED_BITS) if seed is None else seed)
    except ProfileError as error:
        raise WrongInputError(str(error)) from None


def oceanremote(service: Service, options: ServeOptions) -> Core | None:
    """Give OceanRemote's service, None for another; raises WrongInputError for options which only that one has."""
    if isinstance(service, Core):
        return service
    wanted = {
        "--db": options.database is not None,
        "--devices": bool(options.devices),
        "--upstream": options.proxy.upstream is not None,
        "--upstream-ca": options.proxy.upstream_ca is not None,
        "--record": options.proxy.record is not None,
    }
    option = next((name for name, is_wanted in wanted.items() if is_wanted), None)
    if option is not None:
        why = ": it keeps nothing when it stops" if option == "--db" else ""
        raise WrongInputError(
            f"{option} does not go with profile {service.name!r}{why}, expected {BUILT_IN!r}; leave it out"
        )
    return None


def chosen_service(profile: Path | None) -> tuple[str, Path | None]:
    """Give the service that `--profile` names, and the file to be laid over its profile; raises ProfileError."""
    if profile is None:
        return BUILT_IN, None
    text = str(profile)
    if is_service(text):
        return text, None
    if profile.name == text and not profile.suffix and not profile.exists():
        raise ProfileError(f"--profile is {text!r}, expected a file or a service; {suggestion(text, service_names())}")
    # Only who has a file of his own waits for this to load.
    from oceanhil.protocol.service_profile import base_of

    return base_of(profile) or BUILT_IN, profile
