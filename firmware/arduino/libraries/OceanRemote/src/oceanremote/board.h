#include "../../../../../core/include/oceanremote/board.h"
