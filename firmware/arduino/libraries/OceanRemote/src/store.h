#include "../../../../core/src/store.h"
