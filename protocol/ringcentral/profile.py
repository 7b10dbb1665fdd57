"""RingCentral's settings by name; values, kinds and sources stand in `protocol/profiles/ringcentral.toml`."""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import msgspec

from oceanhil.protocol.service_profile import ServiceProfile, load_service_profile
from oceanhil.protocol.settings import LARGEST_BODY

NAME = "ringcentral"


class TokenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table `server` of the profile; units are in the names or in the profile."""

    session_limit: int
    over_limit: str
    access_token_ttl_s: int
    access_token_ttl_min_s: int
    access_token_ttl_max_s: int
    ttl_out_of_range: str
    refresh_token_ttl_s: int
    issue_refresh_token: bool
    absolute_session_timeout_s: int
    replay_refresh: bool
    grace_used_s: int
    grace_unused_s: int
    old_access_corrupted_s: int
    expired_access: str
    api_error_envelope: str
    token_error_envelope: str
    revoke_unknown_status: int
    accept_query_token: bool
    authorization_code_ttl_s: int
    rate_limit_enabled: bool
    rate_limit_auth: int
    rate_limit_auth_scope: str
    rate_limit_light: int
    rate_limit_medium: int
    rate_limit_heavy: int
    rate_window_s: int
    rate_penalty_s: int
    send_retry_after: bool
    max_body_bytes: Annotated[int, LARGEST_BODY]


TokenProfile = ServiceProfile[TokenSettings]


def load_profile(path: Path | None = None) -> TokenProfile:
    """Load the built-in profile, and lay the file at `path` over it; raises ProfileError."""
    text = (files("oceanhil.protocol") / "profiles" / f"{NAME}.toml").read_text("utf-8")
    return load_service_profile(text, TokenSettings, path)
