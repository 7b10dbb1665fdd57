#include "../../../../core/src/requests.cpp"
