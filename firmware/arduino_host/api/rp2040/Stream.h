#include "api/Stream.h"
