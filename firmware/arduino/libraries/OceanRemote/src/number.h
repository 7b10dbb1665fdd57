#include "../../../../core/src/number.h"
