"""The C++ core as a device program: what `simulator.device_program.run_program` is, compiled."""

from hil.worlds.native.abi import HALTED, WAITING, Wake
from hil.worlds.native.core import CoreLibrary
from hil.worlds.native.port import CoreError, CorePort
from hil.worlds.native.settings import core_settings
from protocol.firmware import Firmware
from protocol.record import StorePolicy
from protocol.settings import DeviceSettings, WireNames
from simulator.hardware import Hardware


class NativeProgram:
    """Runs cores of one library; implements `simulator.board.DeviceProgram`."""

    def __init__(self, library: CoreLibrary) -> None:
        self._library = library

    async def __call__(self, hardware: Hardware, firmware: Firmware, settings: DeviceSettings, wire: WireNames) -> None:
        """Run the core until it halts; raises what the hardware raised in a call, such as PowerCut."""
        if firmware.store is StorePolicy.REFERENCE:
            # Opened before the core runs, as the Python program does: the first time, on ESP32, that writes flash.
            _ = hardware.storage.slots
        port = CorePort(hardware)
        wake = Wake.LOOK
        with self._library.core(port, core_settings(hardware.board, firmware, settings, wire)) as core:
            while True:
                wait_ms = core.step(wake)
                if port.error is not None:
                    raise port.error
                if port.operation is not None:
                    await port.carry_out(port.operation)
                    wake = Wake.LOOK
                elif wait_ms == HALTED:
                    return
                elif wait_ms == WAITING:
                    raise CoreError("the core waits, but nothing is under way")
                else:
                    await hardware.sleep_ms(wait_ms)
                    wake = Wake.DUE
