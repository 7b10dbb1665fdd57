/// Base64 as the cores' copy of libb64 has it: what sketches use of its header.
#pragma once

#include <stddef.h>

#define BASE64_CHARS_PER_LINE 72
#define base64_encode_expected_len_nonewlines(n) ((((4 * (n)) / 3) + 3) & ~3)
#define base64_encode_expected_len(n) \
    (base64_encode_expected_len_nonewlines(n) + ((n / ((BASE64_CHARS_PER_LINE * 3) / 4)) + 1))

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { step_A, step_B, step_C } base64_encodestep;

/// Where a text of several pieces is: what is left of the last one, and how many letters its line has.
typedef struct {
    base64_encodestep step;
    char result;
    int stepcount;
    int stepsnewline;
} base64_encodestate;

void base64_init_encodestate(base64_encodestate* state_in);
void base64_init_encodestate_nonewlines(base64_encodestate* state_in);
char base64_encode_value(char value_in);
/// Writes what a piece comes to, and keeps what is no whole letter; gives how many letters.
int base64_encode_block(const char* plaintext_in, int length_in, char* code_out, base64_encodestate* state_in);
/// Writes the rest, the end and a NUL.
int base64_encode_blockend(char* code_out, base64_encodestate* state_in);
/// Writes text and a NUL, without line breaks; gives how long the text is.
int base64_encode_chars(const char* plaintext_in, int length_in, char* code_out);

#ifdef __cplusplus
}
#endif
