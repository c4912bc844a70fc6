"""Words, numbers and bytes that forms and addresses do not expect; drawn from a seed, so that a run can be repeated."""

import random
import string

WORDS = (
    "",
    " ",
    "\t\r\n",
    "\x00",
    "a\x00b",
    "\ud7ff\ue000",
    "\u2028",
    "\u202eevil",
    "\ufeff",
    "\u200b",
    "ı İ ß ﬁ Å",
    "𠮷野家",
    "Ūla\u0301",
    "🏳️\u200d🌈" * 5,
    "e\u0301" * 300,
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "%s%n%(x)s",
    "${jndi:ldap}",
    "' OR 1=1 --",
    '"; DROP TABLE editions',
    "../../etc/passwd",
    "..%2f..%2f",
    "\\\\host\\share",
    "file:///etc/passwd",
    "//evil.example",
    "javascript:alert(1)",
    "http://[::1",
    "mailto:a@b",
    "a@b",
    "@",
    "a@b@c",
    "x" * 255 + "@example.org",
    "用戶@例子.台灣",
    "\r\nBcc: a@example.org",
    "=cmd|' /C calc'!A0",
    "0",
    "-1",
    "1e309",
    "NaN",
    "99999999999999999999999",
    "٣",
    "½",
    "1.5",
    "0x10",
    "true",
    "null",
    "None",
    "[]",
    "{}",
    "2026-02-30",
    "2026-10-25T03:30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "24:00",
    "25:61",
    "-00:01",
    "Europe/Atlantis",
    "UTC+25",
    "en",
    "lt",
    "zh-Hant",
    "xx",
    "person",
    "panel",
    "plenary",
    "P1",
    "p1",
    "new",
    "-",
    ".",
    "..",
    "%",
    "%00",
    "%ff",
    "%E0%80%80",
    "+",
    "&",
    "#",
    "?",
    "a" * 5000,
    "長" * 3000,
    "," * 500,
    ";" * 500,
    "(" * 500,
    "1" * 500,
)
HEADERS = (
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Accept-Charset",
    "Authorization",
    "Cookie",
    "Content-Type",
    "Host",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Range",
    "Range",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "Transfer-Encoding",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Http-Method-Override",
    "Forwarded",
    "HX-Request",
    "Content-Language",
    "Expect",
    "Upgrade",
    "Te",
    "Date",
    "Via",
)
HEADER_VALUES = (
    "*/*",
    "*",
    "q=2",
    "en;q=x,,;q=",
    "bytes=-1",
    "bytes=0-0,1-1,9-",
    "bytes=9999999-",
    'W/"',
    '"x',
    "Thu, 99 Foo 2026",
    "gzip;q=0",
    "null",
    "cross-site",
    "same-origin",
    "http://evil.example",
    "session=.eJw; language=xx",
    "session=" + "A" * 3000,
    "theme=\x7f",
    "127.0.0.1, 10.0.0.1",
    "javascript",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "text/plain; charset=utf-7",
    "chunked",
    "application/x-www-form-urlencoded; charset=utf-16",
    "evil.example",
    "evil.example:99999",
    "[::1",
    "Basic Og==",
    "Bearer x",
    "100-continue",
)


def word(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(WORDS)
    if kind < 0.85:
        return "".join(rng.choices(string.printable, k=rng.randint(1, 60)))
    return "".join(chr(_letter(rng)) for _ in range(rng.randint(1, 40)))


def blob(rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice((0, 1, 7, 300, 5000)))


def header(rng: random.Random) -> tuple[str, str]:
    """A header of a request that a proxy would let through: one line, Latin-1."""
    value = rng.choice(HEADER_VALUES) if rng.random() < 0.7 else word(rng)
    return rng.choice(HEADERS), one_line(value)


def one_line(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable() and ord(letter) < 256)[:4000]


def _letter(rng: random.Random) -> int:
    return rng.choice((rng.randrange(1, 0x250), rng.randrange(0x250, 0xD800), rng.randrange(0xE000, 0x110000)))
