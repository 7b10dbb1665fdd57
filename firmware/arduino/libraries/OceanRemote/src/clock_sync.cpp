#include "../../../../core/src/clock_sync.cpp"
