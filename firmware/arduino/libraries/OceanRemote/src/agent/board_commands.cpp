#include "../../../../../core/src/agent/board_commands.cpp"
