#include "../../../../../core/src/agent/bench_commands.cpp"
