/// What a program says of itself. Facts: components/esp_app_format/include/esp_app_desc.h of ESP-IDF 5.5.1. Programs of
/// Arduino carry what the core's libraries were built as, not their own name. Its hash is the same for every program here:
/// what is compiled for this machine is no image of a board.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_APP_DESC_MAGIC_WORD (0xABCD5432)

typedef struct {
    uint32_t magic_word;
    uint32_t secure_version;
    uint32_t reserv1[2];
    char version[32];
    char project_name[32];
    char time[16];
    char date[16];
    char idf_ver[32];
    uint8_t app_elf_sha256[32];
    uint16_t min_efuse_blk_rev_full;
    uint16_t max_efuse_blk_rev_full;
    uint8_t mmu_page_size;
    uint8_t reserv3[3];
    uint32_t reserv2[18];
} esp_app_desc_t;

const esp_app_desc_t* esp_app_get_description(void);
/// Writes as many hexadecimal digits of the hash as there is room for, and a NUL; gives how many bytes that are.
int esp_app_get_elf_sha256(char* dst, size_t size);
/// The first nine digits.
char* esp_app_get_elf_sha256_str(void);

#ifdef __cplusplus
}
#endif
