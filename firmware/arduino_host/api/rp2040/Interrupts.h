#include "api/Interrupts.h"
