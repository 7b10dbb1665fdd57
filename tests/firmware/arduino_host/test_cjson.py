"""JSON by cJSON's names on an ESP32: results, errors and what is asked of the heap are those of cJSON 1.7.19.

What is expected here was printed by that release itself, compiled with 32 bits (https://github.com/DaveGamble/cJSON).
"""

from typing import Final

import pytest

from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
# What is printed is freed, as every text and every item.
_TELL: Final = r"""
#include <cJSON.h>
#include <math.h>
static void tell(char* text) {
    Serial.println(text == nullptr ? "none" : text);
    cJSON_free(text);
}
static void tell_item(const cJSON* item) { tell(cJSON_PrintUnformatted(item)); }
static void tell_parsed(const char* text, size_t bytes, bool wants_end) {
    const char* end = nullptr;
    cJSON* item = cJSON_ParseWithLengthOpts(text, bytes, &end, wants_end);
    const char* error = cJSON_GetErrorPtr();
    Serial.printf("%d %d ", end == nullptr ? -1 : (int)(end - text), error == nullptr ? -1 : (int)(error - text));
    tell_item(item);
    cJSON_Delete(item);
}
static void tell_parsed(const char* text) { tell_parsed(text, strlen(text) + 1, true); }
"""


def said(body: str, before: str = "") -> list[str]:
    """Run `body` as a sketch's setup, and give what it prints without the ends of its lines."""
    return [line.rstrip() for line in alone(Board.ESP32, "", body, _TELL + before)]


# Where it ended, where the error is, and what it is.
TEXTS: Final = {
    r" {\"a\" : [1, -2.50, 1e3], \"a\":null} ": '35 -1 {"a":[1,-2.5,1000],"a":null}',
    r"\357\273\27712": "5 -1 12",
    r"\357\273\2771": "4 -1 1",
    r"\357\273\277": "0 0 none",
    "[1,]": "3 3 none",
    "[1 2]": "3 3 none",
    "[": "1 1 none",
    r"{\"a\"}": "4 4 none",
    "{a:1}": "2 2 none",
    r"{\"a\":1,": "7 7 none",
    "truefalse": "4 4 none",
    "00.5": "4 -1 0.5",
    "1-2": "1 1 none",
    "-": "0 0 none",
    "1e999": "5 -1 null",
    "2147483648": "10 -1 2147483648",
    r"\"\\ud83d\\ude00\\u20ac\\/\\t\"": '24 -1 "😀€/\\t"',
    r"\"\\ude00\"": "1 1 none",
    r"\"ab\\ud83d\\u0041\"": "3 3 none",
    r"\"\\x\"": "1 1 none",
    r"\"\\uzzzzend\"": '11 -1 ""',
    r"\"\\u000\\\\\"": '9 -1 ""',
    r"\"\\": "1 1 none",
    "nul": "0 0 none",
    "": "0 0 none",
}


def test_a_text_is_read_as_far_as_it_is_json_and_its_error_has_a_place() -> None:
    calls = [f'tell_parsed("{text}");' for text in TEXTS]
    assert said("\n".join(calls)) == list(TEXTS.values())


def test_a_text_of_a_length_needs_no_end_and_one_without_is_no_text() -> None:
    body = r"""
        tell_parsed("[1,2]345", 5, false);
        tell_parsed("[1,2]345", 5, true);
        tell_parsed("[1,2]345", 4, false);
        tell_parsed("true", 3, false);
        tell_parsed("1 \0 \0", 5, true);
        tell_parsed("1  ", 3, true);
        tell_parsed("\"a\\", 3, false);
        tell_parsed("1", 0, false);
        const char* const error = cJSON_GetErrorPtr();
        Serial.printf("%d", cJSON_Parse(nullptr) == nullptr);
        Serial.printf(" %d", cJSON_GetErrorPtr() == error);
        Serial.printf(" %d", cJSON_ParseWithLength(nullptr, 3) == nullptr);
        Serial.printf(" %d\n", cJSON_GetErrorPtr() == nullptr);
        for (size_t depth : {CJSON_NESTING_LIMIT, CJSON_NESTING_LIMIT + 1}) {
            const std::string text = std::string(depth, '[') + std::string(depth, ']');
            cJSON* item = cJSON_Parse(text.c_str());
            Serial.println(item != nullptr);
            cJSON_Delete(item);
        }
    """
    expected = ["5 -1 [1,2]", "4 4 none", "3 3 none", "0 0 none", "4 -1 1", "2 2 none", "1 1 none", "0 0 none"]
    assert said(body, "#include <string>\n") == [*expected, "1 1 1 1", "1", "0"]


