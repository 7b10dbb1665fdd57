/// IPv4 addresses as text.
#ifndef OCEANHIL_IPV4_TEXT_H
#define OCEANHIL_IPV4_TEXT_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil {

/// What a number that is not there stands for, as in "1..2.3".
enum class MissingNumber : uint8_t { is_zero, is_a_fault };

constexpr size_t kIpv4TextRoom = 16;

/// Reads four numbers; those before a fault are set.
bool read_ipv4(const char* text, MissingNumber missing, uint8_t (&octets)[4]);
void write_ipv4(const uint8_t (&octets)[4], char (&text)[kIpv4TextRoom]);

}  // namespace oceanhil

#endif
