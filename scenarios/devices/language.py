"""What a scenario file about boards may say."""

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.devices.given import read_given
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.language import Head, Language, SourceReference, WorldText
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import ENDPOINTS, NewDevice, NewPath, built_in_names
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.subject import Subject
from oceanhil.scenarios.variables import BOARD, DRIVER, STORE
from oceanhil.scenarios.world import MAIN_DEVICE


class ScenarioForm(Head, frozen=True, kw_only=True):
    """The keys of a scenario file."""

    steps: Node
    devices: tuple[NewDevice, ...] = ()
    paths: tuple[NewPath, ...] = ()
    source: tuple[SourceReference, ...] = ()
    boards: tuple[Board, ...] | None = None
    matrix: Node | None = None
    cases: Node | None = None
    by_board: Node | None = None
    sweep: Node | None = None
    fuzz: Node | None = None
    given: Node | None = None
    promised: bool = True
    tally: Node | None = None
    measure: Node | None = None
    remedy: Node | None = None
    known_violations: Node | None = None
    known_idle: Node | None = None
    found_in: WorldText = ""

    def __post_init__(self) -> None:
        if self.boards == ():
            raise ValueError("boards names none; name a family, or leave it out for every one")

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The families of boards; where the file does not say it, the platform's."""
        return self.boards or PLATFORM_BOARDS

    @property
    def is_for_any(self) -> bool:
        """True when the file does not say which boards it is for."""
        return not self.boards

    @property
    def is_promised(self) -> bool:
        """False when no page asks for what it is about, so that somebody else's firmware is not held to it."""
        return self.promised

    @property
    def world_found_in(self) -> str:
        """The world in which `oceanhil explore` found it."""
        return self.found_in

    @property
    def sources(self) -> tuple[SourceReference, ...]:
        """Where it comes from."""
        return self.source


DEVICES = Language(
    subject=BOARD,
    form=ScenarioForm,
    steps=DEVICE_STEPS,
    axes=(STORE, DRIVER),
    main=(Named.DEVICE, MAIN_DEVICE),
    endpoints=ENDPOINTS,
    names=built_in_names,
    given=read_given,
)
