#include "../../../../../core/src/agent/agent.h"
