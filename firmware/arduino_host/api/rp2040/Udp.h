#include "api/Udp.h"
