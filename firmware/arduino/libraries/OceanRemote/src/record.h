#include "../../../../core/src/record.h"
