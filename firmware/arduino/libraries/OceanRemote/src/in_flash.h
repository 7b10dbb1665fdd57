#include "../../../../core/src/in_flash.h"
