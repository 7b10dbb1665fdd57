#include "../../../../core/src/joining.cpp"
