"""Members of a team, signed in through the real sign-in page."""

from typing import Any

from flask import Flask

from forumapp.accounts import actions, passwords, queries
from forumapp.extensions import transaction
from forumapp.rights import Role
from tests.support.browser_like import ReadingClient

PASSWORD = "a short sentence is good"


class Team:
    def __init__(self, app: Flask) -> None:
        self.app = app

    def member(self, role: str, edition: Any | None = None, email: str | None = None) -> str:
        """Make a member with a role (``admin`` or one of an edition); returns the address."""
        address = email or f"{role}@team.example.org"
        with transaction():
            found = queries.by_email(address) or actions.create(
                address, name=f"The {role}", password_hash=passwords.hashed(PASSWORD)
            )
            if role == "admin":
                found.is_admin = True
            elif edition is not None:
                actions.grant(found, edition, Role(role))
        return address

    def signed_in_as(self, role: str, edition: Any | None = None, email: str | None = None) -> ReadingClient:
        """A browser of such a member; ``edition`` may be an object or anything with an ``id``."""
        address = self.member(role, edition, email)
        client = ReadingClient.of(self.app)
        page = client.get("/sign-in")
        answer = client.submit(page.form("password"), follow=False, email=address, password=PASSWORD)
        assert answer.status == 303, answer.text
        return client
