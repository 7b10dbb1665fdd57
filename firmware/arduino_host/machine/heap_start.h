/// The beginnings of a sketch's heap. Only the machine's own files know this header.
#ifndef OCEANHIL_MACHINE_HEAP_START_H
#define OCEANHIL_MACHINE_HEAP_START_H

#include <stdint.h>

namespace oceanhil::machine::heap {

/// Makes room for it, before the first boot.
void prepare();
/// Makes it one free block of so many bytes.
void begin(uint32_t bytes);
/// Gives nothing away any more: from now on `malloc` is the C library's.
void end();

}  // namespace oceanhil::machine::heap

#endif
