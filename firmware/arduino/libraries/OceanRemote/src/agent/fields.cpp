#include "../../../../../core/src/agent/fields.cpp"
