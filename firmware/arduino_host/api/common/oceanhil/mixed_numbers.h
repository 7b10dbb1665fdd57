/// `min` and `max` of two types that are one on the chips.
///
/// There `uint32_t` is `unsigned long` and `int32_t` is `long`, so that `min(count, 10UL)` has one type; here it has
/// two.
#ifndef OCEANHIL_MIXED_NUMBERS_H
#define OCEANHIL_MIXED_NUMBERS_H

#include <stddef.h>

#include <type_traits>

namespace oceanhil {

template <typename One, typename Other, typename Narrow, typename Wide>
constexpr bool is_pair = (std::is_same_v<One, Narrow> && std::is_same_v<Other, Wide>) ||
                         (std::is_same_v<One, Wide> && std::is_same_v<Other, Narrow>);

template <typename One, typename Other>
using OneOnChip = std::enable_if_t<is_pair<One, Other, int, long> || is_pair<One, Other, unsigned, unsigned long>,
                                   std::common_type_t<One, Other>>;

}  // namespace oceanhil

template <typename One, typename Other>
constexpr oceanhil::OneOnChip<One, Other> min(One one, Other other) {
    using Both = std::common_type_t<One, Other>;
    return static_cast<Both>(other) < static_cast<Both>(one) ? static_cast<Both>(other) : static_cast<Both>(one);
}

template <typename One, typename Other>
constexpr oceanhil::OneOnChip<One, Other> max(One one, Other other) {
    using Both = std::common_type_t<One, Other>;
    return static_cast<Both>(one) < static_cast<Both>(other) ? static_cast<Both>(other) : static_cast<Both>(one);
}

#endif
