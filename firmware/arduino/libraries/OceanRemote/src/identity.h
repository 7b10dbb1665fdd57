#include "../../../../core/src/identity.h"
