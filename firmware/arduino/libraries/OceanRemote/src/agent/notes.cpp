#include "../../../../../core/src/agent/notes.cpp"
