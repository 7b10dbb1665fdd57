#include "../../../../../core/include/oceanremote/families.h"
