#include "../../../../core/src/program.cpp"
