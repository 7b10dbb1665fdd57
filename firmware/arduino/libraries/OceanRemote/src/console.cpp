#include "../../../../core/src/console.cpp"
