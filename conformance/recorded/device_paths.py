"""Which requests of a recording are of the device API: browsers and other programs record whatever else passes."""

from posixpath import commonpath
from typing import Final

from oceanhil.protocol.settings import WireNames

_FEWEST_SLASHES: Final = 3


class DevicePaths:
    """Finds the device API's paths behind whatever a server puts before them."""

    def __init__(self, wire: WireNames) -> None:
        """Look for the paths that `wire` names, and for others beside them."""
        own = (wire.register_path, wire.session_path, wire.state_path)
        common = f"{commonpath(own)}/" if all(path.startswith("/") for path in own) else ""
        # Too little in common, such as a single slash, would take in everything.
        self._common = common if common.count("/") >= _FEWEST_SLASHES else ""
        self._ends = tuple(end for path in own for end in (path, path.rstrip("/")))

    def split(self, path: str) -> tuple[str, str] | None:
        """Give what stands before the device API's own path, and that path; None for any other."""
        end = next((end for end in self._ends if end and path.endswith(end)), None)
        at = len(path) - len(end) if end is not None else path.find(self._common) if self._common else -1
        return None if at < 0 else (path[:at], path[at:])
