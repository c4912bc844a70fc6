"""Letters from ``templates/email/<kind>/{subject.txt,body.txt,body.html}``, in the recipient's language."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from forumapp import names
from forumapp.words import HTML_LANG, LOCALES, N_, translated

# What mail programs take for an address of a page or person: the joint after which an invisible
# word joiner keeps them from making a link of it. "9.30" and "e.g. this" stay untouched.
_LINK_JOINTS = re.compile(r"(?<=\w:)(?=//)|(?<=\S)(?=@\S)|(?<=[^\W\d]\.)(?=[^\W\d]{2,})|(?<=\d\.)(?=[^\W\d]{2,})")
_WORD_JOINER = "\u2060"

_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Written:
    """A letter's words."""

    subject: str
    text: str
    html: str

    def with_words(self, words: Mapping[str, str]) -> "Written":
        """With these words in the places of their stand-ins."""
        text, html = self.text, self.html
        for stand_in, own in words.items():
            text, html = text.replace(stand_in, own), html.replace(stand_in, str(escape(own)))
        return Written(self.subject, text, html)


@dataclass(frozen=True)
class Alike:
    """Letters of the same kind, language and ``key`` differ only in their link and, in the bodies, in ``own``:
    stand-in → the words of this letter. A crowd's are rendered once."""

    key: Hashable
    own: Mapping[str, str]


_MOST_KEPT = 200
_kept: dict[tuple[str, str, Hashable], Written] = {}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(they_wrote=_they_wrote, unlinked=unlinked)
    app.jinja_env.globals.update(page_url=page_url)


def write(kind: str, language: str, facts: Mapping[str, object]) -> Written:
    """The words of one letter, without what mail forbids: such a letter would never leave."""
    with _in_language(language):
        context = {**facts, "language": language, "letter_lang": HTML_LANG[language]}
        context["subject_line"] = subject = names.one_line(_rendered(f"email/{kind}/subject.txt", context))
        text, html = (sendable(_rendered(f"email/{kind}/body.{form}", context)) for form in ("txt", "html"))
    return Written(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html.strip() + "\n")


def write_alike(kind: str, language: str, facts: Callable[[], Mapping[str, object]], alike: Alike) -> Written:
    """As ``write``, for one of a crowd's: its facts are put together only where none like it was rendered yet."""
    key = (kind, language, alike.key)
    written = None if current_app.testing else _kept.get(key)
    if written is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = written = write(kind, language, facts())
    return written.with_words(alike.own)


def sendable(words: str) -> str:
    """Without what mail forbids or what hides text; all line ends alike."""
    for line_end in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        words = words.replace(line_end, "\n")
    return _UNSENDABLE.sub("", words)


def unlinked(words: object) -> str:
    """Somebody's words, so that no mail program makes a link of them."""
    return _LINK_JOINTS.sub(_WORD_JOINER, str(words))


def page_url(endpoint: str, **values: Any) -> str:
    """The full address of a page for a letter: always under BASE_URL, whatever host a request named."""
    current_app.inject_url_defaults(endpoint, values)
    path = current_app.url_map.bind("letters.invalid").build(endpoint, values, force_external=False)
    return f"{base_url()}{path}"


def address_in_language(path: str, language: str) -> str:
    """The full address of a path, below the language where such a page exists in languages."""
    try:
        current_app.url_map.bind("letters.invalid").match(f"/{language}{path}", method="GET")
    except (NotFound, MethodNotAllowed):
        return f"{base_url()}{path}"
    except RequestRedirect:
        pass  # the page exists and wants another spelling of the path
    return f"{base_url()}/{language}{path}"


def base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def secret_key() -> str:
    return str(current_app.config["SETTINGS"].secret_key)


def mail_from() -> str:
    return str(current_app.config["SETTINGS"].mail_from)


def _rendered(template: str, context: Mapping[str, object]) -> str:
    # Not render_template: what belongs to the page at hand (its visitor, its form) has no place in a letter.
    return current_app.jinja_env.get_template(template).render(context)


@contextmanager
def _in_language(language: str) -> Iterator[None]:
    """Words, dates and addresses in the recipient's language, whatever the page at hand speaks."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(LOCALES[language]):
            yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before


@pass_eval_context
def _they_wrote(context: EvalContext, words: object) -> str | Markup:
    """Somebody's own words, set apart from ours and never a link."""
    lines = unlinked(sendable(str(words or ""))).strip().split("\n")
    if lines == [""]:
        return ""
    heading = translated(N_("They wrote:"))
    if context.autoescape:
        quoted = Markup("<br>\n").join(escape(line) for line in lines)
        return Markup("<p>{}</p>\n<blockquote>{}</blockquote>").format(heading, quoted)
    return "\n".join([heading, *(f"> {line}".rstrip() for line in lines)])
