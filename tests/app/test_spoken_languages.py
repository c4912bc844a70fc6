import pytest

from forumapp import spoken_languages


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("", []),
        ("en", ["en"]),
        ("English, Lithuanian", ["en", "lt"]),
        ("english and lietuvių", ["en", "lt"]),
        ("中文、英文", ["zh-Hant", "en"]),
        ("Chinese; zh-TW / zh_Hant", ["zh-Hant"]),
        ("ko", ["ko"]),
        ("한국어 + Français", ["ko", "fr"]),
        ("lt, en, lt", ["lt", "en"]),
    ],
)
def test_languages_are_read_as_people_write_them(words, tags):
    assert spoken_languages.parse(words) == tags


@pytest.mark.parametrize("language", ["en", "zh-Hant", "lt"])
def test_what_a_field_shows_is_read_back_as_it_was(language):
    tags = ["en", "zh-Hant", "lt", "ko", "fr", "de", "ar"]
    assert spoken_languages.parse(spoken_languages.written(tags, language)) == tags


def test_unknown_words_are_named():
    with pytest.raises(spoken_languages.UnknownLanguage) as refusal:
        spoken_languages.parse("English, Klingonish")
    assert refusal.value.values == {"language": "Klingonish"}


def test_twelve_are_enough():
    with pytest.raises(spoken_languages.TooManyLanguages):
        spoken_languages.parse("en lt ko".replace(" ", ",") + ",fr,de,es,pt,pl,uk,ja,ar,it,nl")
