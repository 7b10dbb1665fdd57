#include "oceanhil/pem.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <array>

namespace oceanhil {

namespace {

constexpr char kBegin[] = "-----BEGIN ";
constexpr char kEnd[] = "-----END ";
constexpr char kDashes[] = "-----";
constexpr char kBodyLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
constexpr char kBodySpaces[] = " \t\n\v\f\r";
constexpr size_t kGroup = 4;

/// What one octet of a body is. A sketch that verifies its server has its whole certificate read at each connection.
enum class Octet : uint8_t { other, space, letter };

constexpr std::array<Octet, UCHAR_MAX + 1> body_octets() {
    std::array<Octet, UCHAR_MAX + 1> table{};
    for (const char* each = kBodyLetters; *each != 0; ++each) {
        table[static_cast<unsigned char>(*each)] = Octet::letter;
    }
    for (const char* each = kBodySpaces; *each != 0; ++each) {
        table[static_cast<unsigned char>(*each)] = Octet::space;
    }
    return table;
}

constexpr std::array<Octet, UCHAR_MAX + 1> kBodyOctets = body_octets();

/// Whether there is whole base64 from here up to the line of the end.
bool is_body(const char* from) {
    size_t letters = 0;
    for (;; ++from) {
        const Octet octet = kBodyOctets[static_cast<unsigned char>(*from)];
        if (octet == Octet::other) {
            return letters > 0 && letters % kGroup == 0 && strncmp(from, kEnd, strlen(kEnd)) == 0;
        }
        letters += octet == Octet::letter ? 1 : 0;
    }
}

bool is_labelled(const char* label, size_t letters, PemKind kind) {
    const char* const wanted = kind == PemKind::certificate ? "CERTIFICATE" : "KEY";
    const size_t tail = strlen(wanted);
    return letters >= tail && strncmp(label + letters - tail, wanted, tail) == 0;
}

}  // namespace

size_t pem_count(const char* text, PemKind kind) {
    size_t count = 0;
    while (text != nullptr && (text = strstr(text, kBegin)) != nullptr) {
        const char* const label = text + strlen(kBegin);
        const char* const body = strstr(label, kDashes);
        const char* const end = body == nullptr ? nullptr : strstr(body, kEnd);
        if (end == nullptr) {
            break;
        }
        const bool is_kind = is_labelled(label, static_cast<size_t>(body - label), kind);
        count += is_kind && is_body(body + strlen(kDashes)) ? 1 : 0;
        text = end;
    }
    return count;
}

}  // namespace oceanhil
