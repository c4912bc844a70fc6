"""Looking for words in a release: only in what the public may read of it, in every language it is written in."""

from collections.abc import Iterable

from forumapp import names
from forumapp.agenda.snapshots import Snapshot, named
from forumapp.words import Text


def found(snapshot: Snapshot, query: str) -> list[Snapshot]:
    """The sessions in which every word of the query stands somewhere; all of them without a word."""
    terms = names.search_terms(query)
    if not terms:
        return list(snapshot["sessions"])
    topics = {key: Text(topic["name"]).everything() for key, topic in snapshot["topics"].items()}
    return [it for it in snapshot["sessions"] if _says(names.search_key(*_words(snapshot, it, topics)), terms)]


def _says(key: str, terms: Iterable[str]) -> bool:
    return all(term in key for term in terms)


def _words(snapshot: Snapshot, session: Snapshot, topics: dict[str, str]) -> Iterable[str]:
    yield session["code"]
    for text in (session["title"], session["abstract"], session["note"]):
        yield Text(text).everything()
    yield from (topics[key] for key in session["topics"])
    if "track" in session:
        yield Text(snapshot["tracks"][session["track"]]["name"]).everything()
    yield from (Text(host["name"]).everything() for host in session["hosts"])
    if session["room"]:
        yield Text(snapshot["rooms"][session["room"]]["name"]).everything()
    for _role, person in named(snapshot, session):
        yield person["printed_name"]
        yield person["native_name"] or ""
        yield Text(person["organisation"]).everything()
