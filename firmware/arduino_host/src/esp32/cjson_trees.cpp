// Items of cJSON.h with all that is in them: duplicated, and compared.
#include <float.h>
#include <math.h>
#include <string.h>

#include "cjson_parts.h"

namespace oceanhil::cjson {

namespace {

bool copy_texts(const cJSON& from, cJSON& to) {
    if (from.valuestring != nullptr) {
        to.valuestring = copy_of(from.valuestring);
        if (to.valuestring == nullptr) {
            return false;
        }
    }
    if (from.string != nullptr) {
        to.string = (from.type & cJSON_StringIsConst) != 0 ? from.string : copy_of(from.string);
        return to.string != nullptr;
    }
    return true;
}

cJSON* duplicate(const cJSON& item, bool is_whole, int depth);

bool duplicate_children(const cJSON& from, cJSON& to, int depth) {
    for (const cJSON* each = from.child; each != nullptr; each = each->next) {
        cJSON* const copy = depth < CJSON_CIRCULAR_LIMIT ? duplicate(*each, true, depth + 1) : nullptr;
        if (copy == nullptr) {
            return false;
        }
        append(to, *copy);
    }
    return true;
}

cJSON* duplicate(const cJSON& item, bool is_whole, int depth) {
    cJSON* const copy = new_item(item.type & ~cJSON_IsReference);
    if (copy == nullptr) {
        return nullptr;
    }
    copy->valueint = item.valueint;
    copy->valuedouble = item.valuedouble;
    if (!copy_texts(item, *copy) || (is_whole && !duplicate_children(item, *copy, depth))) {
        cJSON_Delete(copy);
        return nullptr;
    }
    return copy;
}

bool are_lists_equal(const cJSON* one, const cJSON* other, cJSON_bool is_exact) {
    while (one != nullptr && other != nullptr) {
        if (cJSON_Compare(one, other, is_exact) == 0) {
            return false;
        }
        one = one->next;
        other = other->next;
    }
    return one == other;
}

/// Each of its items has an equal of its name in the other.
bool is_within(const cJSON& object, const cJSON& other, cJSON_bool is_exact) {
    for (const cJSON* each = object.child; each != nullptr; each = each->next) {
        if (cJSON_Compare(each, member_named(&other, each->string, is_exact != 0), is_exact) == 0) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool are_near(double one, double other) { return fabs(one - other) <= fmax(fabs(one), fabs(other)) * DBL_EPSILON; }

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

cJSON* cJSON_Duplicate(const cJSON* item, cJSON_bool recurse) {
    return item == nullptr ? nullptr : cjson::duplicate(*item, recurse != 0, 0);
}

cJSON_bool cJSON_Compare(const cJSON* const a, const cJSON* const b, const cJSON_bool case_sensitive) {
    if (a == nullptr || !cjson::is_kind(b, a->type & cjson::kKindBits)) {
        return 0;
    }
    switch (a->type & cjson::kKindBits) {
        case cJSON_False:
        case cJSON_True:
        case cJSON_NULL:
            return 1;
        case cJSON_Number:
            return a == b || cjson::are_near(a->valuedouble, b->valuedouble);
        case cJSON_String:
        case cJSON_Raw: {
            const bool has_texts = a->valuestring != nullptr && b->valuestring != nullptr;
            return a == b || (has_texts && strcmp(a->valuestring, b->valuestring) == 0);
        }
        case cJSON_Array:
            return a == b || cjson::are_lists_equal(a->child, b->child, case_sensitive);
        case cJSON_Object:
            return a == b || (cjson::is_within(*a, *b, case_sensitive) && cjson::is_within(*b, *a, case_sensitive));
        default:
            return 0;
    }
}

}  // extern "C"
