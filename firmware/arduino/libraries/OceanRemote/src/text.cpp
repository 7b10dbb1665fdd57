#include "../../../../core/src/text.cpp"
