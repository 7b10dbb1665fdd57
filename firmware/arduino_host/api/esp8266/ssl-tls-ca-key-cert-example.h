/// Certificates and keys for examples, under the names of the core's own (libraries/ESP8266WiFi/src there); these were
/// made for this header, everybody has them, and they are for nothing else.
#if !USING_INSECURE_CERTS_AND_KEYS_AND_CAS
#error "these keys are public: who wants them for an example says USING_INSECURE_CERTS_AND_KEYS_AND_CAS first"
#endif

#ifndef USE_EC

// It signs itself, and so is both the authority and the server.
#define OCEANHIL_EXAMPLE_CERTIFICATE \
    "-----BEGIN CERTIFICATE-----\n" \
    "MIIDKTCCAhGgAwIBAgIUTORnbXltShJlqUnNgSgV+RurWzUwDQYJKoZIhvcNAQEL\n" \
    "BQAwIzEhMB8GA1UEAwwYZXhhbXBsZS5vY2VhbmhpbC5pbnZhbGlkMCAXDTI2MTEy\n" \
    "NzA4NTIwN1oYDzIxMjYxMTAzMDg1MjA3WjAjMSEwHwYDVQQDDBhleGFtcGxlLm9j\n" \
    "ZWFuaGlsLmludmFsaWQwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC9\n" \
    "9zWbmaohvQEE1R/v9FQGvh/ANoNkhNm3CGfn0ETnBxyXqYXPrQ0L3TP9ru9ZHzHx\n" \
    "WNxqjVJ+4EEE9RCxp9zIsTjjHyjj+tlsQ9UZEghtD165pb0F46l9hCYuNGGhMb8Q\n" \
    "uDksDH/TnblVAaDukUvQQM2WR7mULqgqNHljjs7AFxs8elxn0J63w7JNPifLY9hw\n" \
    "trR62ppUGPYg2Up/N3Dnhl2IZzZyEGcB+bsy8rzyGS0vA2NwcCRYe6KtzZHtuffq\n" \
    "tvIGM/okePNRzIUdZTX7pezN8cUa/R3cT351aqqNvqGQeZujHlg4Yuuo+6813LPk\n" \
    "yjTzGZGB+mVoNVD3gTizAgMBAAGjUzBRMB0GA1UdDgQWBBQyVKWwVmVff54K9uY2\n" \
    "sI0pckRtdTAfBgNVHSMEGDAWgBQyVKWwVmVff54K9uY2sI0pckRtdTAPBgNVHRMB\n" \
    "Af8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQCJLG5vDpino37sglHk6sM0QLRc\n" \
    "DFTTtZua5GIjZuUTK0v1bIMaJEjrqQT0htMjrVfqh/X8A2LWrVIfAa2AgvS7PVD2\n" \
    "oGLqC0kkN5eSrOG+61Gol5M6417MvjEU7h3gjGvlHKmW6P6x7j3St/kuNzUEmbCP\n" \
    "SI3JW1YUrj/6fCtT3qEqKQHTiq+qDgnaxnXseC68a0cU+7oceQhndpHDAVqOeuUh\n" \
    "gcNAv5p4BES6OqSDLtiWKbVzzh3VXWgnSDhegi9YrRvH1+QqoGraynzQxhbUSK5a\n" \
    "SEUVwGiSyjDCamOap7UCd42BskLTy6mJbMd3d+fbJkjscsEuvD7J+NtY+QKq\n" \
    "-----END CERTIFICATE-----\n"

const char ca_cert[] PROGMEM = "\n" OCEANHIL_EXAMPLE_CERTIFICATE;

