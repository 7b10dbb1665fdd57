"""A dump put into simulated flash, and booted."""

from oceanhil.analysis.dumps.dump import Dump, DumpError, Role
from oceanhil.boards import family
from oceanhil.boards.storage import Storage
from oceanhil.protocol.board import Board
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.simulator.board.storage import BoardStorage
from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.nvs import NvsError, NvsFault, NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.eeprom.slots import Esp32Slots, esp8266_slots, pico_slots
from oceanhil.simulator.flash.chip import Flash


class Machine:
    """A board of the dump's family with its EEPROM in flash: blank beyond what the dump holds.

    Raises DumpError for a dump that is cut off. Every method may raise `oceanhil.simulator.eeprom.nvs.NvsPanic`.
    """

    def __init__(self, dump: Dump, generation: NvsGeneration) -> None:
        if dump.cut_off:
            raise DumpError("ends inside the NVS partition: what a board would do cannot be told; read it again, whole")
        regions = [region for region in dump.regions if region.boots]
        ends = [region.address + len(region.data) for region in regions]
        self.dump = dump
        self.board = dump.board or Board.ESP8266
        self.generation = generation
        self.flash = Flash(max(dump.flash_bytes, *ends, SECTOR_BYTES) if ends else dump.flash_bytes)
        for region in regions:
            self.flash.load(region.data, region.address)

    def copy(self) -> "Machine":
        """Give a second machine in the same state, without its counters."""
        other = Machine(self.dump, self.generation)
        other.flash.restore(self.flash.snapshot())
        return other

    def partition(self) -> NvsPartition | None:
        """Give the NVS partition that the Arduino core mounts, not mounted; None if there is none."""
        region = self.dump.region(Role.NVS)
        if region is None:
            return None
        return NvsPartition(self.flash, self.generation, address=region.address, size=len(region.data))

    def read_partition(self) -> bytes:
        """Give the contents of that partition."""
        region = self.dump.region(Role.NVS)
        return self.flash.dump(region.address, len(region.data)) if region is not None else b""

    def mount_error(self) -> NvsError:
        """Give the driver's answer to a first mount, which is not kept."""
        partition = self.copy().partition()
        assert partition is not None
        try:
            partition.init()
        except NvsFault as fault:
            return fault.error
        return NvsError.OK

    def boot(self) -> BoardStorage:
        """Do what the core does before `setup()`, and give what the sketch then has."""
        self.flash.power_on()
        match family(self.board).storage:
            case Storage.ESP8266_SECTOR:
                return BoardStorage(Esp8266Eeprom(self.flash), lambda: esp8266_slots(self.flash))
            case Storage.PICO_SECTOR:
                chip = self.dump.chip
                return BoardStorage(PicoEeprom(self.flash, chip), lambda: pico_slots(self.flash, chip))
            case Storage.NVS:
                # Without a partition of that name there is nothing to mount, which the core only logs.
                partition = self.partition() or NvsPartition(self.flash, self.generation)
                if self.dump.region(Role.NVS) is not None:
                    init_arduino(partition)
                return BoardStorage(Esp32Eeprom(partition), lambda: Esp32Slots(partition))

    def read_error(self, namespace: str, key: str) -> NvsError:
        """Give the driver's answer to a read of this blob after a boot, on a copy; OK if there is no such blob."""
        partition = self.copy().partition()
        if partition is None:
            return NvsError.OK
        init_arduino(partition)
        try:
            handle = partition.open(namespace)
            size = handle.get_blob_size(key)
        except NvsFault:
            return NvsError.OK
        return handle.get_blob_into(key, bytearray(size), size)[1]
