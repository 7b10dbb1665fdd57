// Items of cJSON.h, each for itself: how they come and go, what kind they are, and what they hold.
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cjson_parts.h"

namespace oceanhil::cjson {

Memory memory = {malloc, free, realloc};

namespace {

/// `valuestring` belongs to the item.
cJSON* new_text(int type, const char* text) {
    cJSON* const item = new_item(type);
    if (item == nullptr) {
        return nullptr;
    }
    item->valuestring = copy_of(text);
    if (item->valuestring == nullptr) {
        cJSON_Delete(item);
        return nullptr;
    }
    return item;
}

cJSON* new_reference(int type, const cJSON* child) {
    cJSON* const item = new_item(type | cJSON_IsReference);
    if (item != nullptr) {
        item->child = const_cast<cJSON*>(child);
    }
    return item;
}

template <typename Value>
cJSON* new_array(const Value* values, int count, cJSON* (*item_of)(Value)) {
    cJSON* const array = count < 0 || values == nullptr ? nullptr : cJSON_CreateArray();
    for (int each = 0; array != nullptr && each < count; ++each) {
        cJSON* const item = item_of(values[each]);
        if (item == nullptr) {
            cJSON_Delete(array);
            return nullptr;
        }
        append(*array, *item);
    }
    return array;
}

}  // namespace

cJSON* new_item(int type) {
    auto* const item = static_cast<cJSON*>(memory.take(sizeof(cJSON)));
    if (item != nullptr) {
        *item = {};
        item->type = type;
    }
    return item;
}

char* copy_of(const char* text) {
    if (text == nullptr) {
        return nullptr;
    }
    const size_t bytes = strlen(text) + 1;
    void* const copy = memory.take(bytes);
    return copy == nullptr ? nullptr : static_cast<char*>(memcpy(copy, text, bytes));
}

bool is_kind(const cJSON* item, int kind) { return item != nullptr && (item->type & kKindBits) == kind; }

void set_number(cJSON& item, double number) {
    item.valuedouble = number;
    if (number <= INT_MIN) {
        item.valueint = INT_MIN;
    } else {
        // What is no number is the largest one on these chips (libgcc/config/xtensa/ieee754-df.S, __fixdfsi).
        item.valueint = number < INT_MAX ? static_cast<int>(number) : INT_MAX;
    }
}

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

const char* cJSON_Version(void) { return "1.7.19"; }

void cJSON_InitHooks(cJSON_Hooks* hooks) {
    auto& memory = cjson::memory;
    memory.take = hooks == nullptr || hooks->malloc_fn == nullptr ? malloc : hooks->malloc_fn;
    memory.give_back = hooks == nullptr || hooks->free_fn == nullptr ? free : hooks->free_fn;
    memory.resize = memory.take == malloc && memory.give_back == free ? realloc : nullptr;
}

void* cJSON_malloc(size_t size) { return cjson::memory.take(size); }
void cJSON_free(void* object) { cjson::memory.give_back(object); }

void cJSON_Delete(cJSON* item) {
    while (item != nullptr) {
        cJSON* const next = item->next;
        const bool is_owner = (item->type & cJSON_IsReference) == 0;
        if (is_owner) {
            cJSON_Delete(item->child);
        }
        if (is_owner && item->valuestring != nullptr) {
            cJSON_free(item->valuestring);
        }
        if ((item->type & cJSON_StringIsConst) == 0 && item->string != nullptr) {
            cJSON_free(item->string);
        }
        cJSON_free(item);
        item = next;
    }
}

cJSON_bool cJSON_IsInvalid(const cJSON* const item) { return cjson::is_kind(item, cJSON_Invalid); }
cJSON_bool cJSON_IsFalse(const cJSON* const item) { return cjson::is_kind(item, cJSON_False); }
cJSON_bool cJSON_IsTrue(const cJSON* const item) { return cjson::is_kind(item, cJSON_True); }
cJSON_bool cJSON_IsBool(const cJSON* const item) {
    return item != nullptr && (item->type & (cJSON_False | cJSON_True)) != 0;
}
cJSON_bool cJSON_IsNull(const cJSON* const item) { return cjson::is_kind(item, cJSON_NULL); }
cJSON_bool cJSON_IsNumber(const cJSON* const item) { return cjson::is_kind(item, cJSON_Number); }
cJSON_bool cJSON_IsString(const cJSON* const item) { return cjson::is_kind(item, cJSON_String); }
cJSON_bool cJSON_IsArray(const cJSON* const item) { return cjson::is_kind(item, cJSON_Array); }
cJSON_bool cJSON_IsObject(const cJSON* const item) { return cjson::is_kind(item, cJSON_Object); }
cJSON_bool cJSON_IsRaw(const cJSON* const item) { return cjson::is_kind(item, cJSON_Raw); }

char* cJSON_GetStringValue(const cJSON* const item) {
    return cjson::is_kind(item, cJSON_String) ? item->valuestring : nullptr;
}

double cJSON_GetNumberValue(const cJSON* const item) {
    return cjson::is_kind(item, cJSON_Number) ? item->valuedouble : static_cast<double>(NAN);
}

double cJSON_SetNumberHelper(cJSON* object, double number) {
    cjson::set_number(*object, number);
    return number;
}

char* cJSON_SetValuestring(cJSON* object, const char* valuestring) {
    const bool is_text = object != nullptr && (object->type & (cJSON_String | cJSON_IsReference)) == cJSON_String;
    if (!is_text || object->valuestring == nullptr || valuestring == nullptr) {
        return nullptr;
    }
    char* const kept = object->valuestring;
    const size_t bytes = strlen(valuestring);
    const size_t kept_bytes = strlen(kept);
    if (bytes <= kept_bytes) {
        const bool is_apart = valuestring + bytes < kept || kept + kept_bytes < valuestring;
        return is_apart ? strcpy(kept, valuestring) : nullptr;
    }
    char* const copy = cjson::copy_of(valuestring);
    if (copy != nullptr) {
        cJSON_free(kept);
        object->valuestring = copy;
    }
    return copy;
}

cJSON* cJSON_CreateNull(void) { return cjson::new_item(cJSON_NULL); }
cJSON* cJSON_CreateTrue(void) { return cjson::new_item(cJSON_True); }
cJSON* cJSON_CreateFalse(void) { return cjson::new_item(cJSON_False); }
cJSON* cJSON_CreateBool(cJSON_bool boolean) { return cjson::new_item(boolean != 0 ? cJSON_True : cJSON_False); }
cJSON* cJSON_CreateString(const char* string) { return cjson::new_text(cJSON_String, string); }
cJSON* cJSON_CreateRaw(const char* raw) { return cjson::new_text(cJSON_Raw, raw); }
cJSON* cJSON_CreateArray(void) { return cjson::new_item(cJSON_Array); }
cJSON* cJSON_CreateObject(void) { return cjson::new_item(cJSON_Object); }

cJSON* cJSON_CreateNumber(double num) {
    cJSON* const item = cjson::new_item(cJSON_Number);
    if (item != nullptr) {
        cjson::set_number(*item, num);
    }
    return item;
}

cJSON* cJSON_CreateStringReference(const char* string) {
    cJSON* const item = cjson::new_item(cJSON_String | cJSON_IsReference);
    if (item != nullptr) {
        item->valuestring = const_cast<char*>(string);
    }
    return item;
}

cJSON* cJSON_CreateObjectReference(const cJSON* child) { return cjson::new_reference(cJSON_Object, child); }
cJSON* cJSON_CreateArrayReference(const cJSON* child) { return cjson::new_reference(cJSON_Array, child); }

cJSON* cJSON_CreateIntArray(const int* numbers, int count) {
    return cjson::new_array<int>(numbers, count, [](int each) { return cJSON_CreateNumber(each); });
}

cJSON* cJSON_CreateFloatArray(const float* numbers, int count) {
    return cjson::new_array<float>(numbers, count,
                                   [](float each) { return cJSON_CreateNumber(static_cast<double>(each)); });
}

cJSON* cJSON_CreateDoubleArray(const double* numbers, int count) {
    return cjson::new_array<double>(numbers, count, cJSON_CreateNumber);
}

cJSON* cJSON_CreateStringArray(const char* const* strings, int count) {
    return cjson::new_array<const char*>(strings, count, cJSON_CreateString);
}

}  // extern "C"
