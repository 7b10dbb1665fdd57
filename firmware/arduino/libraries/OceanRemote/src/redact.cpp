#include "../../../../core/src/redact.cpp"
