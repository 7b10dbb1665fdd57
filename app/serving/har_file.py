"""`oceanhil server har`: a recorded conversation as a HAR file."""

from importlib.metadata import version
from pathlib import Path

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError
from oceanhil.host.whole_files import replace_whole
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.protocol.recording import RecordingError, read_recording


def convert(source: Path, target: Path) -> str:
    """Write the HAR file of a recording; gives a line that says what is in it. Raises for the user."""
    try:
        with source.open("rb") as lines:
            head, exchanges = read_recording(lines)
    except RecordingError as error:
        raise WrongInputError(f"{str(source)!r}: {error}") from None
    except OSError as error:
        raise EnvironmentRefusedError(f"cannot read {str(source)!r}: {error.strerror or error}") from None
    try:
        replace_whole(target, make_har(head, exchanges, version("oceanremote-hil")), is_new=True)
    except FileExistsError:
        raise WrongInputError(f"{str(target)!r} is there already; choose a new file") from None
    except OSError as error:
        raise EnvironmentRefusedError(f"cannot write {str(target)!r}: {error.strerror or error}") from None
    return f"{target}: {len(exchanges)} exchanges"
