#include "coverage.h"

#include "heap_start.h"

// GCC's manual, "Gcov and Optimization": there in programs that count.
extern "C" void __gcov_dump() __attribute__((weak));

namespace oceanhil::machine::coverage {

bool counts() { return __gcov_dump != nullptr; }

void write() {
    if (counts()) {
        // What it allocates is not the board's, whose heap the sketch may have spoilt.
        heap::end();
        __gcov_dump();
    }
}

}  // namespace oceanhil::machine::coverage
