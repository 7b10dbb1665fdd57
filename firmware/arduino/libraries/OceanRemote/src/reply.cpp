#include "../../../../core/src/reply.cpp"
