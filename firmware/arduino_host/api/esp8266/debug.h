/// Words of the core to itself: none, as in a build without a debug port. Facts: cores/esp8266/debug.h.
#ifndef OCEANHIL_DEBUG_H
#define OCEANHIL_DEBUG_H

#define DEBUGV(...) \
    do {            \
        (void)0;    \
    } while (0)
#define DEBUG_LEAF_FUNCTION(...)

#endif
