#include "api/String.h"
