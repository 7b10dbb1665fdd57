#include "../../../../../core/src/agent/notes.h"