def test_a_printed_text_has_its_layout_and_a_number_no_more_digits_than_it_needs() -> None:
    body = r"""
        cJSON* item = cJSON_Parse("{\"list\":[1,{},[],{\"in\":{\"deep\":true}}],\"text\":\"\\\"\\\\/\\b\\u001f\"}");
        tell(cJSON_Print(item));
        cJSON_AddRawToObject(item, "raw", "[1 , 2]");
        cJSON_AddItemToObject(item, "", cJSON_CreateStringReference(nullptr));
        tell_item(item);
        cJSON_AddItemToArray(item, cJSON_CreateNull());
        tell_item(item);
        cJSON_GetObjectItem(item, "raw")->type = cJSON_Invalid;
        tell_item(item);
        cJSON_Delete(item);
        const double numbers[] = {0.1, -0.0, 1e15, 2147483647.0, 2147483648.0, -2147483649.0, 5e-324,
                                  INFINITY, NAN, 0.1 + 0.2, 36.6f};
        item = cJSON_CreateDoubleArray(numbers, sizeof numbers / sizeof numbers[0]);
        tell_item(item);
        cJSON* each = nullptr;
        cJSON_ArrayForEach(each, item) if (fabs(each->valuedouble) > 1e9) Serial.printf("%d ", each->valueint);
        each = cJSON_GetArrayItem(item, 0);
        Serial.printf("%g ", cJSON_SetNumberValue(each, 7 / 2));
        Serial.printf("%d ", cJSON_SetIntValue(each, 9));
        Serial.printf("%d", cJSON_SetBoolValue(each, 1));
        Serial.printf(" %d\n", (int)each->valuedouble);
        cJSON_Delete(item);
        // All digits in one word look like a token, which is cut.
        item = cJSON_CreateNumber(1.0 / 3);
        char* third = cJSON_PrintUnformatted(item);
        Serial.printf("%d %s\n", strlen(third), third + 14);
        cJSON_free(third);
        cJSON_Delete(item);
    """
    assert said(body) == [
        *("{", '\t"list":\t[1, {', "\t\t}, [], {", '\t\t\t"in":\t{', '\t\t\t\t"deep":\ttrue', "\t\t\t}", "\t\t}],"),
        *('\t"text":\t"\\"\\\\/\\b\\u001f"', "}"),
        r'{"list":[1,{},[],{"in":{"deep":true}}],"text":"\"\\/\b\u001f","raw":[1 , 2],"":""}',
        r'{"list":[1,{},[],{"in":{"deep":true}}],"text":"\"\\/\b\u001f","raw":[1 , 2],"":"","":null}',
        "none",
        "[0.1,0,1e+15,2147483647,2147483648,-2147483649,4.94065645841247e-324,null,null,0.3,36.5999984741211]",
        "2147483647 2147483647 2147483647 -2147483648 2147483647 3.5 9 0 9",
        "19 33331",
    ]


def test_a_text_needs_more_room_than_it_has_letters_and_is_cut_where_the_room_ends() -> None:
    body = r"""
        for (const char* text : {"null", "12", "\"ab\"", "[]", "[1,2]", "{}", "{\"a\":[1,{\"b\":2}]}"}) {
            cJSON* item = cJSON_Parse(text);
            for (bool has_lines : {false, true}) {
                char room[64];
                int bytes = 0;
                while (bytes < 64 && !cJSON_PrintPreallocated(item, room, bytes, has_lines)) ++bytes;
                Serial.printf("%u:%d ", (unsigned)strlen(room), bytes);
            }
            cJSON_Delete(item);
        }
        Serial.println();
        char room[] = "##############";
        cJSON* item = cJSON_Parse("{\"a\":[1,2],\"b\":3}");
        Serial.printf("%d ", cJSON_PrintPreallocated(item, room, 10, false));
        Serial.printf("%s ", room);
        Serial.printf("%d ", cJSON_PrintPreallocated(item, room, -1, false));
        Serial.printf("%d\n", cJSON_PrintPreallocated(nullptr, room, 14, false));
        cJSON_Delete(item);
    """
    assert said(body) == [
        "4:6 4:6 2:4 2:4 4:6 4:6 2:4 2:4 5:7 6:8 2:4 3:5 17:19 30:32",
        '0 {"a":[1, 0 0',
    ]


