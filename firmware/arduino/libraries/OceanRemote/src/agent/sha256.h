#include "../../../../../core/src/agent/sha256.h"
