#include "../../../../../core/src/agent/bridge.h"
