#include "../../../../core/src/token_finder.h"
