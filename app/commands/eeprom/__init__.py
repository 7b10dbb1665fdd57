"""`oceanhil eeprom`: the command, and what it reads and writes."""
