#include "../../../../core/src/backoff.h"
