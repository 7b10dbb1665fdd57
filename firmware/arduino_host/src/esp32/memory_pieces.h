/// Memory that a part of the chip takes from the heap while it is on.
#pragma once

#include <stddef.h>
#include <stdlib.h>

namespace oceanhil {

constexpr size_t kPieceBytes = 2048;

template <size_t Count>
class MemoryPieces {
  public:
    /// False, and nothing is taken, if there is no room for all.
    bool take() {
        for (void*& each : pieces_) {
            each = malloc(kPieceBytes);
            if (each == nullptr) {
                give_back();
                return false;
            }
        }
        return true;
    }
    void give_back() {
        for (void*& each : pieces_) {
            free(each);
            each = nullptr;
        }
    }

  private:
    void* pieces_[Count] = {};
};

}  // namespace oceanhil
