from forumapp.agenda.views import context, files, organisers, public

__all__ = ["context", "files", "organisers", "public"]
