/// What a board may pretend to be wrong with it: `python -m tools.tables` writes this file from
/// protocol/board_faults.py, which says what each fault is.
#ifndef OCEANREMOTE_FAULTS_H
#define OCEANREMOTE_FAULTS_H

// clang-format off
typedef enum or_clock_fault {
    OR_CLOCK_SOUND = 0,
    OR_CLOCK_SIGNED_32_BIT = 1,
    OR_CLOCK_NTP_ERA_0 = 2
} or_clock_fault;

/// Calls `row` for each: its constant, and its word in the agent protocol.
#define OR_EACH_CLOCK_FAULT(row) \
    row(OR_CLOCK_SIGNED_32_BIT, "signed-32-bit") \
    row(OR_CLOCK_NTP_ERA_0, "ntp-era-0")

typedef enum or_mac_fault {
    OR_MAC_SOUND = 0,
    OR_MAC_UNREADABLE = 1,
    OR_MAC_BAD_CRC = 2
} or_mac_fault;

/// Calls `row` for each: its constant, and its word in the agent protocol.
#define OR_EACH_MAC_FAULT(row) \
    row(OR_MAC_UNREADABLE, "unreadable") \
    row(OR_MAC_BAD_CRC, "bad-crc")

// clang-format on

#endif
