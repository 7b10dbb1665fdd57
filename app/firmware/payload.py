"""What `flash` is given: a rendered sketch, an image file, or a build folder of ESP-IDF, and the board it is for."""

from dataclasses import dataclass
from pathlib import Path

from oceanhil.app.firmware.errors import SketchError
from oceanhil.app.firmware.images import UF2_SUFFIX, read_uf2, sketch_parts, sketch_uf2
from oceanhil.app.firmware.sketch import Sketch, is_sketch, open_sketch
from oceanhil.hil.download.image_files import Parts, read_parts
from oceanhil.protocol.board import Board


@dataclass(frozen=True, slots=True)
class Payload:
    """A firmware to flash; `board` is the family that its files name, None if they do not."""

    path: Path
    sketch: Sketch | None
    board: Board | None

    def parts(self, board: Board) -> Parts:
        """Give the parts for an ESP board; raises SketchError and ImageError."""
        return sketch_parts(self.sketch) if self.sketch else read_parts(board, self.path)

    def uf2(self) -> bytes:
        """Give the UF2 file for a Pico; raises SketchError and Uf2Error."""
        return sketch_uf2(self.sketch) if self.sketch else read_uf2(self.path)


def open_payload(path: Path) -> Payload:
    """Look at a file or folder; raises SketchError if there is none."""
    if not path.exists():
        raise SketchError(f"there is no {str(path)!r}; expected a rendered sketch or an image")
    if path.is_dir() and is_sketch(path):
        sketch = open_sketch(path)
        return Payload(path, sketch, sketch.board)
    # There is one family that takes such files.
    return Payload(path, None, Board.PICOW if path.suffix.lower() == UF2_SUFFIX else None)


def agreed_board(payload: Payload, other: Board | None, source: str) -> Board:
    """Give the family that the files and `other` agree on; raises SketchError. `source` says where `other` is from."""
    if payload.board and other and payload.board is not other:
        raise SketchError(
            f"{str(payload.path)!r} is for {payload.board.value}, {source} says {other.value}; nothing was written"
        )
    board = payload.board or other
    if board is None:
        raise SketchError(f"{str(payload.path)!r} does not say which board it is for; name it with --kind")
    return board
