/// JSON as a tree of items, by the names of cJSON 1.7.19 (cJSON.h), which arduino-esp32 3.x has as ESP-IDF's "json".
///
/// Whoever creates, parses, duplicates or detaches an item deletes it, unless it was added to another. What adds items
/// tells whether it did: where it did not, the item is still its owner's.
#ifndef cJSON__h
#define cJSON__h

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CJSON_VERSION_MAJOR 1
#define CJSON_VERSION_MINOR 7
#define CJSON_VERSION_PATCH 19

#define CJSON_CDECL
#define CJSON_STDCALL
#ifndef CJSON_PUBLIC
#define CJSON_PUBLIC(type) type
#endif

// Kinds, in the lowest eight bits of `type`.
#define cJSON_Invalid (0)
#define cJSON_False (1 << 0)
#define cJSON_True (1 << 1)
#define cJSON_NULL (1 << 2)
#define cJSON_Number (1 << 3)
#define cJSON_String (1 << 4)
#define cJSON_Array (1 << 5)
#define cJSON_Object (1 << 6)
#define cJSON_Raw (1 << 7)

/// Of `type`: its text and its items belong to somebody else.
#define cJSON_IsReference 256
/// Of `type`: its name belongs to somebody else.
#define cJSON_StringIsConst 512

/// How deep lists and objects may lie in each other in a text that is parsed.
#ifndef CJSON_NESTING_LIMIT
#define CJSON_NESTING_LIMIT 1000
#endif
/// How deep they may in what is duplicated.
#ifndef CJSON_CIRCULAR_LIMIT
#define CJSON_CIRCULAR_LIMIT 10000
#endif

typedef struct cJSON {
    struct cJSON* next;
    /// Of the first, the last of all.
    struct cJSON* prev;
    /// The first item of a list or an object.
    struct cJSON* child;
    int type;
    /// Of a string, and of raw JSON.
    char* valuestring;
    /// Of a number: as near to `valuedouble` as an int can be. Of what was parsed from "true": 1.
    int valueint;
    double valuedouble;
    /// Its name in an object.
    char* string;
} cJSON;

typedef struct cJSON_Hooks {
    void*(CJSON_CDECL* malloc_fn)(size_t sz);
    void(CJSON_CDECL* free_fn)(void* ptr);
} cJSON_Hooks;

typedef int cJSON_bool;

CJSON_PUBLIC(const char*) cJSON_Version(void);

/// Has others give memory and take it back; nullptr, also of one of them, is `malloc` and `free`.
CJSON_PUBLIC(void) cJSON_InitHooks(cJSON_Hooks* hooks);
CJSON_PUBLIC(void*) cJSON_malloc(size_t size);
CJSON_PUBLIC(void) cJSON_free(void* object);

/// nullptr of what is no JSON; what follows behind the first value is not looked at, unless a NUL is required there.
/// `return_parse_end` is where the value ended, or where it was found to be none.
CJSON_PUBLIC(cJSON*) cJSON_Parse(const char* value);
CJSON_PUBLIC(cJSON*) cJSON_ParseWithLength(const char* value, size_t buffer_length);
CJSON_PUBLIC(cJSON*)
cJSON_ParseWithOpts(const char* value, const char** return_parse_end, cJSON_bool require_null_terminated);
CJSON_PUBLIC(cJSON*)
cJSON_ParseWithLengthOpts(const char* value, size_t buffer_length, const char** return_parse_end,
                          cJSON_bool require_null_terminated);
/// Where the last text that was parsed is none; nullptr if it was.
CJSON_PUBLIC(const char*) cJSON_GetErrorPtr(void);
/// Takes blanks and comments out of a text where it lies.
CJSON_PUBLIC(void) cJSON_Minify(char* json);

/// A text that its owner frees: over several lines, or without blanks.
CJSON_PUBLIC(char*) cJSON_Print(const cJSON* item);
CJSON_PUBLIC(char*) cJSON_PrintUnformatted(const cJSON* item);
/// In a block of `prebuffer` bytes at first, which is not cut to its text.
CJSON_PUBLIC(char*) cJSON_PrintBuffered(const cJSON* item, int prebuffer, cJSON_bool fmt);
/// False where there is no room; some texts need a few bytes more than they have.
CJSON_PUBLIC(cJSON_bool)
cJSON_PrintPreallocated(cJSON* item, char* buffer, const int length, const cJSON_bool format);

