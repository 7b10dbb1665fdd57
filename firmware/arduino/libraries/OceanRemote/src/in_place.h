#include "../../../../core/src/in_place.h"
