"""The session's cookie stays away from answers that are the same for everybody (decision 10)."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class SessionCookie(SecureCookieSessionInterface):
    """Sets no cookie beside what a shared cache may keep: it would hand one person's session to the next."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if response.cache_control.public and not session.modified:
            return
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = SessionCookie()
