#include "../../../../core/src/json_writer.cpp"
