#include "../../../../../core/src/agent/agent.cpp"
