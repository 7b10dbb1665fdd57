/// As lwIP 1 called it.
#include "lwip/etharp.h"
