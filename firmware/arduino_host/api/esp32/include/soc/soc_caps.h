// The core's build looks for headers one folder above, too.
#pragma once
#include <soc/soc_caps.h>
