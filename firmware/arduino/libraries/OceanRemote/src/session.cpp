#include "../../../../core/src/session.cpp"