CJSON_PUBLIC(void) cJSON_Delete(cJSON* item);
CJSON_PUBLIC(cJSON*) cJSON_Duplicate(const cJSON* item, cJSON_bool recurse);
/// Numbers are equal to fifteen digits or so; the order of an object's items does not count.
CJSON_PUBLIC(cJSON_bool)
cJSON_Compare(const cJSON* const a, const cJSON* const b, const cJSON_bool case_sensitive);

/// Names are found in letters of any case, unless the call says otherwise.
CJSON_PUBLIC(int) cJSON_GetArraySize(const cJSON* array);
CJSON_PUBLIC(cJSON*) cJSON_GetArrayItem(const cJSON* array, int index);
CJSON_PUBLIC(cJSON*) cJSON_GetObjectItem(const cJSON* const object, const char* const string);
CJSON_PUBLIC(cJSON*) cJSON_GetObjectItemCaseSensitive(const cJSON* const object, const char* const string);
CJSON_PUBLIC(cJSON_bool) cJSON_HasObjectItem(const cJSON* object, const char* string);

/// nullptr and NAN of another kind.
CJSON_PUBLIC(char*) cJSON_GetStringValue(const cJSON* const item);
CJSON_PUBLIC(double) cJSON_GetNumberValue(const cJSON* const item);

