#include "../../../../core/src/core.cpp"
