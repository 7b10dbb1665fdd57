#include "pace.h"

#include "machine.h"
#include "sentence.h"
#include "text.h"

namespace pace {
namespace {

constexpr int enquiry = 0x05;
constexpr int no_byte = -1;

/// A question as it comes in, byte by byte.
struct Question {
    uint32_t number;
    uint64_t granted_us;
    bool is_in_number;
};

enum class Asking { no, coming_in, granted, to_be_answered };

bool is_time_held;
uint64_t held_us;
Question question;
Asking asking = Asking::no;

void take(int byte) {
    if (byte == ',') {
        question.is_in_number = false;
    } else if (byte < '0' || byte > '9') {
        asking = Asking::granted;
    } else if (question.is_in_number) {
        question.number = question.number * 10 + static_cast<uint32_t>(byte - '0');
    } else {
        question.granted_us = question.granted_us * 10 + static_cast<uint64_t>(byte - '0');
    }
}

void answer(uint64_t wanted_us) {
    asking = Asking::no;
    bare::Text<48> words;
    words.add("REST,");
    words.add_number(question.number);
    if (wanted_us != for_ever) {
        words.add(",");
        words.add_number(wanted_us);
    }
    bare::send_event(words.data(), words.size());
}

}  // namespace

void begin() {
    is_time_held = machine::held_time_strap();
    asking = is_time_held ? Asking::to_be_answered : Asking::no;
}

bool is_held() { return is_time_held; }

uint64_t uptime_us() { return is_time_held ? held_us : machine::uptime_us(); }

void rest(uint64_t duration_us) {
    if (asking == Asking::granted) {
        held_us += question.granted_us;
        asking = Asking::to_be_answered;
        return;
    }
    if (asking == Asking::to_be_answered) {
        answer(duration_us);
    }
    machine::rest(is_time_held ? for_ever : duration_us);
}

int read() {
    while (asking != Asking::granted) {
        const int byte = machine::console_read();
        if (byte == no_byte || !is_time_held) {
            return byte;
        }
        if (byte == enquiry) {
            question = {0, 0, true};
            asking = Asking::coming_in;
        } else if (asking == Asking::coming_in) {
            take(byte);
        } else {
            return byte;
        }
    }
    return no_byte;
}

void die() {
    if (!is_time_held) {
        machine::die();
    }
    for (;;) {
        rest(for_ever);
        while (read() != no_byte) {
        }
    }
}

}  // namespace pace
