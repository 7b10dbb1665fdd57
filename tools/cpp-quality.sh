#!/usr/bin/env bash
# Judges the C++ of the firmware:
#   cpp-quality.sh                    clang-tidy and cppcheck over everything, in about half a minute
#   cpp-quality.sh format             the layout, with clang-format 14; other versions lay out a little otherwise
#   cpp-quality.sh fuzz [SECONDS]     libFuzzer on each reader of the core, so many seconds each (30)
#   cpp-quality.sh sanitize [OPTION]… `oceanhil run --world native` on a core with sanitizers
# A tool that is missing is named with the Debian package that has it, and that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly PYTHON=.venv/bin/python
readonly READERS=(fuzz_reply fuzz_record fuzz_agent)
readonly ARDUINO=firmware/arduino/libraries/OceanRemote/src
readonly FOLDERS=(firmware/core firmware/host firmware/freestanding firmware/bare firmware/qemu_lx106 firmware/rp2040_bare
    "$ARDUINO"/port)
readonly INCLUDES="-Ifirmware/core/include -Ifirmware/core/src"
readonly LANGUAGE="-std=c++17 -fno-exceptions -fno-rtti -Wall -Wextra -Wconversion -Wshadow -Wold-style-cast $INCLUDES"
# Clang does not know the lx106; what it sees of that port is the same on another processor of 32 bits.
readonly BARE="--target=arm-none-eabi -mcpu=cortex-m0plus -mthumb -ffreestanding -isystem /usr/lib/arm-none-eabi/include"

# How Arduino's own objects (ESP, WiFi) are used, whatever of them is static.
readonly ARDUINO_LANGUAGE="${LANGUAGE/c++17/gnu++17} -I$ARDUINO -isystem tests/firmware/arduino_api/common"
readonly ARDUINO_CHECKS=-readability-static-accessed-through-instance

say() { printf '%s\n' "$*" >&2; }

need() {
    [ -e "$1" ] || command -v "$1" >/dev/null 2>&1 || { say "'$1' is missing; install the package '$2'"; exit 1; }
}

files_in() { find "$@" -name node_modules -prune -o -name tests -prune -o -name '*.cpp' -print | sort; }

tidy() {
    local flags=$1
    shift
    files_in "$@" | FLAGS=$flags CHECKS=${CHECKS:-} xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 8 \
        sh -c 'exec clang-tidy --quiet --checks="$CHECKS" "$@" -- $FLAGS' sh 2>&1 |
        sed '/ warnings\{0,1\} generated\.$/d'
}

# The Arduino port, as each of its three cores sees it; their headers are those that the tests declare.
tidy_arduino() {
    local core
    for core in 'esp8266 -DESP8266' 'esp32 -DESP32 -DCONFIG_IDF_TARGET="esp32"' 'rp2040 -DARDUINO_ARCH_RP2040'; do
        CHECKS=$ARDUINO_CHECKS tidy "$ARDUINO_LANGUAGE -isystem tests/firmware/arduino_api/$core" "$ARDUINO"/port
    done
}

static_checks() {
    need clang-tidy clang-tidy
    need cppcheck cppcheck
    need /usr/lib/arm-none-eabi/include libnewlib-dev
    tidy "$LANGUAGE" firmware/core firmware/host
    tidy "$LANGUAGE $BARE" firmware/freestanding firmware/bare firmware/rp2040_bare firmware/qemu_lx106
    tidy_arduino
    say "clang-tidy: clean"
    # shellcheck disable=SC2086 - several words
    cppcheck --quiet --std=c++17 --language=c++ --enable=warning,style,performance,portability --error-exitcode=1 \
        --suppressions-list=firmware/.cppcheck-suppressions -DESP8266 -UESP32 -UARDUINO_ARCH_RP2040 $INCLUDES -I"$ARDUINO" -i firmware/core/tests \
        -i firmware/rp2040_bare/runner "${FOLDERS[@]}"
    say "cppcheck: clean"
}

format() {
    local program
    program=$(command -v clang-format-14 || echo clang-format)
    need "$program" clang-format-14
    find "${FOLDERS[@]}" firmware/arduino_host -name node_modules -prune -o \( -name '*.cpp' -o -name '*.h' \) -print |
        xargs "$program" --dry-run --Werror
    say "clang-format: clean"
}

fuzz() {
    local seconds=${1:-30} reader program
    need clang++ clang
    mkdir -p reports/fuzz
    for reader in "${READERS[@]}"; do
        program=$(CXX=clang++ "$PYTHON" -c "
from oceanhil.firmware.build import BuildError, build, fuzzer
try:
    print(build(fuzzer('$reader', engine=True)))
except BuildError as error:
    raise SystemExit(f'{error}\nlibFuzzer and the sanitizers of clang are in the package libclang-rt-dev')
")
        mkdir -p "reports/fuzz/$reader"
        # What is found goes into the first folder; the seeds are only read.
        "$program" -max_total_time="$seconds" -timeout=10 -max_len=8192 -verbosity=0 -print_final_stats=1 \
            -artifact_prefix="reports/fuzz/$reader-" "reports/fuzz/$reader" "firmware/core/fuzz/seeds/$reader" 2>&1 |
            sed -e '/^###### Rec/,/^###### End/d' -e '/^stat::\(number_of_executed_units\|peak_rss_mb\)/!{/^stat::/d}' >&2
        say "$reader: nothing found in $seconds s"
    done
}

sanitize() {
    local compiler=${CXX:-g++} runtime
    need "$compiler" g++
    runtime=$("$compiler" -print-file-name=libasan.so)
    # Python itself is not sanitized, so the runtime must be loaded first, and what Python keeps is no leak.
    export OCEANHIL_FIRMWARE_FLAGS="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    export CXX=$compiler LD_PRELOAD=$runtime ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
    .venv/bin/oceanhil run --world native "$@"
}

case ${1:-} in
    '') static_checks ;;
    format) format ;;
    fuzz) shift && fuzz "$@" ;;
    sanitize) shift && sanitize "$@" ;;
    *) say "'$1' is no task; see the head of $0" && exit 2 ;;
esac
