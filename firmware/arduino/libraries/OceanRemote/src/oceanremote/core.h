#include "../../../../../core/include/oceanremote/core.h"
