#include "../../../../core/src/number.cpp"
