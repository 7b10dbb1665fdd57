#include "../../../../core/src/backoff.cpp"
