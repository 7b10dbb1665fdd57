"""Rules of the EEPROM drivers, each broken in one place.

Two rules are missing, because no history that begins with blank flash shows them: that a page which looks unused must
be blank, and that a partition without a free page is erased. tests/simulator/eeprom has them.
"""

from tests.mutants.driver import eeprom_esp32, eeprom_esp8266, nvs_bytes, nvs_order, nvs_recovery, nvs_space

MUTANTS = [
    *nvs_bytes.MUTANTS,
    *nvs_order.MUTANTS,
    *nvs_space.MUTANTS,
    *nvs_recovery.MUTANTS,
    *eeprom_esp32.MUTANTS,
    *eeprom_esp8266.MUTANTS,
]
