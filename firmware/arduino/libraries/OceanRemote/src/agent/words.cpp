#include "../../../../../core/src/agent/words.cpp"
