#ifndef OCEANREMOTE_IN_PLACE_H
#define OCEANREMOTE_IN_PLACE_H

#include <stddef.h>

namespace oceanremote {

/// Memory in which an object is made. Not the standard's placement: freestanding compilers have no header <new>.
struct InPlace {
    void* memory;
};

}  // namespace oceanremote

inline void* operator new(size_t, oceanremote::InPlace place) noexcept { return place.memory; }
inline void operator delete(void*, oceanremote::InPlace) noexcept {}

namespace oceanremote {

/// Makes an object anew where it stands; for types without anything to give back.
template <typename T>
void renew(T& object) {
    new (InPlace{&object}) T();
}

}  // namespace oceanremote

#endif
