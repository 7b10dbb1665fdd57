#include "console.h"

namespace oceanremote {

namespace {

constexpr const char* kTemplates[] = {
#define OR_LINE(name, text) text,
#include "lines.def"
#undef OR_LINE
};
constexpr size_t kLongestNumber = 21;

}  // namespace

void Console::say(Line line, View first, View second) {
    Text<kLongestLine> text;
    View next = first;
    for (const char* at = kTemplates[static_cast<size_t>(line)]; *at != 0; ++at) {
        if (at[0] == '{' && at[1] == '}') {
            text.writer().put(next);
            next = second;
            ++at;
        } else {
            text.writer().put(*at);
        }
    }
    text.writer().put('\n');
    print(text.view());
}

void Console::say_number(Line line, int64_t number) {
    Text<kLongestNumber> text;
    text.writer().put_signed(number);
    say(line, text.view());
}

void Console::say_difference(Line line, int64_t number) {
    Text<kLongestNumber> text;
    text.writer().put_with_sign(number);
    say(line, text.view());
}

void Console::print(View text) { board_.console_write(board_.context, text.data, text.bytes); }

}  // namespace oceanremote
