/// The words of Xtensa's assembler that libraries write between C: reading the counter of cycles, turning interrupts off
/// and on again, and waiting for what was read or written. Facts: Xtensa Instruction Set Architecture Reference Manual,
/// "RSR", "RSIL", "WSR", "ESYNC".
///
/// Each is a macro of this machine's assembler that calls what stands in C. Any other word, and any other special
/// register, is an error of the assembler with the line that has it.
#ifndef OCEANHIL_XTENSA_WORDS_H
#define OCEANHIL_XTENSA_WORDS_H

#if defined(__i386__)

// clang-format off
#define OCEANHIL_CALLED_FROM_ASSEMBLER(function)                        \
    "leal -4(%esp), %esp\n"                                             \
    "pushfl\n pushl %eax\n"                                             \
    "call " #function "\n"                                              \
    "movl %eax, 8(%esp)\n"                                              \
    "popl %eax\n popfl\n"

__asm__(
    ".macro rsr to, special\n"
    ".ifnc \\special,ccount\n"
    ".error \"rsr of \\special: of an ESP8266's special registers only ccount is simulated\"\n"
    ".endif\n"
    OCEANHIL_CALLED_FROM_ASSEMBLER(oceanhil_asm_ccount)
    "popl \\to\n"
    ".endm\n"
    ".macro rsil to, level\n"
    "pushl $\\level\n"
    OCEANHIL_CALLED_FROM_ASSEMBLER(oceanhil_asm_rsil)
    "popl \\to\n"
    "leal 4(%esp), %esp\n"
    ".endm\n"
    ".macro wsr from, special\n"
    ".ifnc \\special,ps\n"
    ".error \"wsr of \\special: of an ESP8266's special registers only ps can be written\"\n"
    ".endif\n"
    "pushl \\from\n"
    OCEANHIL_CALLED_FROM_ASSEMBLER(oceanhil_asm_wsr_ps)
    "leal 8(%esp), %esp\n"
    ".endm\n"
    ".macro esync\n.endm\n"
    ".macro isync\n.endm\n"
    ".macro rsync\n.endm\n"
    ".macro dsync\n.endm\n"
    ".macro memw\n.endm\n");
// clang-format on

#endif

#endif
