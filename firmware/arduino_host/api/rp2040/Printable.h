#include "api/Printable.h"
