#include "../../../../core/src/crc32.h"
