#include <lwip/pbuf.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>

extern "C" {

struct pbuf* pbuf_alloc(pbuf_layer, u16_t length, pbuf_type type) {
    const bool has_room = type == PBUF_RAM || type == PBUF_POOL;
    auto* const made = static_cast<pbuf*>(malloc(sizeof(pbuf) + (has_room ? length : 0)));
    if (made != nullptr) {
        *made = {nullptr, has_room ? made + 1 : nullptr, length, length, static_cast<u8_t>(type), 0, 1, 0};
    }
    return made;
}

u8_t pbuf_free(struct pbuf* p) {
    u8_t freed = 0;
    while (p != nullptr && --p->ref == 0) {
        pbuf* const next = p->next;
        free(p);
        p = next;
        ++freed;
    }
    return freed;
}

void pbuf_ref(struct pbuf* p) {
    if (p != nullptr) {
        ++p->ref;
    }
}

void pbuf_cat(struct pbuf* head, struct pbuf* tail) {
    pbuf* last = head;
    while (last->next != nullptr) {
        last->tot_len = static_cast<u16_t>(last->tot_len + tail->tot_len);
        last = last->next;
    }
    last->tot_len = static_cast<u16_t>(last->tot_len + tail->tot_len);
    last->next = tail;
}

void pbuf_chain(struct pbuf* head, struct pbuf* tail) {
    pbuf_cat(head, tail);
    pbuf_ref(tail);
}

u16_t pbuf_clen(const struct pbuf* p) {
    u16_t count = 0;
    for (; p != nullptr; p = p->next) {
        ++count;
    }
    return count;
}

u16_t pbuf_copy_partial(const struct pbuf* p, void* data, u16_t length, u16_t offset) {
    u16_t copied = 0;
    for (; p != nullptr && copied < length; p = p->next) {
        if (offset >= p->len) {
            offset = static_cast<u16_t>(offset - p->len);
            continue;
        }
        const auto count = std::min<u16_t>(static_cast<u16_t>(p->len - offset), static_cast<u16_t>(length - copied));
        memcpy(static_cast<uint8_t*>(data) + copied, static_cast<const uint8_t*>(p->payload) + offset, count);
        copied = static_cast<u16_t>(copied + count);
        offset = 0;
    }
    return copied;
}

err_t pbuf_take(struct pbuf* p, const void* data, u16_t length) {
    if (p == nullptr || p->tot_len < length) {
        return p == nullptr ? ERR_ARG : ERR_MEM;
    }
    const auto* from = static_cast<const uint8_t*>(data);
    for (; length > 0; p = p->next) {
        const u16_t count = std::min(p->len, length);
        memcpy(p->payload, from, count);
        from += count;
        length = static_cast<u16_t>(length - count);
    }
    return ERR_OK;
}

u8_t pbuf_get_at(const struct pbuf* p, u16_t offset) {
    u8_t found = 0;
    pbuf_copy_partial(p, &found, 1, offset);
    return found;
}
}
