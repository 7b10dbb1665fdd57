#include "../../../../../core/src/agent/output_commands.cpp"
