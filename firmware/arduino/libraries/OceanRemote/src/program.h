#include "../../../../core/src/program.h"
