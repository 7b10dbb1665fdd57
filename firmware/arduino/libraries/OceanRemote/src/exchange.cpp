#include "../../../../core/src/exchange.cpp"
