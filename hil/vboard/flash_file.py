"""A virtual board's flash as a file, so that it outlives the process; there is always a whole one."""

from pathlib import Path

from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.host.whole_files import replace_whole
from oceanhil.simulator.flash import Flash


class FlashFile:
    """Keeps `flash` in `path`: made blank if missing. Raises VirtualBoardError for a file of another size."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: tuple[Flash, bool, int, int, int] | None = None

    def load(self, flash: Flash) -> None:
        """Put the file's contents into the flash."""
        content = self._read(flash.size_bytes)
        if content is None:
            self.save(flash)
        else:
            flash.load(content)
            self._saved = _mark(flash)

    def save(self, flash: Flash) -> None:
        """Write the flash to the file if it changed; raises MachineRefusedError, and the old file is still there."""
        mark = _mark(flash)
        if mark != self._saved:
            self._write(flash.dump(0, flash.size_bytes))
            self._saved = mark

    def _read(self, size_bytes: int) -> bytes | None:
        try:
            found = self._path.stat().st_size
            if found != size_bytes:
                raise VirtualBoardError(
                    f"flash file {str(self._path)!r} has {found} bytes, expected {size_bytes}; is it another board's"
                )
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            cause = (error.strerror or "unknown error").lower()
            raise MachineRefusedError(f"flash file {str(self._path)!r} cannot be read: {cause}") from None

    def _write(self, data: bytes) -> None:
        try:
            replace_whole(self._path, data)
        except OSError as error:
            cause = (error.strerror or "unknown error").lower()
            raise MachineRefusedError(
                f"flash file {str(self._path)!r} cannot be written: {cause}; free space or choose another place"
            ) from None


def _mark(flash: Flash) -> tuple[Flash, bool, int, int, int]:
    """Give what is another whenever the contents may be: a new flash, or one that was worked on."""
    return flash, flash.powered, flash.program_operations, sum(flash.erases.values()), flash.outside_changes
