/// Tasks that wait for an object until somebody calls for it: what locks of every kind stand on.
///
/// What is it: of each task at most one address that it waits for. Nothing lies in the object itself, so a lock of the C
/// library keeps its own layout, and one that a boot's end left behind is none.
///
/// Which law holds: whoever has begun to wait misses no call, though it has not stood still yet.
#ifndef OCEANHIL_MACHINE_WAITS_H
#define OCEANHIL_MACHINE_WAITS_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine::waits {

/// From now on the present task is called by whoever calls for the object.
void begin(const void* object);
/// Stands still until it is called or the board's counter is at `until_us`; gives whether it was called.
bool finish(uint64_t until_us);
/// Both in one.
bool wait(const void* object, uint64_t until_us);
/// Calls so many of those who wait for the object, first who has waited longest, and gives how many there were.
size_t call(const void* object, size_t most);
/// Calls the most urgent of them, of equals the one that has waited longest, as FreeRTOS does who gives something back.
void call_most_urgent(const void* object);
/// Whether anybody waits for it.
bool is_awaited(const void* object);

}  // namespace oceanhil::machine::waits

#endif