CJSON_PUBLIC(cJSON_bool) cJSON_IsInvalid(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsFalse(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsTrue(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsBool(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsNull(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsNumber(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsString(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsArray(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsObject(const cJSON* const item);
CJSON_PUBLIC(cJSON_bool) cJSON_IsRaw(const cJSON* const item);

CJSON_PUBLIC(cJSON*) cJSON_CreateNull(void);
CJSON_PUBLIC(cJSON*) cJSON_CreateTrue(void);
CJSON_PUBLIC(cJSON*) cJSON_CreateFalse(void);
CJSON_PUBLIC(cJSON*) cJSON_CreateBool(cJSON_bool boolean);
CJSON_PUBLIC(cJSON*) cJSON_CreateNumber(double num);
CJSON_PUBLIC(cJSON*) cJSON_CreateString(const char* string);
CJSON_PUBLIC(cJSON*) cJSON_CreateRaw(const char* raw);
CJSON_PUBLIC(cJSON*) cJSON_CreateArray(void);
CJSON_PUBLIC(cJSON*) cJSON_CreateObject(void);
CJSON_PUBLIC(cJSON*) cJSON_CreateStringReference(const char* string);
CJSON_PUBLIC(cJSON*) cJSON_CreateObjectReference(const cJSON* child);
CJSON_PUBLIC(cJSON*) cJSON_CreateArrayReference(const cJSON* child);
CJSON_PUBLIC(cJSON*) cJSON_CreateIntArray(const int* numbers, int count);
CJSON_PUBLIC(cJSON*) cJSON_CreateFloatArray(const float* numbers, int count);
CJSON_PUBLIC(cJSON*) cJSON_CreateDoubleArray(const double* numbers, int count);
CJSON_PUBLIC(cJSON*) cJSON_CreateStringArray(const char* const* strings, int count);

CJSON_PUBLIC(cJSON_bool) cJSON_AddItemToArray(cJSON* array, cJSON* item);
CJSON_PUBLIC(cJSON_bool) cJSON_AddItemToObject(cJSON* object, const char* string, cJSON* item);
/// With a name that is not copied.
CJSON_PUBLIC(cJSON_bool) cJSON_AddItemToObjectCS(cJSON* object, const char* string, cJSON* item);
CJSON_PUBLIC(cJSON_bool) cJSON_AddItemReferenceToArray(cJSON* array, cJSON* item);
CJSON_PUBLIC(cJSON_bool) cJSON_AddItemReferenceToObject(cJSON* object, const char* string, cJSON* item);
/// What was added, or nullptr.
CJSON_PUBLIC(cJSON*) cJSON_AddNullToObject(cJSON* const object, const char* const name);
CJSON_PUBLIC(cJSON*) cJSON_AddTrueToObject(cJSON* const object, const char* const name);
CJSON_PUBLIC(cJSON*) cJSON_AddFalseToObject(cJSON* const object, const char* const name);
CJSON_PUBLIC(cJSON*)
cJSON_AddBoolToObject(cJSON* const object, const char* const name, const cJSON_bool boolean);
CJSON_PUBLIC(cJSON*) cJSON_AddNumberToObject(cJSON* const object, const char* const name, const double number);
CJSON_PUBLIC(cJSON*)
cJSON_AddStringToObject(cJSON* const object, const char* const name, const char* const string);
CJSON_PUBLIC(cJSON*) cJSON_AddRawToObject(cJSON* const object, const char* const name, const char* const raw);
CJSON_PUBLIC(cJSON*) cJSON_AddObjectToObject(cJSON* const object, const char* const name);
CJSON_PUBLIC(cJSON*) cJSON_AddArrayToObject(cJSON* const object, const char* const name);

CJSON_PUBLIC(cJSON*) cJSON_DetachItemViaPointer(cJSON* parent, cJSON* const item);
CJSON_PUBLIC(cJSON*) cJSON_DetachItemFromArray(cJSON* array, int which);
CJSON_PUBLIC(cJSON*) cJSON_DetachItemFromObject(cJSON* object, const char* string);
CJSON_PUBLIC(cJSON*) cJSON_DetachItemFromObjectCaseSensitive(cJSON* object, const char* string);
CJSON_PUBLIC(void) cJSON_DeleteItemFromArray(cJSON* array, int which);
CJSON_PUBLIC(void) cJSON_DeleteItemFromObject(cJSON* object, const char* string);
CJSON_PUBLIC(void) cJSON_DeleteItemFromObjectCaseSensitive(cJSON* object, const char* string);

/// Before the item of that number, or at the end.
CJSON_PUBLIC(cJSON_bool) cJSON_InsertItemInArray(cJSON* array, int which, cJSON* newitem);
/// What is replaced is deleted.
CJSON_PUBLIC(cJSON_bool)
cJSON_ReplaceItemViaPointer(cJSON* const parent, cJSON* const item, cJSON* replacement);
CJSON_PUBLIC(cJSON_bool) cJSON_ReplaceItemInArray(cJSON* array, int which, cJSON* newitem);
CJSON_PUBLIC(cJSON_bool) cJSON_ReplaceItemInObject(cJSON* object, const char* string, cJSON* newitem);
CJSON_PUBLIC(cJSON_bool)
cJSON_ReplaceItemInObjectCaseSensitive(cJSON* object, const char* string, cJSON* newitem);

/// The text as it is kept now; nullptr, and nothing changes, of anything but a string that has a text of its own.
CJSON_PUBLIC(char*) cJSON_SetValuestring(cJSON* object, const char* valuestring);
CJSON_PUBLIC(double) cJSON_SetNumberHelper(cJSON* object, double number);
// The cast is of the first operand alone, as there: 7 / 2 is set as 3.5.
#define cJSON_SetNumberValue(object, number) \
    ((object) == NULL ? (number) : cJSON_SetNumberHelper((object), (double)number))
#define cJSON_SetIntValue(object, number) \
    ((object) == NULL ? (number) : ((object)->valueint = ((object)->valuedouble = (number))))
/// Gives the new type; cJSON_Invalid of what is neither true nor false, which stays so.
#define cJSON_SetBoolValue(object, boolValue)                               \
    ((object) == NULL || ((object)->type & (cJSON_True | cJSON_False)) == 0 \
         ? cJSON_Invalid                                                    \
         : ((object)->type =                                                \
                ((boolValue) ? cJSON_True : cJSON_False) | ((object)->type & ~(cJSON_True | cJSON_False))))

#define cJSON_ArrayForEach(element, array) \
    for ((element) = (array) == NULL ? NULL : (array)->child; (element) != NULL; (element) = (element)->next)

#ifdef __cplusplus
}
#endif

#endif
