#include "api/Server.h"
