/// Base64 as the cores' copy of libb64 reads it: letters that are none are passed over.
#ifndef OCEANHIL_LIBB64_CDECODE_H
#define OCEANHIL_LIBB64_CDECODE_H

#define base64_decode_expected_len(n) ((n * 3) / 4)

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { step_a, step_b, step_c, step_d } base64_decodestep;

/// Where a text of several pieces is, and the bits that are left of the last one.
typedef struct {
    base64_decodestep step;
    char plainchar;
} base64_decodestate;

void base64_init_decodestate(base64_decodestate* state_in);
/// Six bits; -1 of a letter that is none, -2 of `=`.
int base64_decode_value(char value_in);
/// Writes the bytes that a piece comes to; gives how many.
int base64_decode_block(const char* code_in, const int length_in, char* plaintext_out, base64_decodestate* state_in);
/// The same of a whole text, and a NUL behind it.
int base64_decode_chars(const char* code_in, const int length_in, char* plaintext_out);

#ifdef __cplusplus
}
#endif

#endif
