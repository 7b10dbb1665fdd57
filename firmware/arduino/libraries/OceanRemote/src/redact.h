#include "../../../../core/src/redact.h"
