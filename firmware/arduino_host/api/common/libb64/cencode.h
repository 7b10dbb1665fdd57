/// Base64 as the cores' copy of libb64 has it: what sketches use of its header, without the step by step calls.
#pragma once

#include <stddef.h>

#define BASE64_CHARS_PER_LINE 72
#define base64_encode_expected_len_nonewlines(n) ((((4 * (n)) / 3) + 3) & ~3)
#define base64_encode_expected_len(n) \
    (base64_encode_expected_len_nonewlines(n) + ((n / ((BASE64_CHARS_PER_LINE * 3) / 4)) + 1))

#ifdef __cplusplus
extern "C" {
#endif

/// Writes text and a NUL, without line breaks; gives how long the text is.
int base64_encode_chars(const char* plaintext_in, int length_in, char* code_out);

#ifdef __cplusplus
}
#endif
