"""How an application image gets onto a board, and how its flash is reached while it must not run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.power import PowerSwitch
from oceanhil.hil.download.download_session import DownloadSession
from oceanhil.hil.download.image_source import ImageSource
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage


class Programmer(Protocol):
    """Puts firmware on a board."""

    @property
    def stops_program(self) -> bool:
        """True where the flash can be reached only while no firmware runs; the board has to be reset afterwards."""

    def program(self, firmware: Firmware) -> None:
        """Put it there, inside `reaching`."""

    def when_port_is_back(self, then: Callable[[], None] | None) -> None:
        """Have `then` called whenever the port comes back from another program, before the board runs."""

    def reaching(self, *, powered: bool) -> AbstractContextManager[object]:
        """Make the flash reachable for a while, and leave a board off that was off."""


class AgentProgrammer:
    """Through the agent: the virtual or generic firmware is given another token, network and store."""

    stops_program = False

    def __init__(self, agent: AgentClient, switch: PowerSwitch, control: ControlClient | None, server_url: str) -> None:
        self._agent = agent
        self._server_url = server_url
        self._switch = switch
        self._control = control

    def program(self, firmware: Firmware) -> None:
        """Provision; a running board starts again."""
        self._agent.provision(provisioning(firmware, self._server_url))

    def when_port_is_back(self, then: Callable[[], None] | None) -> None:
        """Nothing: the port is never given away."""

    def reaching(self, *, powered: bool) -> AbstractContextManager[object]:
        """Give a board that is off just enough power for its agent."""
        return nullcontext() if powered else self._held()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if self._control is not None:
            self._control.power(on=True, hold=True)
        else:
            # The agent's own switch has the board in hold already; a relay gives power, and the agent catches it.
            self._switch.on()
            self._agent.hold()
        try:
            yield
        finally:
            self._switch.off()


class LoaderProgrammer:
    """Through download mode and esptool: nothing has to be known about the firmware."""

    stops_program = True

    def __init__(self, session: DownloadSession, board: Board, images: ImageSource | None, server_url: str) -> None:
        self._session = session
        self._board = board
        self._images = images
        self._server_url = server_url

    def program(self, firmware: Firmware) -> None:
        """Build the image and write it."""
        assert self._images is not None
        image = FirmwareImage(firmware, self._server_url or None)
        self._session.flash_image(self._images.parts(self._board, image))

    def when_port_is_back(self, then: Callable[[], None] | None) -> None:
        """Esptool had it."""
        self._session.on_port_back = then

    def reaching(self, *, powered: bool) -> AbstractContextManager[object]:
        """Bring the board into download mode and back, unless it is there."""
        del powered
        return nullcontext() if self._session.entered else self._session


def provisioning(firmware: Firmware, server_url: str) -> Mapping[ProvisionField, str]:
    """Say in an agent's words what the image carries, and where the server is (base URL as the board sees it)."""
    return {
        ProvisionField.TOKEN: firmware.registration_token,
        ProvisionField.WIFI_SSID: firmware.wifi_ssid,
        ProvisionField.WIFI_PASSWORD: firmware.wifi_password,
        ProvisionField.STORE: firmware.store.value,
        ProvisionField.DERIVATION: firmware.derivation.value,
        ProvisionField.TLS: _flag(firmware.tls),
        ProvisionField.SNTP: _flag(firmware.sntp),
        ProvisionField.SERVER: server_url,
    }


def _flag(value: bool) -> str:  # noqa: FBT001 - the value is the whole argument
    return "1" if value else "0"
