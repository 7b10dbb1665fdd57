#include <debug.h>
#include <machine.h>
#include <stdio.h>
#include <stdlib.h>

#include <algorithm>

#include "oceanhil/format.h"

namespace machine = oceanhil::machine;

extern "C" void __panic_func(const char* file, int line, const char* func) {
    char text[200];
    const int letters = oceanhil_snprintf(text, sizeof text, "\nPanic %s:%d %s\n", file, line, func);
    machine::console_write(reinterpret_cast<const uint8_t*>(text),
                           static_cast<size_t>(std::min<int>(letters, sizeof text - 1)));
    abort();
}
