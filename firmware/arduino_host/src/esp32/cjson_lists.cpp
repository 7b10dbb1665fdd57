// Lists and objects of cJSON.h: finding, adding, detaching and replacing what is in them.
#include <string.h>
#include <strings.h>

#include "cjson_parts.h"

namespace oceanhil::cjson {

namespace {

enum class Name { copied, constant };

cJSON* item_at(const cJSON* array, int index) {
    cJSON* each = array == nullptr || index < 0 ? nullptr : array->child;
    while (each != nullptr && index-- > 0) {
        each = each->next;
    }
    return each;
}

bool add(cJSON* list, cJSON* item) {
    if (list == nullptr || item == nullptr || list == item) {
        return false;
    }
    append(*list, *item);
    return true;
}

/// Gives an item a name that may be its own; the old one goes when the new one is there.
bool rename(cJSON& item, const char* name, Name kind) {
    char* const kept = kind == Name::constant ? const_cast<char*>(name) : copy_of(name);
    if (kept == nullptr) {
        return false;
    }
    if ((item.type & cJSON_StringIsConst) == 0 && item.string != nullptr) {
        memory.give_back(item.string);
    }
    item.string = kept;
    item.type = kind == Name::constant ? item.type | cJSON_StringIsConst : item.type & ~cJSON_StringIsConst;
    return true;
}

bool add_named(cJSON* object, const char* name, cJSON* item, Name kind) {
    if (object == nullptr || name == nullptr || item == nullptr || object == item) {
        return false;
    }
    return rename(*item, name, kind) && add(object, item);
}

/// What could not be added is deleted.
cJSON* added(cJSON* object, const char* name, cJSON* item) {
    if (add_named(object, name, item, Name::copied)) {
        return item;
    }
    cJSON_Delete(item);
    return nullptr;
}

/// An item that shows what another one holds, without its name.
cJSON* reference_to(const cJSON* item) {
    cJSON* const reference = item == nullptr ? nullptr : new_item();
    if (reference != nullptr) {
        *reference = *item;
        reference->type |= cJSON_IsReference;
        reference->next = reference->prev = nullptr;
        reference->string = nullptr;
    }
    return reference;
}

bool replace_named(cJSON* object, const char* name, cJSON* replacement, bool is_exact) {
    if (replacement == nullptr || name == nullptr) {
        return false;
    }
    // Here the old name goes before there is another one.
    if ((replacement->type & cJSON_StringIsConst) == 0 && replacement->string != nullptr) {
        memory.give_back(replacement->string);
    }
    replacement->string = copy_of(name);
    if (replacement->string == nullptr) {
        return false;
    }
    replacement->type &= ~cJSON_StringIsConst;
    return cJSON_ReplaceItemViaPointer(object, member_named(object, name, is_exact), replacement) != 0;
}

}  // namespace

void append(cJSON& list, cJSON& item) {
    cJSON* const first = list.child;
    if (first == nullptr) {
        list.child = &item;
        item.prev = &item;
        item.next = nullptr;
    } else if (first->prev != nullptr) {
        item.prev = first->prev;
        first->prev->next = &item;
        first->prev = &item;
    }
}

cJSON* member_named(const cJSON* object, const char* name, bool is_exact) {
    if (object == nullptr || name == nullptr) {
        return nullptr;
    }
    for (cJSON* each = object->child; each != nullptr; each = each->next) {
        if (each->string == nullptr) {
            if (is_exact) {
                return nullptr;
            }
        } else if ((is_exact ? strcmp(name, each->string) : strcasecmp(name, each->string)) == 0) {
            return each;
        }
    }
    return nullptr;
}

}  // namespace oceanhil::cjson

namespace cjson = oceanhil::cjson;

