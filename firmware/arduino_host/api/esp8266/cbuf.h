/// `cbuf` of this core.
#include "oceanhil/letter_ring.h"
