#include "../../../../../core/src/agent/flash_commands.cpp"
