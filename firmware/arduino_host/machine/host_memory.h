/// Containers of the machine itself, which lie outside of the sketch's heap.
#ifndef OCEANHIL_MACHINE_HOST_MEMORY_H
#define OCEANHIL_MACHINE_HOST_MEMORY_H

#include <stddef.h>

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace oceanhil::machine::host {

/// The C library's own; they end the program where there is no memory.
void* allocate(size_t bytes);
void release(void* memory);

template <typename T>
struct Allocator {
    using value_type = T;

    Allocator() = default;
    template <typename Other>
    Allocator(const Allocator<Other>&) {}

    T* allocate(size_t count) { return static_cast<T*>(host::allocate(count * sizeof(T))); }
    void deallocate(T* memory, size_t) { host::release(memory); }

    template <typename Other>
    bool operator==(const Allocator<Other>&) const {
        return true;
    }
    template <typename Other>
    bool operator!=(const Allocator<Other>&) const {
        return false;
    }
};

template <typename T>
using Vector = std::vector<T, Allocator<T>>;
template <typename T>
using Deque = std::deque<T, Allocator<T>>;
template <typename Key, typename Value>
using Map = std::map<Key, Value, std::less<Key>, Allocator<std::pair<const Key, Value>>>;

}  // namespace oceanhil::machine::host

#endif
