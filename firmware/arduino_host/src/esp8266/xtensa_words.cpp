// What xtensa_words.h calls. A compiler that writes assembler between C knows of no call there: every register has to be
// as it was, those of floating-point numbers among them.
#include <Arduino.h>

#if defined(__i386__)

extern "C" {

__attribute__((used)) uint32_t oceanhil_ccount() { return esp_get_cycle_count(); }
__attribute__((used)) uint32_t oceanhil_rsil(uint32_t level) { return xt_rsil(level); }
__attribute__((used)) void oceanhil_wsr_ps(uint32_t state) { xt_wsr_ps(state); }

}  // extern "C"

// The caller has pushed an argument, if any, then room for the result, flags and eax.
#define OCEANHIL_KEEPING_REGISTERS(name, function)                  \
    __asm__(                                                        \
        ".text\n"                                                   \
        ".globl " #name "\n"                                        \
        ".type " #name ", @function\n" #name                        \
        ":\n"                                                       \
        "pushl %ebp\n"                                              \
        "movl %esp, %ebp\n"                                         \
        "pushl %ecx\n"                                              \
        "pushl %edx\n"                                              \
        "subl $544, %esp\n"                                         \
        "andl $-16, %esp\n"                                         \
        "fxsave 16(%esp)\n"                                         \
        "movl 20(%ebp), %eax\n"                                     \
        "movl %eax, (%esp)\n"                                       \
        "call " #function                                           \
        "\n"                                                        \
        "fxrstor 16(%esp)\n"                                        \
        "leal -8(%ebp), %esp\n"                                     \
        "popl %edx\n"                                               \
        "popl %ecx\n"                                               \
        "popl %ebp\n"                                               \
        "ret\n"                                                     \
        ".size " #name ", .-" #name "\n")

OCEANHIL_KEEPING_REGISTERS(oceanhil_asm_ccount, oceanhil_ccount);
OCEANHIL_KEEPING_REGISTERS(oceanhil_asm_rsil, oceanhil_rsil);
OCEANHIL_KEEPING_REGISTERS(oceanhil_asm_wsr_ps, oceanhil_wsr_ps);

#undef OCEANHIL_KEEPING_REGISTERS

#endif
