#include "../../../../core/src/board_notes.h"
