#include "../../../../core/src/utf8.cpp"
