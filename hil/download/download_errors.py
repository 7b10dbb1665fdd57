"""What can go wrong with a board in download mode; every text is one line for the user, with the next step."""

from enum import Enum

from oceanhil.hil.storage_access.raw_flash import StorageAccessError


class DownloadError(StorageAccessError):
    """Something did not work; `output` is what the tool printed, for the report."""

    def __init__(self, text: str, *, output: str = "") -> None:
        super().__init__(text)
        self.output = output


class EsptoolMissingError(DownloadError):
    """Esptool is not installed here, or is too old."""


class PortTrouble(Enum):
    """Why a port could not be opened."""

    MISSING = "does not exist: is the board plugged in? 'oceanhil boards list' shows what is"
    BUSY = "is used by another program: close its serial monitor, or look who has it with 'oceanhil boards list'"
    FORBIDDEN = "may not be opened by you: join the group that owns it (on Linux 'sudo usermod -aG dialout $USER')"
    SILENT_HOST = "has nobody listening: is the virtual board or the serial server running?"
    UNKNOWN = "could not be opened"


class PortRefusedError(DownloadError):
    """The port could not be opened."""

    def __init__(self, port: str, trouble: PortTrouble, *, output: str = "") -> None:
        super().__init__(f"port {port!r} {trouble.value}", output=output)
        self.port = port
        self.trouble = trouble


class NoSyncError(DownloadError):
    """Nothing on the port answers as a boot ROM in download mode."""

    def __init__(self, port: str, *, output: str = "") -> None:
        super().__init__(
            f"no boot ROM in download mode answers on {port!r}: hold BOOT (GPIO0 low) while you press reset, and check"
            " that port and board belong together",
            output=output,
        )


class ChipMismatchError(DownloadError):
    """Another chip is on the port than the inventory says."""

    def __init__(self, expected: str, found: str, *, output: str = "") -> None:
        super().__init__(
            f"chip mismatch: expected {expected}, found {found}; correct 'kind' or 'port' of the board in boards.toml",
            output=output,
        )
        self.expected = expected
        self.found = found


class WrongBoardError(DownloadError):
    """A board of the right family is on the port, but not the one that the inventory means."""

    def __init__(self, expected: bytes, found: bytes) -> None:
        super().__init__(
            f"wrong board on the port: expected MAC {_shown(expected)}, found {_shown(found)}; nothing was written"
        )
        self.expected = expected
        self.found = found


class NotVerifiedError(DownloadError):
    """What was written does not read back: the digests differ."""

    def __init__(self, port: str, *, output: str = "") -> None:
        super().__init__(
            f"what was written through {port!r} does not read back (its MD5 differs): try a lower baud rate or another"
            " cable; if it stays, the flash chip is worn",
            output=output,
        )


class LineLostError(DownloadError):
    """The loader answered at first and then no more, or in fragments."""

    def __init__(self, port: str, *, output: str = "") -> None:
        super().__init__(
            f"the loader on {port!r} stopped answering in the middle: try a lower baud rate, another cable or supply",
            output=output,
        )


class NeedsStubError(DownloadError):
    """The boot ROM alone cannot do this."""

    def __init__(self, action: str, chip: str, *, output: str = "") -> None:
        super().__init__(f"{action} is beyond the boot ROM of {chip}: allow the flasher stub", output=output)


class EsptoolTimeoutError(DownloadError):
    """Esptool did not end in time and was ended."""

    def __init__(self, action: str, timeout_s: float, *, output: str = "") -> None:
        super().__init__(
            f"esptool {action} did not end within {timeout_s:g} s and was stopped: is the line noisy or the baud rate"
            " too high?",
            output=output,
        )


class EsptoolCancelledError(DownloadError):
    """Esptool was stopped because the run is being stopped."""


class EsptoolFailedError(DownloadError):
    """Esptool failed in a way that is not told apart."""


class BackupError(DownloadError):
    """What a board holds could not be saved; nothing was written to it."""


class UnsavedWriteError(DownloadError):
    """A write was asked for outside of what was saved beforehand; nothing was written."""


class RestoreError(DownloadError):
    """A board could not be put back."""


class ImageError(DownloadError):
    """An application image cannot be had, or would overwrite what firmware keeps."""


def _shown(mac: bytes) -> str:
    return mac.hex(":").upper()
