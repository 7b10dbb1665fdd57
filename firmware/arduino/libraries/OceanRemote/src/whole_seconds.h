#include "../../../../core/src/whole_seconds.h"
