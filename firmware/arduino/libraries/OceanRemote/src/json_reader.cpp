#include "../../../../core/src/json_reader.cpp"
