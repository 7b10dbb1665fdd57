#include "../../../../core/src/crc32.cpp"
