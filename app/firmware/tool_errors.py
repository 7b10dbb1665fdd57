"""What can go wrong between a user's values and a flashed board; every text is one line with the next step."""


class FirmwareToolError(Exception):
    """Something that the user gave or that is on this machine cannot be used."""


class WrongValueError(FirmwareToolError):
    """A value that cannot be compiled into a firmware."""


class FolderError(FirmwareToolError):
    """A folder is no rendered sketch, is in the way, or cannot be written."""


class BuildToolMissingError(FirmwareToolError):
    """Neither of the build tools is here, or not the one that was asked for."""


class BuildFailedError(FirmwareToolError):
    """The build tool ended with an error; what it printed was shown already."""


class Uf2FileError(FirmwareToolError):
    """A UF2 file is damaged, or is for another chip."""


class DriveError(FirmwareToolError):
    """The drive of a Pico in its boot loader is not there, or is another board's."""
