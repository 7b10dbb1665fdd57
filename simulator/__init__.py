"""A board in software: NOR flash, EEPROM drivers, clock, radio, UART and the device program, all in virtual time."""
