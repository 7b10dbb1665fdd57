/// Time zones by their names in the tz database, as POSIX rules: `TZ_Europe_Berlin`.
#pragma once

#include "oceanhil/time_zones.h"