def test_the_heap_is_asked_for_the_same_sizes_in_the_same_order() -> None:
    before = r"""
        static int left = 1000;
        static bool is_telling = true;
        static void* take(size_t bytes) {
            if (is_telling) Serial.printf("%u ", (unsigned)bytes);
            return left-- > 0 ? malloc(bytes) : nullptr;
        }
        static void give_back(void* block) {
            if (is_telling) Serial.print(block == nullptr ? "0 " : "- ");
            free(block);
        }
    """
    body = r"""
        cJSON_Hooks hooks = {take, give_back};
        cJSON_InitHooks(&hooks);
        cJSON* item = cJSON_Parse("{\"name\":\"te\\u0041xt\",\"on\":[true,-1.5]}");
        Serial.println();
        tell(cJSON_Print(item));
        tell(cJSON_PrintBuffered(item, 10, false));
        cJSON* copy = cJSON_Duplicate(item, true);
        Serial.println();
        cJSON_SetValuestring(cJSON_GetObjectItem(copy, "NAME"), "more");
        cJSON_SetValuestring(cJSON_GetObjectItem(copy, "NAME"), "more than that");
        cJSON_ReplaceItemInObject(copy, "on", cJSON_CreateString("off"));
        Serial.println();
        cJSON_Delete(copy);
        Serial.println();
        for (const char* text : {"[1,[2,[3,4", "{\"a\":{\"b\":\"c\\q\"}}"}) {
            cJSON_Parse(text);
            Serial.println();
        }
        left = 2;
        Serial.printf("%d\n", cJSON_PrintBuffered(item, 2, false) == nullptr);
        left = 2;
        Serial.printf("%d\n", cJSON_AddStringToObject(item, "no", "memory") == nullptr);
        left = 7;
        const char* const text = "{\"name\":[1,2,3]}";
        Serial.printf("%d ", cJSON_Parse(text) == nullptr);
        Serial.println((int)(cJSON_GetErrorPtr() - text));
        left = 1000;
        is_telling = false;
        cJSON_Delete(item);
        cJSON_InitHooks(nullptr);
        const uint32_t before = ESP.getFreeHeap();
        item = cJSON_CreateNumber(1);
        char* printed = cJSON_PrintUnformatted(item);
        Serial.printf("%d %d ", sizeof(cJSON), before - ESP.getFreeHeap() > sizeof(cJSON));
        free(printed);
        cJSON_Delete(item);
        Serial.println(before - ESP.getFreeHeap());
    """
    assert said(body, before) == [
        "40 40 6 11 40 4 40 40 5 -",
        *("256 42 - {", '\t"name":\t"teAxt",', '\t"on":\t[true, -1.5]', "}"),
        '- 10 34 - 70 - {"name":"teAxt","on":[true,-1.5]}',
        "- 40 40 6 5 40 3 40 40",
        "15 - 40 4 3 - - - -",
        "- - - - - - -",
        "40 40 2 - 40 40 2 - 40 40 2 - 40 2 - - - - - - - -",
        "40 40 3 40 3 4 - - - - - -",
        "2 6 - 18 - 0 1",
        "40 7 3 - - 1",
        "40 40 6 40 2 - 40 2 - 40 - - - - - 1 12",
        "40 1 0",
    ]


def test_items_are_added_found_detached_and_replaced() -> None:
    body = r"""
        cJSON* all = cJSON_CreateObject();
        cJSON* list = cJSON_AddArrayToObject(all, "List");
        for (int each : {10, 20, 30}) cJSON_AddItemToArray(list, cJSON_CreateNumber(each));
        cJSON_InsertItemInArray(list, 1, cJSON_CreateTrue());
        cJSON_InsertItemInArray(list, 0, cJSON_CreateFalse());
        cJSON_InsertItemInArray(list, 9, cJSON_CreateNull());
        tell_item(list);
        cJSON* taken = cJSON_DetachItemFromArray(list, 5);
        Serial.printf("%d %d ", taken->prev == nullptr, list->child->prev->valueint);
        Serial.printf("%d ", cJSON_DetachItemFromArray(list, -1) == nullptr);
        Serial.printf("%d ", cJSON_InsertItemInArray(list, -1, taken));
        Serial.printf("%d ", cJSON_ReplaceItemInArray(list, 4, taken));
        Serial.printf("%d %d\n", list->child->prev == taken, cJSON_GetArraySize(list));
        cJSON_AddNumberToObject(all, "list", 1);
        cJSON_AddItemToObjectCS(all, "kept", cJSON_CreateString("text"));
        tell_item(cJSON_GetObjectItem(all, "LIST"));
        tell_item(cJSON_GetObjectItemCaseSensitive(all, "list"));
        Serial.printf("%d %d ", cJSON_HasObjectItem(all, "KEPT"), cJSON_HasObjectItem(all, "other"));
        Serial.printf("%d\n", cJSON_GetObjectItem(all, "kept")->type);
        cJSON_AddItemReferenceToObject(all, "same", list);
        cJSON_AddItemReferenceToArray(list, cJSON_GetObjectItem(all, "kept"));
        Serial.printf("%d %d\n", cJSON_GetObjectItem(all, "same")->type, list->child->prev->type);
        tell_item(all);
        Serial.printf("%d%d ", cJSON_AddItemToArray(all, all), cJSON_AddItemToObject(all, nullptr, list));
        Serial.printf("%d\n", cJSON_ReplaceItemInObject(all, "KEPT", cJSON_CreateNumber(5)));
        cJSON_DeleteItemFromObjectCaseSensitive(all, "List");
        cJSON_Delete(cJSON_DetachItemViaPointer(all, cJSON_GetObjectItem(all, "same")));
        tell_item(all);
        cJSON* unfit = cJSON_CreateNumber(6);
        Serial.printf("%d ", cJSON_ReplaceItemInObject(all, "none", unfit));
        Serial.println(unfit->string);
        cJSON_Delete(unfit);
        cJSON_Delete(all);
    """
    assert said(body) == [
        *("[false,10,true,20,30,null]", "1 30 1 0 1 1 5", "[false,10,true,20,null]", "1", "1 0 528", "288 784"),
        '{"List":[false,10,true,20,null,"text"],"list":1,"kept":"text","same":[false,10,true,20,null,"text"]}',
        *("00 1", '{"list":1,"KEPT":5}', "0 none"),
    ]


