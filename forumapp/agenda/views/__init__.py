from forumapp.agenda.views import context, files, history, organisers, public

__all__ = ["context", "files", "history", "organisers", "public"]