extern "C" {

int cJSON_GetArraySize(const cJSON* array) {
    int size = 0;
    for (const cJSON* each = array == nullptr ? nullptr : array->child; each != nullptr; each = each->next) {
        ++size;
    }
    return size;
}

cJSON* cJSON_GetArrayItem(const cJSON* array, int index) { return cjson::item_at(array, index); }

cJSON* cJSON_GetObjectItem(const cJSON* const object, const char* const string) {
    return cjson::member_named(object, string, false);
}

cJSON* cJSON_GetObjectItemCaseSensitive(const cJSON* const object, const char* const string) {
    return cjson::member_named(object, string, true);
}

cJSON_bool cJSON_HasObjectItem(const cJSON* object, const char* string) {
    return cjson::member_named(object, string, false) != nullptr;
}

cJSON_bool cJSON_AddItemToArray(cJSON* array, cJSON* item) { return cjson::add(array, item); }

cJSON_bool cJSON_AddItemToObject(cJSON* object, const char* string, cJSON* item) {
    return cjson::add_named(object, string, item, cjson::Name::copied);
}

cJSON_bool cJSON_AddItemToObjectCS(cJSON* object, const char* string, cJSON* item) {
    return cjson::add_named(object, string, item, cjson::Name::constant);
}

cJSON_bool cJSON_AddItemReferenceToArray(cJSON* array, cJSON* item) {
    return array != nullptr && cjson::add(array, cjson::reference_to(item));
}

cJSON_bool cJSON_AddItemReferenceToObject(cJSON* object, const char* string, cJSON* item) {
    return object != nullptr && string != nullptr &&
           cjson::add_named(object, string, cjson::reference_to(item), cjson::Name::copied);
}

cJSON* cJSON_AddNullToObject(cJSON* const object, const char* const name) {
    return cjson::added(object, name, cJSON_CreateNull());
}

cJSON* cJSON_AddTrueToObject(cJSON* const object, const char* const name) {
    return cjson::added(object, name, cJSON_CreateTrue());
}

cJSON* cJSON_AddFalseToObject(cJSON* const object, const char* const name) {
    return cjson::added(object, name, cJSON_CreateFalse());
}

cJSON* cJSON_AddBoolToObject(cJSON* const object, const char* const name, const cJSON_bool boolean) {
    return cjson::added(object, name, cJSON_CreateBool(boolean));
}

cJSON* cJSON_AddNumberToObject(cJSON* const object, const char* const name, const double number) {
    return cjson::added(object, name, cJSON_CreateNumber(number));
}

cJSON* cJSON_AddStringToObject(cJSON* const object, const char* const name, const char* const string) {
    return cjson::added(object, name, cJSON_CreateString(string));
}

cJSON* cJSON_AddRawToObject(cJSON* const object, const char* const name, const char* const raw) {
    return cjson::added(object, name, cJSON_CreateRaw(raw));
}

cJSON* cJSON_AddObjectToObject(cJSON* const object, const char* const name) {
    return cjson::added(object, name, cJSON_CreateObject());
}

cJSON* cJSON_AddArrayToObject(cJSON* const object, const char* const name) {
    return cjson::added(object, name, cJSON_CreateArray());
}

cJSON* cJSON_DetachItemViaPointer(cJSON* parent, cJSON* const item) {
    if (parent == nullptr || item == nullptr || (item != parent->child && item->prev == nullptr)) {
        return nullptr;
    }
    if (item->next != nullptr) {
        item->next->prev = item->prev;
    }
    if (item == parent->child) {
        parent->child = item->next;
    } else {
        item->prev->next = item->next;
        if (item->next == nullptr) {
            parent->child->prev = item->prev;
        }
    }
    item->next = item->prev = nullptr;
    return item;
}

cJSON* cJSON_DetachItemFromArray(cJSON* array, int which) {
    return cJSON_DetachItemViaPointer(array, cjson::item_at(array, which));
}

cJSON* cJSON_DetachItemFromObject(cJSON* object, const char* string) {
    return cJSON_DetachItemViaPointer(object, cjson::member_named(object, string, false));
}

cJSON* cJSON_DetachItemFromObjectCaseSensitive(cJSON* object, const char* string) {
    return cJSON_DetachItemViaPointer(object, cjson::member_named(object, string, true));
}

void cJSON_DeleteItemFromArray(cJSON* array, int which) { cJSON_Delete(cJSON_DetachItemFromArray(array, which)); }

void cJSON_DeleteItemFromObject(cJSON* object, const char* string) {
    cJSON_Delete(cJSON_DetachItemFromObject(object, string));
}

void cJSON_DeleteItemFromObjectCaseSensitive(cJSON* object, const char* string) {
    cJSON_Delete(cJSON_DetachItemFromObjectCaseSensitive(object, string));
}

cJSON_bool cJSON_InsertItemInArray(cJSON* array, int which, cJSON* newitem) {
    if (which < 0 || newitem == nullptr) {
        return 0;
    }
    cJSON* const behind = cjson::item_at(array, which);
    if (behind == nullptr) {
        return cjson::add(array, newitem);
    }
    const bool is_first = behind == array->child;
    if (!is_first && behind->prev == nullptr) {
        return 0;
    }
    newitem->next = behind;
    newitem->prev = behind->prev;
    behind->prev = newitem;
    (is_first ? array->child : newitem->prev->next) = newitem;
    return 1;
}

cJSON_bool cJSON_ReplaceItemViaPointer(cJSON* const parent, cJSON* const item, cJSON* replacement) {
    if (parent == nullptr || parent->child == nullptr || item == nullptr || replacement == nullptr) {
        return 0;
    }
    if (replacement == item) {
        return 1;
    }
    const bool is_alone = parent->child == item && item->prev == item;
    replacement->next = item->next;
    replacement->prev = is_alone ? replacement : item->prev;
    if (replacement->next != nullptr) {
        replacement->next->prev = replacement;
    }
    if (parent->child == item) {
        parent->child = replacement;
    } else {
        if (replacement->prev != nullptr) {
            replacement->prev->next = replacement;
        }
        if (replacement->next == nullptr) {
            parent->child->prev = replacement;
        }
    }
    item->next = item->prev = nullptr;
    cJSON_Delete(item);
    return 1;
}

cJSON_bool cJSON_ReplaceItemInArray(cJSON* array, int which, cJSON* newitem) {
    return cJSON_ReplaceItemViaPointer(array, cjson::item_at(array, which), newitem);
}

cJSON_bool cJSON_ReplaceItemInObject(cJSON* object, const char* string, cJSON* newitem) {
    return cjson::replace_named(object, string, newitem, false);
}

cJSON_bool cJSON_ReplaceItemInObjectCaseSensitive(cJSON* object, const char* string, cJSON* newitem) {
    return cjson::replace_named(object, string, newitem, true);
}

}  // extern "C"
