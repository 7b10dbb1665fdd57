#include "../../../../core/src/exchange.h"
