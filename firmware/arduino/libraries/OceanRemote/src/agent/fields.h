#include "../../../../../core/src/agent/fields.h"
