"""What is said of a word that nobody knows."""

from oceanhil.protocol.suggestion import nearest_word, suggestion


def test_the_nearest_of_several_near_words_is_suggested() -> None:
    assert suggestion("tokn", ["tokens", "token", "take"]) == "did you mean 'token'?"


def test_without_a_near_word_all_are_listed_as_they_come() -> None:
    assert suggestion("zzz", ["beta", "alpha"]) == "known: beta, alpha"


def test_what_has_no_order_is_listed_by_the_alphabet() -> None:
    assert suggestion("zzz", {"gamma", "beta", "alpha"}) == "known: alpha, beta, gamma"
    assert suggestion("zzz", frozenset({"gamma", "beta", "alpha"})) == "known: alpha, beta, gamma"


def test_what_to_say_instead_of_a_long_list_can_be_chosen() -> None:
    assert suggestion("zzz", ["alpha"], "--list shows all of them") == "--list shows all of them"
    assert suggestion("alpa", ["alpha"], "--list shows all of them") == "did you mean 'alpha'?"


def test_where_nothing_is_known_that_is_said() -> None:
    assert suggestion("zzz", []) == "none is known here"


def test_how_near_a_word_must_be_can_be_chosen() -> None:
    assert nearest_word("--tracks", ["--trace"], likeness=0.6)
    assert not nearest_word("--tracks", ["--trace"], likeness=0.9)


def test_capitals_and_signs_tell_no_words_apart() -> None:
    families = ["esp32", "esp8266", "picow", "esp32c3", "esp32s3", "pico2w"]
    for word, meant in {"ESP32": "esp32", "ESP8266": "esp8266", "esp32-s3": "esp32s3", "Pico W": "picow"}.items():
        assert suggestion(word, families) == f"did you mean {meant!r}?"


def test_the_word_that_is_the_fewest_letters_away_is_meant() -> None:
    assert suggestion("esp33", ["esp32s3", "esp32"]) == "did you mean 'esp32'?"


def test_what_is_longer_than_any_name_is_near_to_none() -> None:
    assert not nearest_word("a" * 101, ["a" * 100])
