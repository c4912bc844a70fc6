"""Names and other typed words: cleaned, found again, put in order, compared.

A printed name is its owner's: after NFC nothing visible in it is changed (INV-40).
"""

import re
import unicodedata
from functools import lru_cache

import icu
import idna

# What ends a line or moves the cursor stands for a gap between words; dropping it would glue them together.
_GAPS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
# Controls, marks that turn the direction of writing, halves of surrogate pairs, the byte order mark, and
# the two non-characters that XML (and so a Word file) cannot hold.
_DROPPED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufeff\ufffe\uffff]")
_RUNS_OF_SPACE = re.compile(r"\s{2,}")
_LINE_ENDS = re.compile("\r\n?|[\n\x85\u2028\u2029]")

# Letters that NFKD leaves whole though people search for them by their plain neighbour.
_FOLDS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "þ": "th",
        "ß": "ss",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        # Arabic letters that keyboards interchange, and the line that only stretches a word.
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
        # Apostrophes that count as letters.
        "ʼ": None,
        "ʻ": None,
        "ʹ": None,
        # Sorted and typed as their usual form: 臺北 is 台北.
        "臺": "台",
        "𠮷": "吉",
        "髙": "高",
        "﨑": "崎",
    }
)
# Marks, punctuation, spaces, invisible characters, free-standing accents.
_UNSEARCHED = {"Mn", "Me", "Pd", "Po", "Pc", "Ps", "Pe", "Pi", "Pf", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Sk"}

_TITLES = re.compile(
    "hrh|mr|mrs|ms|mx|miss|sir|dame|lord|lady|drs?|doctor|prof|professor|assoc|asst|dipl|habil|hc|amb|ambassador"
    "|honou?rable|right|the|his|her|excellency|minister|capt|rev"
)
"""What stands before a name and is no part of it, folded."""
_TITLES_WITH_A_DOT = re.compile("he|hm|hh|hon|rt|gen|col|maj|fr|ing|phil")
"""``H.E.``, ``Gen.``: without a dot they are somebody's name, as in He Wei."""
_ENDINGS = frozenset({"II", "III", "IV", "JR", "SR", "MP", "MEP", "MD", "PHD", "OBE", "CBE", "KC", "QC"})

_COLLATIONS = {"en": "en", "zh-Hant": "zh@collation=stroke", "lt": "lt"}


def one_line(text: str) -> str:
    """What was typed into a field of one line: NFC, no control characters, single spaces between words."""
    visible = _DROPPED.sub("", _GAPS.sub(" ", text))
    return _RUNS_OF_SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def many_lines(text: str) -> str:
    """The same for a longer text, which keeps its lines (ended by ``\\n``)."""
    return "\n".join(one_line(line) for line in _LINE_ENDS.split(text)).strip("\n")


def fold(text: str) -> str:
    """The text as one searches for it: no marks, no case, no gaps, no punctuation."""
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if unicodedata.category(c) not in _UNSEARCHED)


def search_key(*texts: str | None) -> str:
    """What a row keeps as ``search_text``: its folded texts, parted by a space, which no search holds."""
    return " ".join(dict.fromkeys(folded for text in texts if (folded := fold(text or ""))))


def search_terms(query: str) -> tuple[str, ...]:
    """The folded words of a search, each to be found in any order; empty if nothing searchable was typed."""
    return tuple(dict.fromkeys(folded for word in query.split() if (folded := fold(word))))


def search_pattern(query: str) -> str:
    """For LIKE on ``search_text``. Folding leaves none of ``% _ \\``, so there is nothing to escape."""
    return f"%{fold(query)}%"


def sort_key(text: str, language: str) -> str:
    """The place in that language's order (zh-Hant by strokes), in ASCII that any database compares right."""
    in_order = one_line(text)
    if language == "zh-Hant":
        in_order = in_order.translate({ord("𠮷"): "吉"})  # ICU counts no strokes outside the first plane
    return str(_collator(language).getSortKey(in_order).hex())


def sorted_under(printed_name: str) -> str:
    """A guess where a list has somebody: titles left out, a family name written in capitals first.

    “H.E. Dr. María José” → “María José”; “Müjde IŞIK” → “IŞIK Müjde”. Whoever knows better writes it down.
    """
    words = _without_titles(one_line(printed_name).split())
    family = [word for word in words if _is_in_capitals(word)]
    if len(family) < len(words):
        words = family + [word for word in words if word not in family]
    return " ".join(words)


def initials(printed_name: str) -> str:
    """Enough to compare with a name that one has, too little to learn it: “Ū. Ž.”, “林” of 林雨晴."""
    words = _without_titles(one_line(printed_name).split())
    return " ".join(_initial(word) for word in words if any(letter.isalpha() for letter in word))


def sort_keys(printed_name: str, native_name: str = "", native_lang: str = "", sort_name: str = "") -> dict[str, str]:
    """Her place in a list of each language; in that of her native name by it, as 林雨晴 in the order of strokes."""
    latin = sort_name or sorted_under(printed_name)
    own = native_lang.partition("-")[0]
    by_native = {language for language in _COLLATIONS if native_name and own == language.partition("-")[0]}
    return {language: sort_key(native_name if language in by_native else latin, language) for language in _COLLATIONS}


def normalise_email(address: str) -> str:
    """Equal for two ways to write one mailbox: in any case, the domain in letters or as ``xn--``."""
    local, at, domain = one_line(address).rpartition("@")
    return f"{unicodedata.normalize('NFC', local.casefold())}{at}{_ascii_domain(domain)}"


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    return words


def _initial(word: str) -> str:
    """The first letter with its marks, and a dot in scripts that have capitals."""
    at = next(place for place, letter in enumerate(word) if letter.isalpha())
    end = at + 1
    while end < len(word) and unicodedata.category(word[end]).startswith("M"):
        end += 1
    has_case = word[at].upper() != word[at].lower()
    return f"{word[at:end]}." if has_case else word[at:end]


def _is_title(word: str) -> bool:
    plain = fold(word)
    return bool(_TITLES.fullmatch(plain) or (word.endswith(".") and _TITLES_WITH_A_DOT.fullmatch(plain)))


def _is_in_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and word == word.upper() != word.lower() and word.rstrip(".,") not in _ENDINGS


@lru_cache
def _collator(language: str) -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale(_COLLATIONS.get(language, "en")))


@lru_cache(maxsize=1000)
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return domain.lower()  # not a name of the network; the field's own check says so in words
