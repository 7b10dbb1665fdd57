#include "../../../../core/src/json_reader.h"
