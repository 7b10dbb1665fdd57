/// The heap of a sketch: of its board's size, used up and broken up as on the board.
///
/// What is it: `malloc` and its like, `strdup` and `asprintf` with theirs, and `new`, as the objects of sketch and API
/// call them. Blocks are multiples of 8 bytes behind a head of 8; the first that fits is taken, and neighbours that are
/// free become one.
///
/// What must not lie in it: what the machine itself needs, which has containers of its own (host_memory.h), and what
/// the C library allocates inside for anything else. The linker must be told to pass the calls on, -Wl,--wrap=malloc
/// and so on for each (heap_calls.cpp). Without that only `new` and `delete` are counted.
///
/// Which laws hold: each boot begins with one free block, or with as few as a family's memory is in one piece
/// (`heap_region`). A guard stands behind each block; whoever frees a block whose
/// guard is broken has the crash of a corrupt heap.
#ifndef OCEANHIL_MACHINE_HEAP_H
#define OCEANHIL_MACHINE_HEAP_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

void* heap_allocate(size_t bytes);
/// Keeps the contents; nullptr if there is no room, and then the block stays as it was.
void* heap_reallocate(void* block, size_t bytes);
void heap_release(void* block);
/// Whether a block is of this heap.
bool heap_has(const void* block);

/// The longest piece of memory that a heap of this family has, in bytes; nothing is allocated across its end.
uint32_t heap_region();
uint32_t heap_size();
uint32_t heap_free();
/// The least that was free in this boot.
uint32_t heap_least_free();
/// The most that can be allocated at once.
uint32_t heap_largest();
/// The most that could be allocated when the least was free in this boot.
uint32_t heap_largest_at_least();
/// In percent: 100 - 100 * sqrt(sum of squares of free blocks) / sum, as umm_malloc of the ESP8266 counts.
uint32_t heap_fragmentation();
/// What `new` does where there is no room: a crash, unless the family's core throws.
[[noreturn]] void out_of_memory();
/// Whether every head and guard is whole.
bool heap_is_whole();

}  // namespace oceanhil::machine

#endif
