/// Random histories of calls, and what came of them as text: the same for each
/// seed, on every machine and every core.
#pragma once

#include <Arduino.h>
#include <StreamString.h>

#include <cstdint>
#include <string>
#include <vector>

/// Numbers from a seed alone: no library's generator, of which each has its
/// own.
class Chance {
  public:
    explicit Chance(uint32_t seed) : state_(seed) {}

    /// Below `limit`.
    uint32_t below(uint32_t limit);
    bool one_in(uint32_t times) { return below(times) == 0; }
    /// Up to 300 letters, mostly fewer than 17, of one of a few alphabets, so
    /// that they often match.
    std::string text();
    /// Up to three letters.
    std::string piece();
    int32_t integer();
    double real();
    int base();

  private:
    uint32_t state_;
};

/// What was seen, a line a call.
class Record {
  public:
    Record& operator<<(long long value);
    Record& operator<<(const char* text);
    /// In quotes, with its length; what is nothing is told from what is empty.
    Record& operator<<(const String& text);
    void bytes(const char* data, size_t count);
    void real(double value);
    const std::string& text() const { return text_; }
    /// FNV-1a of 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    uint64_t digest() const;

  private:
    std::string text_;
};

/// While one is there, what is asked of the heap is recorded, and one request
/// may be refused.
class WatchedHeap {
  public:
    /// Refuses the request of that number, from 0; none if it is negative.
    WatchedHeap(Record& record, int refused);
    ~WatchedHeap();
    WatchedHeap(const WatchedHeap&) = delete;
    WatchedHeap& operator=(const WatchedHeap&) = delete;
};

std::string string_history(uint32_t seed);
std::string print_history(uint32_t seed);
std::string stream_history(uint32_t seed);
std::string number_history(uint32_t seed);

/// Writes lines "kind seed digest", of all histories; of a kind and a seed all that came of it.
int print_histories(int count, char** words);
