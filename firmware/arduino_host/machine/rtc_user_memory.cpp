#include <string.h>

#include <algorithm>

#include "board_time.h"
#include "boot.h"
#include "link.h"

namespace oceanhil::machine {

namespace {

enum class RtcCall : uint8_t { read = 1, write = 2 };

link::Answer ask_rtc(RtcCall call, uint32_t word, const void* data, size_t bytes) {
    return link::ask(link::Ask::rtc, present_us(), {{&call, sizeof call}, {&word, sizeof word}, {data, bytes}});
}

}  // namespace

bool rtc_read(uint32_t word, void* data, size_t bytes) {
    const auto wanted = static_cast<uint32_t>(bytes);
    const link::Answer answer = ask_rtc(RtcCall::read, word, &wanted, sizeof wanted);
    memcpy(data, answer.data, std::min(answer.size, bytes));
    return answer.status == 0;
}

bool rtc_write(uint32_t word, const void* data, size_t bytes) {
    return ask_rtc(RtcCall::write, word, data, bytes).status == 0;
}

}  // namespace oceanhil::machine
