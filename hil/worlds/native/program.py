"""The C++ core as a device program: what `oceanhil.simulator.device_program.run_program` is, compiled."""

from oceanhil.hil.worlds.native.abi import HALTED, WAITING, Wake
from oceanhil.hil.worlds.native.core import Core, CoreLibrary
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.hil.worlds.native.settings import core_settings
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.settings import DeviceSettings, WireNames
from oceanhil.simulator.hardware import Hardware


class NativeProgram:
    """Runs cores of one library; implements `oceanhil.simulator.board.DeviceProgram`."""

    def __init__(self, library: CoreLibrary) -> None:
        self._library = library

    async def __call__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run the core until it halts; raises what the hardware raised in a call, such as PowerCut."""
        core = Core(self._library, hardware, core_settings(hardware.board, firmware, settings, wire))
        try:
            await _run(core, hardware)
        finally:
            core.close()


async def _run(core: Core, hardware: Hardware) -> None:
    wake = Wake.LOOK
    while True:
        wait_ms = core.step(wake)
        if core.started:
            await core.carry_out()
            wake = Wake.LOOK
        elif wait_ms == HALTED:
            return
        elif wait_ms == WAITING:
            raise CoreError("the core waits, but nothing is under way")
        else:
            await hardware.sleep_ms(wait_ms)
            wake = Wake.DUE
