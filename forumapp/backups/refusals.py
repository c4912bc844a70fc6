"""Why a backup was not made or not restored, in a line for whoever runs the site."""


class BackupRefused(Exception):
    """Its words are shown as they are."""
