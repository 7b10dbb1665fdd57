#include "../../../../../core/src/agent/sha256.cpp"
