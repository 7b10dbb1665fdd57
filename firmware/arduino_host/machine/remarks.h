/// What a program does that cannot have the effect it is there for, told to the simulator once in each boot.
#ifndef OCEANHIL_MACHINE_REMARKS_H
#define OCEANHIL_MACHINE_REMARKS_H

namespace oceanhil::machine {

/// It asks an answer for a header of this name, of which the library keeps none, whatever was answered.
void remark_header(const char* name);

}  // namespace oceanhil::machine

#endif
