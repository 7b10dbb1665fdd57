/* Start-up of an lx106 (Xtensa, call0 ABI, no register windows) under QEMU's lx60 board.
 *
 * The core starts at 0x50000000, its system ROM, whatever the ELF header names as entry. Vector offsets from VECBASE:
 * debug 0x10, NMI 0x20, kernel 0x30, user 0x50, double exception 0x70 (Xtensa ISA, and QEMU's core description).
 */
    .section .reset, "ax"
    .global _reset
_reset:
    j       to_start
    .balign 4
    .literal_position
to_start:
    movi    a0, _start
    jx      a0

    .section .text.start, "ax"
    .literal_position
    .balign 4
    .global _start
_start:
    movi    a1, __stack
    movi    a2, vectors
    wsr     a2, vecbase
    movi    a2, 0
    wsr     a2, intenable
    movi    a2, 0x20                /* PS.UM: exceptions take the user vector, all interrupts may come */
    wsr     a2, ps
    rsync
    movi    a2, __bss_start
    movi    a3, __bss_end
    movi    a4, 0
clear:
    bgeu    a2, a3, cleared
    s32i    a4, a2, 0
    addi    a2, a2, 4
    j       clear
cleared:
    movi    a0, run
    callx0  a0
halt:
    j       halt

/* void wait_for_interrupt(uint32_t mask, uint32_t until_ccount): sleep until an interrupt of the mask, or CCOMPARE0.
 * The level is raised first: an interrupt between unmasking and `waiti` would be taken before the core sleeps. */
    .balign 4
    .global wait_for_interrupt
wait_for_interrupt:
    rsil    a4, 1
    wsr     a3, ccompare0           /* also clears its interrupt */
    rsr     a5, ccount
    sub     a5, a3, a5
    bltz    a5, is_past
    wsr     a2, intenable
    rsync
    waiti   0
    ret
is_past:
    wsr     a4, ps
    rsync
    ret

    .section .text.vectors, "ax"
    .balign 256
vectors:
    .org    vectors + 0x10
    j       crash
    .org    vectors + 0x20
    j       crash
    .org    vectors + 0x30
    j       level_1
    .org    vectors + 0x50
    j       level_1
    .org    vectors + 0x70
    j       crash
    .balign 4
/* An interrupt only has to wake the core: forbid all and go back, who rests looks at the devices itself. */
level_1:
    wsr     a0, excsave1
    rsr     a0, exccause
    bnei    a0, 4, crash
    movi    a0, 0
    wsr     a0, intenable
    rsync
    rsr     a0, excsave1
    rfe
    .balign 4
    .literal_position
crash:
    rsr     a2, exccause
    rsr     a3, epc1
    rsr     a4, excvaddr
    mov     a5, a1                  /* what is on the stack is printed, so it stays */
    movi    a0, crashed
    callx0  a0
    j       halt
