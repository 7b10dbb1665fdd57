/// What `picotool info` reads of a program (pico-sdk, src/common/pico_binary_info). There is no image to be read: what is said is
/// checked by the compiler, takes no memory, and shows nowhere.
///
/// Missing: pins by masks, groups, blocks of flash, lists of integers, tags of one's own.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
#define bi_decl(what) static_assert((what) > 0, "")
#else
#define bi_decl(what) _Static_assert((what) > 0, "")
#endif
#define bi_decl_if_func_used(what) ((void)(what))

// The size of an expression is a constant, and the expression is only looked at.
#define bi_program_name(name) sizeof(name)
#define bi_program_description(description) sizeof(description)
#define bi_program_version_string(version) sizeof(version)
#define bi_program_build_date_string(date) sizeof(date)
#define bi_program_url(url) sizeof(url)
#define bi_program_feature(feature) sizeof(feature)
#define bi_program_build_attribute(attribute) sizeof(attribute)
#define bi_1pin_with_func(p0, func) sizeof((p0) + (func))
#define bi_2pins_with_func(p0, p1, func) sizeof((p0) + (p1) + (func))
#define bi_3pins_with_func(p0, p1, p2, func) sizeof((p0) + (p1) + (p2) + (func))
#define bi_4pins_with_func(p0, p1, p2, p3, func) sizeof((p0) + (p1) + (p2) + (p3) + (func))
#define bi_1pin_with_name(p0, name) (sizeof(p0) + sizeof(name))
#define bi_2pins_with_names(p0, name0, p1, name1) (sizeof((p0) + (p1)) + sizeof(name0) + sizeof(name1))
#define bi_3pins_with_names(p0, name0, p1, name1, p2, name2) \
    (bi_2pins_with_names(p0, name0, p1, name1) + bi_1pin_with_name(p2, name2))
#define bi_4pins_with_names(p0, name0, p1, name1, p2, name2, p3, name3) \
    (bi_2pins_with_names(p0, name0, p1, name1) + bi_2pins_with_names(p2, name2, p3, name3))
