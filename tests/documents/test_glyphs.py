"""The bundled fonts: what they hold, what is said about the rest."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from forumapp.documents import glyphs, typeset
from forumapp.documents.fonts import subset
from tests.documents import samples

FILES = sorted(typeset.FONTS.glob("*.ttf"))


def test_every_name_of_the_invented_people_has_its_characters() -> None:
    for person in samples.PEOPLE:
        assert glyphs.missing(person.name + person.native_name) == ""


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "gb2312", "iso2022_kr", "cp1257", "cp1250", "koi8_r"])
def test_no_letter_or_ideograph_of_the_usual_character_sets_is_missing(encoding: str) -> None:
    letters = "".join(chr(number) for number in subset.encodable(encoding) if chr(number).isalpha())
    assert glyphs.missing(letters) == ""


def test_a_missing_character_is_named_once_in_order() -> None:
    assert glyphs.missing("a 🙂 b ก 🙂") == "🙂ก"


def test_a_missing_character_is_replaced_by_one_that_can_be_printed() -> None:
    assert glyphs.replace_missing("a 🙂 b") == "a □ b"
    assert glyphs.missing(glyphs.REPLACEMENT) == ""


def test_text_is_composed_and_controls_are_gone() -> None:
    assert glyphs.replace_missing("Nguye\u0302\u0303n\x00\x1b\r\nThi\u0323") == "Nguyễn\nThị"


def test_a_variant_of_a_character_is_printed_as_the_character() -> None:
    assert glyphs.missing("葛\U000e0100") == ""
    assert glyphs.replace_missing("葛\U000e0100城") == "葛城"


def test_the_list_of_characters_is_that_of_the_files() -> None:
    held = set().union(*(TTFont(file).getBestCmap() for file in FILES))
    listed = (typeset.FONTS / "coverage.txt").read_text(encoding="ascii").split()
    assert listed == subset.ranges(held)


def test_the_files_are_the_ones_that_were_written_down() -> None:
    lines = (typeset.FONTS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    assert dict(reversed(line.split()) for line in lines) == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES
    }


def test_the_fonts_stay_small_and_each_family_has_its_licence() -> None:
    assert sum(file.stat().st_size for file in FILES) <= 20_000_000
    for family in {file.stem.split("-")[0] for file in FILES}:
        assert "SIL OPEN FONT LICENSE" in (typeset.FONTS / f"OFL-{family}.txt").read_text(encoding="utf-8")


def test_every_family_named_in_a_template_is_bundled_and_the_other_way_round() -> None:
    template = (Path(typeset.__file__).parent / "templates" / "shared.typ").read_text(encoding="utf-8")
    families = {TTFont(file)["name"].getBestFamilyName() for file in FILES}
    assert all(f'"{family}"' in template for family in families)
