/// What lies below the cores' API, for sketches that test it, by a short name. A header, so that the prototypes of a
/// sketch stand behind what it includes itself.
#ifndef OCEANHIL_TESTED_MACHINE_H
#define OCEANHIL_TESTED_MACHINE_H

#include <machine/machine.h>

namespace machine = oceanhil::machine;

#endif
