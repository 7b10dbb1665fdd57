#if __has_include(<FS.h>) && __has_include("oceanhil/tls_habits.h")
#include "oceanhil/cert_store.h"

namespace {

// Of an archive made by ar(1): its first line, and the head of each file in it with the file's length.
constexpr const char* kMagic = "!<arch>\n";
constexpr size_t kMagicBytes = 8;
constexpr size_t kHeadBytes = 60;
constexpr size_t kLengthAt = 48;
constexpr size_t kLengthDigits = 10;

bool is_archive(fs::File& file) {
    char begin[kMagicBytes] = {};
    return file && file.readBytes(begin, kMagicBytes) == kMagicBytes && memcmp(begin, kMagic, kMagicBytes) == 0;
}

}  // namespace

namespace BearSSL {

int CertStore::initCertStore(fs::FS& fs, const char* indexFileName, const char* dataFileName) {
    (void)indexFileName;
    count_ = 0;
    fs::File file = fs.open(dataFileName, "r");
    char head[kHeadBytes + 1] = {};
    if (!is_archive(file)) {
        return 0;
    }
    for (size_t at = kMagicBytes; file.seek(at) && file.readBytes(head, kHeadBytes) == kHeadBytes;) {
        head[kLengthAt + kLengthDigits] = 0;
        const auto length = static_cast<size_t>(atol(head + kLengthAt));
        at += kHeadBytes + length + length % 2;
        ++count_;
    }
    return static_cast<int>(count_);
}

}  // namespace BearSSL
#endif
