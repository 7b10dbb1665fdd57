/// Makes a sketch's `snprintf` and its like read formats as the chips do; `Arduino.h` includes it last.
#ifndef OCEANHIL_SKETCH_FORMATS_H
#define OCEANHIL_SKETCH_FORMATS_H

#include "format.h"

#undef snprintf
#undef sprintf
#undef vsnprintf
#undef vsprintf
#define snprintf(...) oceanhil_snprintf(__VA_ARGS__)
#define sprintf(...) oceanhil_sprintf(__VA_ARGS__)
#define vsnprintf(...) oceanhil_vsnprintf(__VA_ARGS__)
#define vsprintf(...) oceanhil_vsprintf(__VA_ARGS__)

#endif
