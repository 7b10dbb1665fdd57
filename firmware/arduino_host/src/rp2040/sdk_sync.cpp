// Mutexes and queues of pico-sdk 2. Facts: src/common/pico_sync/mutex.c, src/common/pico_util/queue.c.
#include <Arduino.h>
#include <machine.h>
#include <pico/mutex.h>
#include <pico/util/queue.h>
#include <string.h>

namespace machine = oceanhil::machine;

namespace {

constexpr int8_t kNobody = -1;

uint8_t* queue_item(queue_t* q, uint place) { return q->data + (q->first + place) % q->element_count * q->element_size; }

template <typename IsDone>
bool wait_until(absolute_time_t until, IsDone is_done) {
    while (!is_done()) {
        if (machine::micros() >= until) {
            return false;
        }
        yield();
        machine::wait_us(1);
    }
    return true;
}

}  // namespace

extern "C" {

void mutex_init(mutex_t* mtx) { *mtx = {true, kNobody, 0}; }

bool mutex_try_enter(mutex_t* mtx, uint32_t* owner_out) {
    if (mtx->owner != kNobody) {
        if (owner_out != nullptr) {
            *owner_out = static_cast<uint32_t>(mtx->owner);
        }
        return false;
    }
    mtx->owner = static_cast<int8_t>(RP2040::cpuid());
    return true;
}

bool mutex_enter_block_until(mutex_t* mtx, absolute_time_t until) {
    return wait_until(until, [mtx] { return mutex_try_enter(mtx, nullptr); });
}

void mutex_enter_blocking(mutex_t* mtx) { mutex_enter_block_until(mtx, at_the_end_of_time); }

bool mutex_enter_timeout_us(mutex_t* mtx, uint32_t timeout_us) {
    return mutex_enter_block_until(mtx, make_timeout_time_us(timeout_us));
}

bool mutex_enter_timeout_ms(mutex_t* mtx, uint32_t timeout_ms) {
    return mutex_enter_block_until(mtx, make_timeout_time_ms(timeout_ms));
}

void mutex_exit(mutex_t* mtx) { mtx->owner = kNobody; }

void recursive_mutex_init(recursive_mutex_t* mtx) { mutex_init(mtx); }

bool recursive_mutex_try_enter(recursive_mutex_t* mtx, uint32_t* owner_out) {
    const bool is_own = mtx->owner == static_cast<int8_t>(RP2040::cpuid());
    if (!is_own && !mutex_try_enter(mtx, owner_out)) {
        return false;
    }
    ++mtx->enter_count;
    return true;
}

void recursive_mutex_enter_blocking(recursive_mutex_t* mtx) {
    wait_until(at_the_end_of_time, [mtx] { return recursive_mutex_try_enter(mtx, nullptr); });
}

void recursive_mutex_exit(recursive_mutex_t* mtx) {
    if (--mtx->enter_count == 0) {
        mtx->owner = kNobody;
    }
}

void queue_init(queue_t* q, uint element_size, uint element_count) {
    *q = {static_cast<uint8_t*>(calloc(element_count, element_size)), 0, 0, static_cast<uint16_t>(element_size),
          static_cast<uint16_t>(element_count)};
}

void queue_free(queue_t* q) {
    free(q->data);
    q->data = nullptr;
}

uint queue_get_level(queue_t* q) { return q->count; }

bool queue_try_add(queue_t* q, const void* data) {
    if (q->count == q->element_count) {
        return false;
    }
    memcpy(queue_item(q, q->count), data, q->element_size);
    ++q->count;
    return true;
}

bool queue_try_peek(queue_t* q, void* data) {
    if (q->count == 0) {
        return false;
    }
    if (data != nullptr) {
        memcpy(data, queue_item(q, 0), q->element_size);
    }
    return true;
}

bool queue_try_remove(queue_t* q, void* data) {
    if (!queue_try_peek(q, data)) {
        return false;
    }
    q->first = static_cast<uint16_t>((q->first + 1) % q->element_count);
    --q->count;
    return true;
}

void queue_add_blocking(queue_t* q, const void* data) {
    wait_until(at_the_end_of_time, [q, data] { return queue_try_add(q, data); });
}

void queue_remove_blocking(queue_t* q, void* data) {
    wait_until(at_the_end_of_time, [q, data] { return queue_try_remove(q, data); });
}

void queue_peek_blocking(queue_t* q, void* data) {
    wait_until(at_the_end_of_time, [q, data] { return queue_try_peek(q, data); });
}

}  // extern "C"
