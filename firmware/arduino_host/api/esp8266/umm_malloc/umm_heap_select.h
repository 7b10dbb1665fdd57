/// Choosing a heap, where there is one: cores/esp8266/umm_malloc/umm_heap_select.h. `HeapSelectIram` chooses DRAM
/// there, too, unless a second heap is built in.
#pragma once

#include "umm_malloc.h"

class HeapSelect {
  public:
    explicit HeapSelect(size_t id) { (void)id; }
    ~HeapSelect() {}
};

class HeapSelectIram {
  public:
    HeapSelectIram() {}
    ~HeapSelectIram() {}
};

class HeapSelectDram {
  public:
    HeapSelectDram() {}
    ~HeapSelectDram() {}
};
