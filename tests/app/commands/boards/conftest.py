"""The command `oceanhil boards`, in a folder of a user with a state folder of its own; a virtual board to use it on."""

from tests.bench_user import command, folder
from tests.hil.boards.conftest import esp32

__all__ = ["command", "esp32", "folder"]
