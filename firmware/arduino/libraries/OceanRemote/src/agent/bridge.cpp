#include "../../../../../core/src/agent/bridge.cpp"
