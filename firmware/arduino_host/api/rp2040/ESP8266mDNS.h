/// The name of the header that sketches include.
#include "LEAmDNS.h"
