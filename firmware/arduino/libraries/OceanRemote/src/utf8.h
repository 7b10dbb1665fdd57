#include "../../../../core/src/utf8.h"
