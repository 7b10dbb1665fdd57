#include "api/Print.h"
