/// A queue of arduino-pico with one writer and one reader, which need no lock (cores/rp2040/LocklessQueue.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <memory>

/// One place of `size` stays free, so that a full queue is told from an empty one.
template <typename T>
class LocklessQueue {
  public:
    LocklessQueue(size_t size) : places_(new T[size]), size_(size) {}

    int available() { return static_cast<int>((size_ + written_ - read_) % size_); }
    bool empty() { return available() == 0; }

    bool write(T val) {
        const size_t next = (written_ + 1) % size_;
        if (next == read_) {
            return false;
        }
        places_[written_] = val;
        written_ = next;
        return true;
    }

    bool peek(T* val) {
        if (empty()) {
            return false;
        }
        *val = places_[read_];
        return true;
    }

    bool read(T* dst) {
        if (!peek(dst)) {
            return false;
        }
        read_ = (read_ + 1) % size_;
        return true;
    }

  private:
    std::unique_ptr<T[]> places_;
    size_t size_;
    volatile size_t written_ = 0;
    volatile size_t read_ = 0;
};
