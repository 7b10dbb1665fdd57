#include "../../../../../core/src/agent/bridge_commands.cpp"
