#include "../../../../../core/src/agent/eeprom_commands.cpp"
