#include "../../../../core/src/text.h"
