"""Where the sketch and the core stand in this installation, and which file of them goes where in a rendered folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.app.firmware.errors import SketchError
from oceanhil.app.firmware.secrets_header import EXAMPLE_NAME, HEADER_NAME
from oceanhil.firmware.build import FIRMWARE_DIRECTORY

SKETCH_NAME: Final = "oceanremote"
LIBRARIES_NAME: Final = "libraries"
_LIBRARY_SOURCES: Final = Path(LIBRARIES_NAME, "OceanRemote", "src")
# What tools leave beside sources.
_LEFT_OUT: Final = frozenset({"build", "__pycache__", HEADER_NAME})


@dataclass(frozen=True, slots=True)
class SketchSources:
    """A folder `arduino` with sketch and library, and a folder `core`."""

    folder: Path = FIRMWARE_DIRECTORY

    def example(self) -> str:
        """Read the example of the secrets; raises SketchError where this installation has no sketch."""
        try:
            return (self.folder / "arduino" / SKETCH_NAME / EXAMPLE_NAME).read_text("utf-8")
        except OSError:
            raise SketchError(
                "this installation has no sketch in it; install it again, or run from a checkout of its repository"
            ) from None

    def files(self) -> Mapping[Path, Path]:
        """Map each file's place in a rendered folder to where it is now.

        In the repository the library refers to the core by one-line files of the same names; here the core itself takes
        their places, so that the folder builds wherever it is copied to.
        """
        core = self.folder / "core"
        placed = _below(self.folder / "arduino", Path())
        placed |= _below(core / "src", _LIBRARY_SOURCES)
        placed |= _below(core / "include", _LIBRARY_SOURCES)
        return placed


def _below(folder: Path, place: Path) -> dict[Path, Path]:
    found = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())
    return {place / name: path for path, name in found if not _is_left_out(name)}


def _is_left_out(name: Path) -> bool:
    return any(part in _LEFT_OUT or part.startswith(".") for part in name.parts)
