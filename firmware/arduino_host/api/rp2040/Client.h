#include "api/Client.h"
