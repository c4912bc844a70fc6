"""What every template may use: words, dates, addresses of files."""

from typing import Any

from flask import Flask

from forumapp import clock, formatting
from forumapp.web import languages, stylesheets
from forumapp.web.access import member_or_none
from forumapp.words import HTML_LANG, LANGUAGE_NAMES, Text, language_at_hand, translated


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(formatting.filters(language_at_hand))
    app.jinja_env.filters.update(in_language=_in_language, translated=translated)
    app.jinja_env.globals.update(
        stylesheet_url=stylesheets.stylesheet_url,
        static_url=stylesheets.static_url,
        language_links=languages.links,
        page_language=languages.current,
        html_lang=HTML_LANG,
        language_names=LANGUAGE_NAMES,
        now=clock.now,
        signed_in_member=member_or_none,
    )
    stylesheets.add_cache_control(app)


def _in_language(value: Any, language: str | None = None) -> str:
    return value.in_language(language or language_at_hand()) if isinstance(value, Text) else str(value or "")
