/// States of a connection (src/include/lwip/tcpbase.h of lwIP 2).
#ifndef OCEANHIL_LWIP_TCPBASE_H
#define OCEANHIL_LWIP_TCPBASE_H

enum tcp_state {
    CLOSED = 0,
    LISTEN = 1,
    SYN_SENT = 2,
    SYN_RCVD = 3,
    ESTABLISHED = 4,
    FIN_WAIT_1 = 5,
    FIN_WAIT_2 = 6,
    CLOSE_WAIT = 7,
    CLOSING = 8,
    LAST_ACK = 9,
    TIME_WAIT = 10
};

#endif
