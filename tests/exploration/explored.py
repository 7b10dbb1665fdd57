"""What tests of lives have in common: a habitat in world `sim`, a start, and lives made of named disturbances."""

from collections.abc import Sequence

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import LAWS, Happening, Life, Start
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy

S = 1_000_000
ONLINE = Start(Board.ESP32, StorePolicy.REFERENCE, "idf-5.5.1", is_online=True)
LEGACY = Start(Board.ESP32, StorePolicy.LEGACY, "idf-5.5.1", is_online=True)
NEW = Start(Board.ESP32, StorePolicy.REFERENCE, "idf-5.5.1", is_online=False)
NAMED = {each.name: each for each in DISTURBANCES}


def habitat(laws: Sequence[str] = LAWS) -> Habitat:
    return Habitat(SimWorldFactory(), load_profile(), laws)


def happening(name: str, after_s: int = 1, lasts_s: int = 0, **values: int) -> Happening:
    """A disturbance by its name, with the simplest of what is not given."""
    chosen = NAMED[name]
    drawn = tuple(values.get(each, draw.simplest) for each, draw in chosen.draws.items())
    return Happening(chosen, after_s * S, lasts_s * S, drawn)


def life(*happenings: Happening, start: Start = ONLINE) -> Life:
    return Life(start, happenings)


def drawing(*names: str, seed: int = 0, starts: Sequence[Start] = (ONLINE, LEGACY, NEW)) -> Drawing:
    chosen: Sequence[Disturbance] = [NAMED[name] for name in names] or DISTURBANCES
    return Drawing(seed, starts, chosen)
