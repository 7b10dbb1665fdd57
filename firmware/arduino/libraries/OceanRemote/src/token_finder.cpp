#include "../../../../core/src/token_finder.cpp"
