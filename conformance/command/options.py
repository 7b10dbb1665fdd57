"""What the user asked `oceanhil conform` for."""

from dataclasses import dataclass, field
from pathlib import Path

from oceanhil.conformance.command.outputs import Outputs
from oceanhil.conformance.report.detail import Detail
from oceanhil.protocol.profile import BUILT_IN, Kind
from oceanhil.remote.wire.pace import PaceChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChoice:
    """Which items: words of --only and --skip, and kinds; empty: no choice made."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One call of the command."""

    url: str
    profile: str = BUILT_IN
    """A service's name, or a profile file."""
    items: tuple[Path, ...] = ()
    """Files of recorded items, which are tried beside the catalogue."""
    connector: Path | None = None
    admin_key: str | None = None
    ca_file: str = ""
    choice: ItemChoice = field(default_factory=ItemChoice)
    seed: int
    trials: int = 3
    """How often in all an item is tried that does not conform."""
    repeat: int = 1
    """How often in all any item is tried."""
    baseline: Path | None = None
    level: Kind = Kind.FACT
    is_all_required: bool = False
    is_json_printed: bool = False
    outputs: Outputs = field(default_factory=Outputs)
    detail: Detail = field(default_factory=Detail)
    pace: PaceChoice | None = None
    """How fast requests are sent; None: as it is right for the target."""
    is_sure: bool = False
    """Whether a production host needs no question."""
    may_ask: bool = True
    """Whether somebody at the terminal may be asked."""

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"Options(url={self.url!r})"