const char server_private_key[] PROGMEM = R"EOF(
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAvfc1m5mqIb0BBNUf7/RUBr4fwDaDZITZtwhn59BE5wccl6mF
z60NC90z/a7vWR8x8Vjcao1SfuBBBPUQsafcyLE44x8o4/rZbEPVGRIIbQ9euaW9
BeOpfYQmLjRhoTG/ELg5LAx/0525VQGg7pFL0EDNlke5lC6oKjR5Y47OwBcbPHpc
Z9Cet8OyTT4ny2PYcLa0etqaVBj2INlKfzdw54ZdiGc2chBnAfm7MvK88hktLwNj
cHAkWHuirc2R7bn36rbyBjP6JHjzUcyFHWU1+6XszfHFGv0d3E9+dWqqjb6hkHmb
ox5YOGLrqPuvNdyz5Mo08xmRgfplaDVQ94E4swIDAQABAoIBAAS55kkJQSzWtXRH
0yQWqZKDX2naUVmKXppJqMAhM92llSYGzy/0B7uQVM9Ob2EBwC3XfqBeBLvoW2XC
rRgma31Iv3gTGeLWJlulsmMNykzgUYR/5ZyEZf6b75E9t2IZyT2iv7VjWDjNF0PQ
pw7YaZD0U8kV3r2bjY6DQLPj5SvtPESg3Yha8GV4i6cYkaZHoGoMl4lcTGJl0s/A
Pmx54wuNiHGB+0JhsKjxdKpa59OW82CkdEnywkc5hUZ8eL4gI2lNgrSEXABa0YhQ
LMjqVK96A247HTVQFgos0yqg46tp5lM1NitsW9Wv//uyySg9nhpYGdCrk6UTOMYv
whU9i1kCgYEA3JTpZpU0TElg/aR2yIUHHHmCFGNw6dhJL/Iog99yoTpeXgmsJTHE
OGZUtVi+8BLoqzmZE041qMm567Awz/ZDfd6zS+x459a+RIdvu08O3raRlrpaR6Ye
UVUI54HpAW2tqysT5iLr7TMQtbobWBik7HO1xyVgACHEgHdZ8cT/lesCgYEA3HfQ
rgkszrdnKTb+DPLKh7uy7I+0x2A5aDO0wIt3Uy3jx2/nxcCUjkhpqDozdS8kG/fL
+3GWiB7rttUk7OSP5/YLp6qPQ33hUv/KcT1mz5FGb6Fcs1JIVLDnY8YzgLoUTPf1
J3d6hbRo8yyJsfBFTmUxm3M6L4leCIRwQDBJzlkCgYEApFVIgYVdHgx49t5lJER/
JMadk4T2JTFebRry9jQtWVJ75YE9P8SQ1Bfgue4w6ficYJwbn9dfgK0xFxb/dp+Y
bpjQaRr2hHpm6/Ue16QxhtjrJCkXg1OOOLeqV5dgORE2FlSUkZqou+GUbF8Hah2K
GSKnZYNBvzdpBvBkEQvcAhsCgYAyd5LjY+JH55/LxXTeTe2iqIrKsBK32QULH1rv
AH3uIoETtEAf+neHInhdNAV3e7UOWejtxBCrVDis/5mWSLPQa3g7h0WIM5aSw076
IQ4Z0a2H/C4WNm2sRVqSclpzyyS+gbwyrpzzYlrr33QdsVyMF4oFhZj6LL3DwV1Y
tDUQ8QKBgEn9eUGS1LbH0u03UbdY18fgm2wbGi3SI7IB1SrHMo/XGnrgFZLoNR8r
DVJeq/izqhCCwLgPwvl6dK6XlrL+UCQu/QZjzZ87iDhfi2/ENgZNmXPeIB4h4qwP
Mv1kjk1JBxUUh2Pf2aB836QQqZ8pbhUGnBwf2tSruIjLvh/sx6iG
-----END RSA PRIVATE KEY-----
)EOF";

const char server_cert[] PROGMEM = "\n" OCEANHIL_EXAMPLE_CERTIFICATE;

#else

const char server_cert[] PROGMEM = R"EOF(
-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUaef+Mv+kSQ2C9FiYLTggz9y7eFYwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYZXhhbXBsZS5vY2VhbmhpbC5pbnZhbGlkMCAXDTI2MTEyNzA4
NTIwN1oYDzIxMjYxMTAzMDg1MjA3WjAjMSEwHwYDVQQDDBhleGFtcGxlLm9jZWFu
aGlsLmludmFsaWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASL70yX5uxSXB1z
z5PKRca8iAm6mNe8mXqpLZZV9dPhadQD3gfthk0IZasrwvZNyIcfDxIpfNfu+DnP
0aZDaPbko1MwUTAdBgNVHQ4EFgQUQcUb+MA9+PS8Mev69o/1cTvuJh0wHwYDVR0j
BBgwFoAUQcUb+MA9+PS8Mev69o/1cTvuJh0wDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiA3paWMqIyabSgNofGnyWGXKKF6sfF6eGeZcE14OzYvkgIh
AMagSf3Yt8TF6u7yS7ahUQ4jHOsF5UQtk1Uuz2bsfkdB
-----END CERTIFICATE-----
)EOF";

const char server_private_key[] PROGMEM = R"EOF(
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIC+490zcUXnpFctT63/8XucJlMQl8BrKyM//JmuE2atBoAoGCCqGSM49
AwEHoUQDQgAEi+9Ml+bsUlwdc8+TykXGvIgJupjXvJl6qS2WVfXT4WnUA94H7YZN
CGWrK8L2TciHHw8SKXzX7vg5z9GmQ2j25A==
-----END EC PRIVATE KEY-----
)EOF";

#endif
