from forumapp.agenda.views import (
    context,
    files,
    handouts,
    history,
    mine,
    now,
    organisers,
    participants,
    public,
    speaking,
    subscribing,
    urgent,
)

__all__ = [
    "context",
    "files",
    "handouts",
    "history",
    "mine",
    "now",
    "organisers",
    "participants",
    "public",
    "speaking",
    "subscribing",
    "urgent",
]
