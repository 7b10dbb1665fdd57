#include "../../../../core/src/registration.cpp"
