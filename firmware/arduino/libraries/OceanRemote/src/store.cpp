#include "../../../../core/src/store.cpp"
