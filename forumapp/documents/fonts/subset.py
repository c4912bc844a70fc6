# mypy: disable-error-code="no-untyped-call,list-item,arg-type"
# ruff: noqa: T201
"""Makes the bundled fonts, `coverage.txt` and `SHA256SUMS` again from the packages named in README.md.

    python forumapp/documents/fonts/subset.py FOLDER

FOLDER holds the unpacked packages, one folder each, as README.md shows. Needs fontTools (development only).
"""

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
LARGEST_TOTAL = 20_000_000  # bytes, decision 31


@dataclass(frozen=True)
class Face:
    """One bundled file: `source` below the packages' folder, `name` here."""

    package: str
    source: str
    name: str


LATIN = Face("noto-sans", "400Regular/NotoSans_400Regular.ttf", "NotoSans-Regular.ttf")
LATIN_BOLD = Face("noto-sans", "700Bold/NotoSans_700Bold.ttf", "NotoSans-Bold.ttf")
TAIWAN = Face("noto-sans-tc", "400Regular/NotoSansTC_400Regular.ttf", "NotoSansTC-Regular.ttf")
TAIWAN_BOLD = Face("noto-sans-tc", "700Bold/NotoSansTC_700Bold.ttf", "NotoSansTC-Bold.ttf")
JAPAN = Face("noto-sans-jp", "400Regular/NotoSansJP_400Regular.ttf", "NotoSansJP-Regular.ttf")
ARABIC = Face("noto-sans-arabic", "400Regular/NotoSansArabic_400Regular.ttf", "NotoSansArabic-Regular.ttf")
CHINA = Face("noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf")
KOREA = Face("noto-sans-kr", "400Regular/NotoSansKR_400Regular.ttf", "NotoSansKR-Regular.ttf")
PLEX = Face("ibm-plex-sans-arabic", "400Regular/IBMPlexSansArabic_400Regular.ttf", "IBMPlexSansArabic-Regular.ttf")
FACES = (LATIN, LATIN_BOLD, TAIWAN, TAIWAN_BOLD, JAPAN, ARABIC, CHINA, KOREA, PLEX)
AS_PUBLISHED = (PLEX,)  # its name is reserved for the unchanged file


VERTICAL = {"vert", "vrt2", "vkrn", "vpal", "vhal", "valt"}


def characters(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def encodable(encoding: str) -> set[int]:
    """Every character that the encoding can write."""
    found = set()
    for number in range(0x110000):
        try:
            chr(number).encode(encoding)
        except UnicodeEncodeError:
            continue
        found.add(number)
    return found


def kept(face: Face, folder: Path) -> set[int]:
    """Everything; of the further Han and Hangul faces only what names need and no face before has."""
    own = characters(folder / face.package / face.source)
    taiwan = characters(folder / TAIWAN.package / TAIWAN.source)
    if face is JAPAN:  # its own forms of the usual characters, and every rare one
        return own & (encodable("shift_jis") | (own - taiwan))
    japan = characters(folder / JAPAN.package / JAPAN.source)
    if face is CHINA:
        return own & encodable("gb2312") - taiwan - japan
    if face is KOREA:
        return own & encodable("iso2022_kr") - taiwan - japan
    return own


def keep_whole(font: TTFont) -> None:
    """Takes away the rule that splits ị into i and a dot, which a reader of the document's text would find apart."""
    table = font["GSUB"].table
    splitting = {number for number, lookup in enumerate(table.LookupList.Lookup) if lookup.LookupType == 2}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            feature = record.Feature
            feature.LookupListIndex = [number for number in feature.LookupListIndex if number not in splitting]
            feature.LookupCount = len(feature.LookupListIndex)


def write(face: Face, folder: Path) -> None:
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]  # the licence stands in the name table
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "BASE", "DSIG"]
    with TTFont(folder / face.package / face.source, recalcTimestamp=False) as font:
        if face in (LATIN, LATIN_BOLD):
            keep_whole(font)
        in_use = {
            record.FeatureTag for table in ("GSUB", "GPOS") for record in font[table].table.FeatureList.FeatureRecord
        }
        options.layout_features = sorted(in_use - VERTICAL)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=kept(face, folder))
        subsetter.subset(font)
        font.save(HERE / face.name)


def ranges(numbers: set[int]) -> list[str]:
    """`["20-7E", "A0-17F", "20BB7"]`, in order."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in spans]


def write_coverage() -> None:
    together = set().union(*(characters(HERE / face.name) for face in FACES))
    (HERE / "coverage.txt").write_text("\n".join(ranges(together)) + "\n", encoding="ascii")


def write_sums() -> None:
    lines = [f"{hashlib.sha256((HERE / face.name).read_bytes()).hexdigest()}  {face.name}\n" for face in FACES]
    (HERE / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def main() -> None:
    folder = Path(sys.argv[1])
    for face in FACES:
        if face in AS_PUBLISHED:
            shutil.copyfile(folder / face.package / face.source, HERE / face.name)
        else:
            write(face, folder)
        print(f"{(HERE / face.name).stat().st_size:>9,}  {face.name}")
    write_coverage()
    write_sums()
    total = sum((HERE / face.name).stat().st_size for face in FACES)
    print(f"{total:>9,}  together")
    if total > LARGEST_TOTAL:
        sys.exit(f"more than {LARGEST_TOTAL:,} bytes")


if __name__ == "__main__":
    main()
