#include "../../../../../core/src/agent/words.h"
