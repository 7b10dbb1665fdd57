#include "../../../../../core/include/oceanremote/faults.h"
