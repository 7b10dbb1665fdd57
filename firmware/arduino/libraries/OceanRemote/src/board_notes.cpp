#include "../../../../core/src/board_notes.cpp"
