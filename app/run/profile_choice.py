"""What `--profile` means: values for the boards' platform, or a service with its own or a file's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.scenarios.subject import SERVICE_NAMES, ServiceName

if TYPE_CHECKING:
    from pathlib import Path


class ProfileChoice(msgspec.Struct, frozen=True):
    """A profile file of the user's, None: the built-in values; and what it is for: a service, None: boards."""

    file: Path | None
    service: ServiceName | None = None


def chosen_profile(profile: Path | None) -> ProfileChoice:
    """Tell a service's name, a file for a service and a file for the boards' platform apart; raises ProfileError.

    What is wrong inside a file is found by whoever loads it.
    """
    if profile is None:
        return ProfileChoice(None)
    from oceanhil.protocol.profile import BUILT_IN, ProfileError, nearest

    text, known = str(profile), (BUILT_IN, *SERVICE_NAMES)
    if text in known:
        return ProfileChoice(None, None if text == BUILT_IN else ServiceName(text))
    if not profile.exists() and profile.name == text and not profile.suffix:
        raise ProfileError(f"--profile is {text!r}, expected a file or a service; {nearest(text, known)}")
    if not profile.is_file():
        return ProfileChoice(profile)
    from oceanhil.protocol.service_profile import base_of

    base = base_of(profile)
    return ProfileChoice(profile, ServiceName(base) if base in SERVICE_NAMES else None)
