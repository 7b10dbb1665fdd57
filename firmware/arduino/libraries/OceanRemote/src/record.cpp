#include "../../../../core/src/record.cpp"
