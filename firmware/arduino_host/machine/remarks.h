/// What a program does that cannot have the effect it is there for, told to the simulator once in each boot.
#ifndef OCEANHIL_MACHINE_REMARKS_H
#define OCEANHIL_MACHINE_REMARKS_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

/// It asks an answer for a header of this name, of which the library keeps none, whatever was answered.
void remark_header(const char* name);

/// It writes so many bytes to EEPROM where its size, which `begin` was given, ends before them: nothing is written.
void remark_write_beyond(int32_t address, size_t bytes, size_t size);

}  // namespace oceanhil::machine

#endif
