#include "../../../../core/src/identity.cpp"
