/// The heap under the SDK's names (tools/sdk/include/mem.h).
#ifndef __MEM_H__
#define __MEM_H__

#include <stdlib.h>

#define os_malloc(bytes) malloc(bytes)
#define os_calloc(count, bytes) calloc(count, bytes)
#define os_realloc(place, bytes) realloc(place, bytes)
#define os_zalloc(bytes) calloc(1, bytes)
#define os_free(place) free(place)

#endif
