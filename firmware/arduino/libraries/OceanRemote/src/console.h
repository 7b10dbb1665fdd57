#include "../../../../core/src/console.h"
