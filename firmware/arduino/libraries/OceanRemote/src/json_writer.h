#include "../../../../core/src/json_writer.h"
