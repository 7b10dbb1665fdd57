#include "../../../../core/src/polling.cpp"
