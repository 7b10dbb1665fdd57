#include "history.h"

namespace {

constexpr int kTexts = 4;
constexpr int kCalls = 60;

/// One call upon a text, with another text and what else it needs.
struct Call {
    Chance& chance;
    Record& record;
    String& text;
    String& other;
    std::string letters;
    std::string piece;
    unsigned index;
    unsigned end;
};

/// Which requests of the heap may be refused in a call: none in those that make
/// texts only to read them.
enum class Refusal { none, possible };

struct Kind {
    Refusal refusal;
    void (*run)(Call&);
};

int sign_of(int value) { return value < 0 ? -1 : (value > 0 ? 1 : 0); }

bool is_small(double value) { return !(value > 1e9 || value < -1e9); }

void start_at_index(Call& call) {
    const String prefix(call.piece.c_str());
    call.record << (prefix.length() <= call.text.length() ? call.text.startsWith(prefix, call.index) : 2);
}

void replace(Call& call) {
    // Nothing that becomes an occurrence by being replaced.
    static constexpr const char* kReplacements[] = {"", "#", "##", "#####"};
    call.text.replace(String(call.piece.c_str()), String(kReplacements[call.chance.below(4)]));
}

void copy_out(Call& call) {
    char room[12];
    memset(room, '#', sizeof(room));
    call.text.toCharArray(room, call.chance.below(12), call.index);
    call.record.bytes(room, sizeof(room));
}

void empty(Call& call) {
#ifdef ARDUINO_ARCH_RP2040
    call.text = "";
#else
    call.text.clear();
#endif
}

const Kind kKinds[] = {
    {Refusal::possible, [](Call& call) { call.text = call.letters.c_str(); }},
    {Refusal::possible, [](Call& call) { call.text = call.other; }},
    {Refusal::possible, [](Call& call) { call.text = std::move(call.other); }},
    {Refusal::possible, [](Call& call) { call.text = String(call.letters.c_str()); }},
    {Refusal::possible, [](Call& call) { call.text = static_cast<const char*>(nullptr); }},
    {Refusal::possible, [](Call& call) { call.record << call.text.concat(call.letters.c_str()); }},
    {Refusal::possible,
     [](Call& call) { call.record << call.text.concat(call.letters.c_str(), call.letters.size() / 2); }},
    {Refusal::possible, [](Call& call) { call.text += call.other; }},
    {Refusal::possible, [](Call& call) { call.text += 'x'; }},
    {Refusal::possible, [](Call& call) { call.text += static_cast<int>(call.chance.integer()); }},
    {Refusal::possible, [](Call& call) { call.text += static_cast<unsigned>(call.chance.integer()); }},
    {Refusal::possible, [](Call& call) { call.text += static_cast<long>(call.chance.integer()); }},
    {Refusal::possible,
     [](Call& call) { call.text += static_cast<unsigned long>(static_cast<uint32_t>(call.chance.integer())); }},
    {Refusal::possible, [](Call& call) { call.text += static_cast<unsigned char>(call.chance.integer()); }},
    {Refusal::possible,
     [](Call& call) {
         const double value = call.chance.real();
         call.text += static_cast<float>(is_small(value) ? value : 0.5);
     }},
    {Refusal::possible,
     [](Call& call) {
         const double value = call.chance.real();
         call.text += is_small(value) ? value : 0.25;
     }},
    {Refusal::possible, [](Call& call) { call.text = call.text + call.other; }},
    {Refusal::possible, [](Call& call) { call.text = call.other + call.letters.c_str(); }},
    {Refusal::possible,
     [](Call& call) { call.text = call.other + 'c' + static_cast<int>(call.chance.integer()) + F("flash"); }},
    {Refusal::possible,
     [](Call& call) {
         const int value = call.chance.integer();
         call.text = String(value, static_cast<unsigned char>(call.chance.base()));
     }},
    {Refusal::possible,
     [](Call& call) {
         const auto value = static_cast<unsigned>(call.chance.integer());
         call.text = String(value, static_cast<unsigned char>(call.chance.base()));
     }},
    {Refusal::possible,
     [](Call& call) { call.text = String(static_cast<long>(static_cast<int>(call.chance.below(99999)) - 50000), 16); }},
    {Refusal::possible,
     [](Call& call) { call.text = String(static_cast<unsigned long>(call.chance.below(99999)), 2); }},
    {Refusal::possible,
     [](Call& call) {
         const double value = call.chance.real();
         call.text = String(is_small(value) ? value : 0.125, call.index % 12);
     }},
    {Refusal::possible,
     [](Call& call) {
         const double value = call.chance.real();
         call.text = String(static_cast<float>(is_small(value) ? value : 0.75), call.index % 12);
     }},
    {Refusal::possible, [](Call& call) { call.text = String('q'); }},
    {Refusal::possible, [](Call& call) { call.record << call.text.reserve(call.chance.below(200)); }},
    {Refusal::none, [](Call& call) { call.record << sign_of(call.text.compareTo(call.other)); }},
    {Refusal::none, [](Call& call) { call.record << call.text.equals(call.other); }},
    {Refusal::none, [](Call& call) { call.record << (call.text == call.letters.c_str()); }},
    {Refusal::none, [](Call& call) { call.record << call.text.equalsIgnoreCase(call.other); }},
    {Refusal::none, [](Call& call) { call.record << (call.text < call.other) << (call.text >= call.other); }},
    {Refusal::none, [](Call& call) { call.record << call.text.startsWith(call.piece.c_str()); }},
    {Refusal::none, start_at_index},
    {Refusal::none, [](Call& call) { call.record << call.text.endsWith(call.piece.c_str()); }},
    {Refusal::none, [](Call& call) { call.record << call.text.charAt(call.index); }},
    {Refusal::none, [](Call& call) { call.text.setCharAt(call.index, 'Z'); }},
    {Refusal::none, [](Call& call) { call.text[call.index] = 'Y'; }},
    {Refusal::none, copy_out},
    {Refusal::none,
     [](Call& call) { call.record << call.text.indexOf('a') << " " << call.text.indexOf('a', call.index); }},
    {Refusal::none, [](Call& call) { call.record << call.text.indexOf(call.piece.c_str()); }},
    {Refusal::none, [](Call& call) { call.record << call.text.indexOf(String(call.piece.c_str()), call.index); }},
    {Refusal::none,
     [](Call& call) { call.record << call.text.lastIndexOf('a') << " " << call.text.lastIndexOf('a', call.index); }},
    {Refusal::none, [](Call& call) { call.record << call.text.lastIndexOf(String(call.piece.c_str())); }},
    {Refusal::none, [](Call& call) { call.record << call.text.lastIndexOf(String(call.piece.c_str()), call.index); }},
    {Refusal::none, [](Call& call) { call.record << call.text.substring(call.index); }},
    {Refusal::none, [](Call& call) { call.record << call.text.substring(call.index, call.end); }},
    {Refusal::none, [](Call& call) { call.text.replace('a', 'b'); }},
    {Refusal::none, replace},
    {Refusal::none, [](Call& call) { call.text.remove(call.index); }},
    {Refusal::none, [](Call& call) { call.text.remove(call.index, call.end); }},
    {Refusal::none, [](Call& call) { call.text.toLowerCase(); }},
    {Refusal::none, [](Call& call) { call.text.toUpperCase(); }},
    {Refusal::none, [](Call& call) { call.text.trim(); }},
    {Refusal::none, [](Call& call) { call.record << call.text.toInt(); }},
    {Refusal::none, [](Call& call) { call.record.real(call.text.toFloat()); }},
    {Refusal::none, empty},
};
constexpr uint32_t kKindCount = sizeof(kKinds) / sizeof(kKinds[0]);

}  // namespace

std::string string_history(uint32_t seed) {
    Chance chance(seed);
    Record record;
    String texts[kTexts];
    for (int number = 0; number < kCalls; ++number) {
        const uint32_t kind = chance.below(kKindCount);
        const uint32_t at = chance.below(kTexts);
        const uint32_t other = (at + 1 + chance.below(kTexts - 1)) % kTexts;
        const std::string letters = chance.text();
        const std::string piece = chance.piece();
        Call call{chance, record, texts[at], texts[other], letters, piece, chance.below(20), chance.below(20)};
        const int refused = chance.one_in(25) ? static_cast<int>(chance.below(2)) : -1;
        record << static_cast<long long>(kind) << " " << static_cast<long long>(at) << ": ";
        {
            const WatchedHeap heap(record, kKinds[kind].refusal == Refusal::possible ? refused : -1);
            kKinds[kind].run(call);
        }
        for (const String& text : texts) {
            record << text;
        }
        record << "\n";
    }
    return record.text();
}
