#include "../../../../../core/include/oceanremote/bench.h"
