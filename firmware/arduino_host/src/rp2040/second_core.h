/// The cores of an RP2040, for others of its API's sources.
#pragma once

#include <tasks.h>

namespace oceanhil {

/// The task of the sketch's own loop, and that of the second core; nullptr of one that is not started.
machine::Task* first_core();
machine::Task* second_core();

/// Whether the core that does not ask was started and was not stopped: it takes its program from flash meanwhile.
bool other_core_reads_flash();

}  // namespace oceanhil
