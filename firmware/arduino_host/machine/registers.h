/// Registers of a chip at the addresses that they have there, for a sketch that reads and writes them by pointers.
///
/// Nobody may touch their pages: an access is a fault, which `serve` carries out at its register. The instruction is done
/// for it, or it is let go on for one step with the page open. A page without registers is none of this, and neither is a
/// word that no block has: that is the sketch's fault.
#ifndef OCEANHIL_MACHINE_REGISTERS_H
#define OCEANHIL_MACHINE_REGISTERS_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine::registers {

/// A run of registers: `read` and `write` are told which word of them.
struct Block {
    uint32_t address;
    uint32_t words;
    uint32_t (*read)(uint32_t word);
    void (*write)(uint32_t word, uint32_t value);
};

/// Those of the family; one without has no such function.
__attribute__((weak)) const Block* blocks(size_t& count);

/// Takes their pages, before the first boot. Where a system has something else there they are not to be had.
void prepare();
/// Whether the fault was such an access, and the program may go on.
bool serve(const siginfo_t& about, void* context);
/// How many were served.
uint32_t served();

/// By a number in place of a pointer; false of a word that no block has.
bool read(uint32_t address, uint32_t& value);
bool write(uint32_t address, uint32_t value);

}  // namespace oceanhil::machine::registers

#endif
