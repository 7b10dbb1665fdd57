/// What outlasts a boot: variables in the sections `oceanhil_rtc` and `oceanhil_rtc_noinit` of a program, and latches.
///
/// What is it: each boot has fresh globals; what of these sections a board keeps is put back before a boot's first
/// constructor. `oceanhil_rtc` has its initial values after every reset but the end of a deep sleep;
/// `oceanhil_rtc_noinit` has noise where there was no power, and else what it had.
///
/// Which laws hold: the copy between boots lies in memory that the process which makes boots shares with each of them,
/// so that a crash does not take it along. Where a system cannot share memory so, nothing is kept: this file alone
/// knows how it is done.
#ifndef OCEANHIL_MACHINE_KEPT_MEMORY_H
#define OCEANHIL_MACHINE_KEPT_MEMORY_H

#include <stddef.h>

#include "boot.h"

namespace oceanhil::machine::kept_memory {

/// Makes the shared memory, before the first boot.
void prepare();
/// Puts back what this boot still has; chance must be seeded.
void begin(Reset reason, bool has_forgotten);
/// Keeps what there is, as the boot ends.
void end();
/// So many bytes for pads that are latched: zeros where there was no power, and else as they were left. They are no
/// variables of a program, so that what is written is kept at once. nullptr before `prepare`.
constexpr size_t kLatchBytes = 256;
void* latches();

}  // namespace oceanhil::machine::kept_memory

#endif
