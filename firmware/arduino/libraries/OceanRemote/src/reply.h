#include "../../../../core/src/reply.h"
