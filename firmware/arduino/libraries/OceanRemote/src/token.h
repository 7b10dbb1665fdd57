#include "../../../../core/src/token.h"
