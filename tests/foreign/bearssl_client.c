/* A TLS client as an ESP8266 or a Pico W is one: BearSSL, one trusted authority, records of 512 bytes.
 *
 *   bearssl_client CA.der PORT NAME DAYS
 *
 * connects to 127.0.0.1:PORT, checks that the certificate is NAME's on the day DAYS after 1 January 1970, asks for the
 * state as a board does, and prints BearSSL's error (0: none) and the first line of the answer. */
#include <arpa/inet.h>
#include <bearssl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DAYS_TO_1970 = 719528, RECORD_BYTES = 512, INPUT_OVERHEAD = 325, OUTPUT_OVERHEAD = 85 };

static unsigned char subject[512];
static size_t subject_bytes;

static void keep_subject(void* context, const void* data, size_t bytes) {
    (void)context;
    if (subject_bytes + bytes <= sizeof subject) {
        memcpy(subject + subject_bytes, data, bytes);
        subject_bytes += bytes;
    }
}

static int receive(void* context, unsigned char* data, size_t bytes) {
    const ssize_t got = read(*(int*)context, data, bytes);
    return got <= 0 ? -1 : (int)got;
}

static int transmit(void* context, const unsigned char* data, size_t bytes) {
    const ssize_t sent = write(*(int*)context, data, bytes);
    return sent <= 0 ? -1 : (int)sent;
}

static int read_authority(const char* path, br_x509_decoder_context* decoder, br_x509_trust_anchor* anchor) {
    static unsigned char der[4096];
    FILE* file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    const size_t bytes = fread(der, 1, sizeof der, file);
    fclose(file);
    br_x509_decoder_init(decoder, keep_subject, NULL);
    br_x509_decoder_push(decoder, der, bytes);
    const br_x509_pkey* key = br_x509_decoder_get_pkey(decoder);
    if (key == NULL) {
        return 0;
    }
    memset(anchor, 0, sizeof *anchor);
    anchor->dn.data = subject;
    anchor->dn.len = subject_bytes;
    anchor->flags = br_x509_decoder_isCA(decoder) ? BR_X509_TA_CA : 0;
    anchor->pkey = *key;
    return 1;
}

static int connect_to(int port) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    return connection >= 0 && connect(connection, (struct sockaddr*)&address, sizeof address) == 0 ? connection : -1;
}

int main(int count, char** arguments) {
    static br_ssl_client_context client;
    static br_x509_minimal_context checker;
    static br_x509_decoder_context decoder;
    static unsigned char input[RECORD_BYTES + INPUT_OVERHEAD], output[RECORD_BYTES + OUTPUT_OVERHEAD];
    static const char request[] = "GET /api/device/state/ HTTP/1.0\r\nHost: bench\r\n\r\n";
    br_x509_trust_anchor anchor;
    if (count != 5 || !read_authority(arguments[1], &decoder, &anchor)) {
        return 2;
    }
    int connection = connect_to(atoi(arguments[2]));
    if (connection < 0) {
        return 3;
    }
    br_ssl_client_init_full(&client, &checker, &anchor, 1);
    br_x509_minimal_set_time(&checker, (uint32_t)(atol(arguments[4]) + DAYS_TO_1970), 0);
    br_ssl_engine_set_buffers_bidi(&client.eng, input, sizeof input, output, sizeof output);
    br_ssl_client_reset(&client, arguments[3], 0);
    br_sslio_context stream;
    br_sslio_init(&stream, &client.eng, receive, &connection, transmit, &connection);
    br_sslio_write_all(&stream, request, sizeof request - 1);
    br_sslio_flush(&stream);
    char answer[4096];
    size_t bytes = 0;
    for (int got; bytes < sizeof answer - 1; bytes += (size_t)got) {
        got = br_sslio_read(&stream, answer + bytes, sizeof answer - 1 - bytes);
        if (got <= 0) {
            break;
        }
    }
    answer[bytes] = '\0';
    answer[strcspn(answer, "\r\n")] = '\0';
    printf("%d %s\n", br_ssl_engine_last_error(&client.eng), answer);
    close(connection);
    return 0;
}
