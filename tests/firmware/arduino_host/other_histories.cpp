#include "history.h"

namespace {

constexpr int kCalls = 40;
constexpr unsigned long kShortMs = 5;

/// Takes all, but for one byte that it may refuse.
class Sink : public Print {
  public:
    explicit Sink(int refused) : until_refused_(refused) {}
    using Print::write;
    size_t write(uint8_t octet) override {
        if (until_refused_ >= 0 && until_refused_-- == 0) {
            return 0;
        }
        taken_ += static_cast<char>(octet);
        return 1;
    }
    const std::string& taken() const { return taken_; }

  private:
    int until_refused_;
    std::string taken_;
};

class Source : public Stream {
  public:
    void add(const std::string& text) { text_ += text; }
    size_t at() const { return at_; }
    int available() override { return static_cast<int>(text_.size() - at_); }
    int peek() override { return at_ < text_.size() ? static_cast<unsigned char>(text_[at_]) : -1; }
    int read() override {
        const int octet = peek();
        at_ += octet < 0 ? 0 : 1;
        return octet;
    }
    size_t write(uint8_t) override { return 1; }
    void flush() override {}

  private:
    std::string text_;
    size_t at_ = 0;
};

size_t print_integer(Chance& chance, Print& print) {
    const int32_t value = chance.integer();
    const int base = chance.base();
    const long long large = static_cast<long long>(value) * 1000000007;
    switch (chance.below(7)) {
        case 0:
            return print.print(static_cast<int>(value), base);
        case 1:
            return print.print(static_cast<unsigned>(value), base);
        case 2:
            return print.print(static_cast<long>(value), base);
        case 3:
            return print.print(static_cast<unsigned long>(static_cast<uint32_t>(value)), base);
        case 4:
            return print.print(static_cast<unsigned char>(value), base);
        case 5:
            return print.println(static_cast<int>(value), base);
        default:
            // In several writes on one core, so that nothing may be refused.
            return print.print(static_cast<int>(large % 1000), base);
    }
}

size_t print_large(Chance& chance, Print& print) {
    const long long large = static_cast<long long>(chance.integer()) * 1000000007;
    const int base = chance.base();
    return chance.one_in(2) ? print.print(large, base) : print.print(static_cast<unsigned long long>(large), base);
}

size_t print_real(Chance& chance, Print& print) {
    const double value = chance.real();
    const auto decimals = static_cast<int>(chance.below(14));
    return chance.one_in(3) ? print.println(value) : print.print(value, decimals);
}

size_t print_text(Chance& chance, Print& print) {
    const std::string text = chance.text();
    switch (chance.below(4)) {
        case 0:
            return print.println(String(text.c_str()));
        case 1:
            return print.println(text.c_str());
        case 2:
            return print.print(reinterpret_cast<const __FlashStringHelper*>(text.c_str()));
        default:
            return print.println('c');
    }
}

size_t print_format(Chance& chance, Print& print) {
    const std::string text = chance.text();
    const int value = chance.integer();
    return print.printf("%d|%s|%5.1f|%lu|%x", value, text.c_str(), chance.real(),
                        static_cast<unsigned long>(static_cast<uint32_t>(value)), static_cast<unsigned>(value));
}

std::string any_words(Chance& chance) {
    switch (chance.below(4)) {
        case 0:
            return chance.text();
        case 1:
            return std::to_string(chance.integer());
        case 2:
            return std::to_string(chance.integer()) + "." + std::to_string(chance.below(1000)) + ",";
        default:
            return chance.piece() + "," + static_cast<char>(chance.below(256));
    }
}

void read_bytes(Chance& chance, Source& source, Record& record) {
    char room[20];
    const size_t most = chance.below(19);
    const size_t count = chance.one_in(2) ? source.readBytes(room, most) : source.readBytesUntil(',', room, most);
    record.bytes(room, count);
}

/// What only one core has.
void read_specially(Chance& chance, Source& source, Record& record) {
#if defined(ARDUINO_ARCH_RP2040)
    const auto lookahead = static_cast<LookaheadMode>(chance.below(3));
    record << source.parseInt(lookahead, chance.one_in(2) ? ',' : '\x01');
#elif defined(ESP8266)
    const std::string end = chance.piece();
    record << source.readStringUntil(end.empty() ? "x" : end.c_str(), 1 + chance.below(2));
#else
    (void)chance;
    record << source.available();
#endif
}

void read_something(Chance& chance, Source& source, Record& record) {
    const std::string one = chance.piece();
    const std::string other = chance.piece();
    switch (chance.below(9)) {
        case 0:
            record << source.parseInt();
            break;
        case 1:
            record.real(source.parseFloat());
            break;
        case 2:
            record << source.find(one.c_str());
            break;
        case 3:
            record << source.find(one.c_str(), one.size());
            break;
        case 4:
            record << source.findUntil(one.c_str(), other.c_str());
            break;
        case 5:
            read_bytes(chance, source, record);
            break;
        case 6:
            record << source.readStringUntil('a');
            break;
        case 7:
            record << source.find('b');
            break;
        default:
            read_specially(chance, source, record);
    }
}

}  // namespace

std::string print_history(uint32_t seed) {
    Chance chance(seed);
    Record record;
    for (int number = 0; number < kCalls; ++number) {
        const uint32_t kind = chance.below(5);
        Sink sink(kind < 2 && chance.one_in(6) ? static_cast<int>(chance.below(6)) : -1);
        static constexpr size_t (*kKinds[])(Chance&, Print&) = {print_integer, print_text, print_large, print_real,
                                                                print_format};
        const size_t written = kKinds[kind](chance, sink);
        record << static_cast<long long>(kind) << " " << static_cast<long long>(written) << " ";
        record.bytes(sink.taken().data(), sink.taken().size());
        record << "\n";
    }
    return record.text();
}

std::string stream_history(uint32_t seed) {
    Chance chance(seed);
    Record record;
    Source source;
    source.setTimeout(kShortMs);
    for (int number = 0; number < kCalls; ++number) {
        if (number < kCalls / 4 || chance.one_in(8)) {
            source.add(any_words(chance));
        }
        read_something(chance, source, record);
        record << " @" << static_cast<long long>(source.at()) << "\n";
    }
    StreamString kept;
    kept.print(chance.integer());
    kept.print(chance.text().c_str());
    record << kept.read() << " " << kept.peek() << " " << kept.available() << static_cast<const String&>(kept) << "\n";
    return record.text();
}

std::string number_history(uint32_t seed) {
    Chance chance(seed);
    Record record;
    randomSeed(seed + 1);
    for (int number = 0; number < kCalls; ++number) {
        const auto begin = static_cast<long>(chance.below(100));
        const auto end = begin + 1 + static_cast<long>(chance.below(100));
        const auto value = static_cast<long>(chance.below(1000));
        record << map(value, begin, end, static_cast<long>(chance.below(500)), 5000) << "\n";
        const auto most = 1 + static_cast<long>(chance.below(1000));
#ifdef ESP32
        // What `random` of that core's second version gives is another matter.
        record << most << "\n";
#else
        record << random(most) << " " << random(-5, end) << "\n";
#endif
    }
    return record.text();
}
