"""The EEPROM class over NVS."""

from tests.mutants.driver.mutant import eeprom

MUTANTS = [
    eeprom(
        "growing does not probe for space",
        "esp32:Esp32Eeprom.begin",
        ("handle.set_blob(_PROBE_KEY, self._garbage(size - stored))", "pass"),
    ),
    eeprom(
        "growing keeps the old blob until the new is there",
        "esp32:Esp32Eeprom._grow",
        ("handle.erase_key(self._name)", "pass"),
    ),
    eeprom("growing fills with 0", "esp32:Esp32Eeprom._grow", (r'b"\xff"', r'b"\0"')),
    eeprom("begin leaves a longer blob alone", "esp32:Esp32Eeprom.begin", ("size < stored", "False")),
]
