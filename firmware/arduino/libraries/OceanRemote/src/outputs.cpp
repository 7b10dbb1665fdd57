#include "../../../../core/src/outputs.cpp"
