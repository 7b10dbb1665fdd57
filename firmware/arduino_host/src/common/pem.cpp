#include "oceanhil/pem.h"

#include <ctype.h>
#include <string.h>

namespace oceanhil {

namespace {

constexpr char kBegin[] = "-----BEGIN ";
constexpr char kEnd[] = "-----END ";
constexpr char kDashes[] = "-----";
constexpr size_t kGroup = 4;

bool is_base64(char letter) {
    return isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '+' || letter == '/' || letter == '=';
}

bool is_body(const char* from, const char* to) {
    size_t letters = 0;
    for (; from < to; ++from) {
        if (isspace(static_cast<unsigned char>(*from)) != 0) {
            continue;
        }
        if (!is_base64(*from)) {
            return false;
        }
        ++letters;
    }
    return letters > 0 && letters % kGroup == 0;
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
        count += is_kind && is_body(body + strlen(kDashes), end) ? 1 : 0;
        text = end;
    }
    return count;
}

}  // namespace oceanhil
