"""A certificate on one sheet; plain text, already in the document's language."""

from dataclasses import dataclass

from forumapp.documents.hosts import Host
from forumapp.documents.typesetting import TEMPLATES, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The name stands as large as fits, the native one beneath it."""

    lang: str
    title: str
    hosts: tuple[Host, ...]
    heading: str
    opening: str
    name: str
    native_name: str = ""
    native_lang: str = ""
    took_part: str
    forum: str
    when_and_where: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    date: tuple[str, str]
    signatory: str
    signatory_lang: str
    signatory_title: str
    check_words: str
    check_address: str
    code: tuple[str, str]
    qr: str
    qr_words: str
    accent: str


def certificate_pdf(certificate: Certificate) -> bytes:
    return typeset(TEMPLATES / "certificate.typ", lambda: certificate)
