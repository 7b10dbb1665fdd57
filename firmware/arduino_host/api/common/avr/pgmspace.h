/// The name by which sketches for AVR include program memory.
#include "../pgmspace.h"
