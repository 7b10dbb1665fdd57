/// Which lines were reached, where a program is built to count that (gcc --coverage). Only the machine's own files know
/// this header.
#ifndef OCEANHIL_MACHINE_COVERAGE_H
#define OCEANHIL_MACHINE_COVERAGE_H

namespace oceanhil::machine::coverage {

/// Whether this program counts.
bool counts();
/// Adds what this boot has counted to the files of counters; no destructor does, for no program here ever returns.
void write();

}  // namespace oceanhil::machine::coverage

#endif
