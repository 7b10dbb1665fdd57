"""Making the built-in services from their profiles."""

from pathlib import Path

from oceanhil.mock_server.core.service import Service


def make_oceanremote(path: Path | None, seed: int) -> Service:
    """Make OceanRemote's service; raises ProfileError."""
    from oceanhil.mock_server.core.core import Core
    from oceanhil.protocol.profile import load_profile

    return Core(load_profile(path), seed)


def make_ringcentral(path: Path | None, seed: int) -> Service:
    """Make RingCentral's token service; raises ProfileError."""
    from oceanhil.mock_server.ringcentral.service import TokenService
    from oceanhil.protocol.ringcentral.profile import load_profile

    return TokenService(load_profile(path), seed)
