#include "../../../../core/src/outputs.h"
