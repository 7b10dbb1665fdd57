/// What libraries include of a core beside `Arduino.h`: it declares nothing that they use.
#ifndef WiringPrivate_h
#define WiringPrivate_h
#include <Arduino.h>

#endif
