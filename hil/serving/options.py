"""What `oceanhil serve` was told to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The command's options, checked for their form only."""

    host: str = "127.0.0.1"
    port: int = 8080
    profile_file: Path | None = None
    seed: int | None = None
    """None: tokens that nobody can guess."""
    admin_key: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    """Host names by which the admin side may be called."""
    is_quiet: bool = False
    is_verbose: bool = False
