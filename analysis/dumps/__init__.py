"""What stands behind `oceanhil eeprom`: dumps of flash read, explained, made and damaged; bytes in, structs out."""