def test_copies_are_equal_whatever_the_order_of_their_names_and_blanks_go() -> None:
    before = r"""
        static bool are_equal(const char* one, const char* other, bool is_exact) {
            cJSON* first = cJSON_Parse(one);
            cJSON* second = cJSON_Parse(other);
            const bool found = cJSON_Compare(first, second, is_exact);
            cJSON_Delete(first);
            cJSON_Delete(second);
            return found;
        }
        static void tell_short(const char* text) {
            char room[64];
            strcpy(room, text);
            cJSON_Minify(room);
            Serial.println(room);
        }
    """
    body = r"""
        Serial.printf("%d%d", are_equal("{\"a\":1,\"b\":[2]}", "{\"B\":[2],\"a\":1}", false),
                      are_equal("{\"a\":1,\"b\":[2]}", "{\"B\":[2],\"a\":1}", true));
        Serial.printf("%d%d", are_equal("{\"a\":1}", "{\"a\":1,\"b\":2}", true), are_equal("[1,2]", "[2,1]", true));
        Serial.printf("%d", are_equal("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", true));
        Serial.printf("%d", are_equal("[1]", "[1,2]", true));
        Serial.printf("%d%d\n", are_equal("0.3", "0.30000000000000004", true), are_equal("1", "1.0000000001", true));
        cJSON* strange = cJSON_CreateNumber(NAN);
        // C leaves this open; an ESP32 makes it the largest.
        Serial.printf("%d ", strange->valueint);
        cJSON* copy = cJSON_Duplicate(strange, true);
        Serial.printf("%d%d", cJSON_Compare(strange, strange, true), cJSON_Compare(strange, copy, true));
        strange->type = cJSON_Invalid;
        Serial.printf("%d%d\n", cJSON_Compare(strange, strange, true), cJSON_Compare(nullptr, nullptr, true));
        cJSON_Delete(strange);
        cJSON_Delete(copy);
        cJSON* list = cJSON_Parse("[1,[2]]");
        cJSON* shown = cJSON_CreateArrayReference(list->child);
        copy = cJSON_Duplicate(shown, true);
        cJSON* empty = cJSON_Duplicate(shown, false);
        Serial.printf("%d %d %d\n", copy->type, copy->child != list->child, cJSON_Compare(copy, list, true));
        tell_item(empty);
        for (cJSON* each : {list, shown, copy, empty}) cJSON_Delete(each);
        tell_short(" { \"a b\" : [ 1 ,\t2 ] } // end");
        tell_short("[1, /* two */ 2, / 3 // rest\n]");
        tell_short("\"a \\\" b\" , \"c \\\\\" , d");
        tell_short("1 /* open");
    """
    assert said(body, before) == [
        *("10000010", "2147483647 1000", "32 1 1", "[]", '{"a b":[1,2]}', "[1,2,3]", r'"a \" b","c \\" , d', "1"),
    ]


def test_a_sketch_that_brings_a_function_of_that_name_has_its_own() -> None:
    before = 'extern "C" const char* cJSON_Version(void) { return "own"; }\n'
    assert said("Serial.println(cJSON_Version());", before) == ["own"]
