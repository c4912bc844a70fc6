"""The ways the rules say no, in words for the person who asked."""

from forumapp.words import N_, translated


class Refused(Exception):
    """A rule says no. A subclass is named for the fact and carries its sentence."""

    words = N_("This cannot be done.")

    def __init__(self, words: str | None = None, **values: object) -> None:
        self.words = words or type(self).words
        self.values = values
        super().__init__(self.words)

    def sentence(self) -> str:
        """The refusal in the language of the page at hand."""
        return translated(self.words, **self.values)


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing first; nothing is overwritten silently."""

    words = N_("Somebody else changed this meanwhile. Nothing of yours was saved yet.")
