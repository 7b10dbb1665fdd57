/// Buffers of lwIP (src/include/lwip/pbuf.h of lwIP 2). All are of the heap, each in one piece.
#ifndef OCEANHIL_LWIP_PBUF_H
#define OCEANHIL_LWIP_PBUF_H

#include "lwip/err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { PBUF_TRANSPORT, PBUF_IP, PBUF_LINK, PBUF_RAW_TX, PBUF_RAW } pbuf_layer;
typedef enum { PBUF_RAM, PBUF_ROM, PBUF_REF, PBUF_POOL } pbuf_type;

#define PBUF_FLAG_PUSH 0x01U

struct pbuf {
    struct pbuf* next;
    void* payload;
    /// Of this one and all that follow.
    u16_t tot_len;
    u16_t len;
    u8_t type_internal;
    u8_t flags;
    u8_t ref;
    u8_t if_idx;
};

/// NULL if there is no memory. `PBUF_REF` and `PBUF_ROM` have none of their own for their bytes.
struct pbuf* pbuf_alloc(pbuf_layer layer, u16_t length, pbuf_type type);
/// Gives how many were freed: the first and those that follow, as far as nobody else holds them.
u8_t pbuf_free(struct pbuf* p);
void pbuf_ref(struct pbuf* p);
/// Appends `tail`, which is the chain's from then on; `pbuf_chain`: and the caller's, too.
void pbuf_cat(struct pbuf* head, struct pbuf* tail);
void pbuf_chain(struct pbuf* head, struct pbuf* tail);
u16_t pbuf_clen(const struct pbuf* p);
u16_t pbuf_copy_partial(const struct pbuf* p, void* data, u16_t length, u16_t offset);
err_t pbuf_take(struct pbuf* p, const void* data, u16_t length);
/// 0 beyond the end.
u8_t pbuf_get_at(const struct pbuf* p, u16_t offset);

#ifdef __cplusplus
}
#endif

#endif
