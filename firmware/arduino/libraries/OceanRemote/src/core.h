#include "../../../../core/src/core.h"
