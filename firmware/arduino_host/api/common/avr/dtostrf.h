/// The name by which sketches for SAM include `dtostrf`.
#include <stdlib_noniso.h>
