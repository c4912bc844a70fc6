"""What people do to a forum at its pages: each reads a page, fills in the form that stands there, and sends it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask

from forumapp.extensions import db
from tests.support.browser_like import Page, ReadingClient


class NotDone(AssertionError):
    """A page answered otherwise than somebody who does the usual may expect."""


@dataclass
class Hands:
    app: Flask
    slug: str
    cookie: tuple[str, str]
    """Name and value, of a member of the team who signed in."""
    pages: int = 0

    def invite(self, session: str, person: str, respond_on: date) -> None:
        """``person``: as the list of people names her in its form."""
        team, path = self._team(), self._manage("invitations/new")
        form = self._opened(team, path).form("Look")
        chosen: dict[str, Any] = {"people": [person], "session": session, "respond_on": respond_on.isoformat()}
        page = self._read(team.submit(form, "Look", follow=False, **chosen), 200)
        self._read(team.submit(page.form("Send 1"), "Send 1", follow=False), 303)

    def answer(self, path: str, said: str) -> None:
        self._submit(ReadingClient.of(self.app), path, "Send my answer", answer=said)

    def withdraw(self, path: str, stays: bool) -> None:
        """Her registration is asked about where it hangs on this part alone."""
        browser = ReadingClient.of(self.app)
        form = self._opened(browser, f"{path}/withdraw").form("Give my part back")
        chosen = {"registration": "stay" if stays else "end"} if "registration" in form.names else {}
        self._read(browser.submit(form, follow=False, **chosen), 303)

    def revoke(self, invitation: str, tell: bool) -> None:
        """Whether to write is asked where some letter reached her."""
        team = self._team()
        form = self._opened(team, self._manage(f"invitations/{invitation}/withdraw")).form("Withdraw the invitation")
        chosen = {"tell": "y" if tell else None} if "tell" in form.names else {}
        self._read(team.submit(form, follow=False, **chosen), 303)

    def send_again(self, invitation: str, respond_on: date) -> None:
        path = self._manage(f"invitations/{invitation}/send-again")
        self._submit(self._team(), path, "respond_on", respond_on=respond_on.isoformat())

    def reissue(self, invitation: str) -> None:
        path = self._manage(f"invitations/{invitation}/new-link")
        self._press(self._team(), path, "/new-link")

    def move(self, session: str, start: str) -> None:
        self._submit(self._team(), self._manage(f"sessions/{session}"), "title-en", start=start)

    def tell_of_moves(self) -> None:
        self._submit(self._team(), self._manage("invitations/calendar"), "seen")

    def register(self, name: str, email: str) -> None:
        self._submit(ReadingClient.of(self.app), f"/en/{self.slug}/register", "email", name=name, email=email)

    def link_again(self, email: str) -> None:
        self._submit(ReadingClient.of(self.app), f"/en/{self.slug}/register/link-again", "email", email=email)

    def press(self, path: str, ending: str) -> None:
        """A button on her own page."""
        self._press(ReadingClient.of(self.app), path, ending)

    def cancel(self, path: str) -> None:
        self._press(ReadingClient.of(self.app), f"{path}/cancel", "/cancel")

    def promote(self, reference: str) -> None:
        self._submit(self._team(), self._manage(f"registrations/{reference}/first"), "reason", reason="She chairs.")

    def resize(self, capacity: int | None) -> None:
        path, number = self._manage("registrations/capacity"), "" if capacity is None else str(capacity)
        self._submit(self._team(), path, "capacity", capacity=number)

    def erase(self, email: str) -> None:
        """Asked once more before it happens."""
        team, path = self._team(), self._manage("privacy/erase")
        page = self._read(team.submit(self._opened(team, path).form("email"), follow=False, email=email), 200)
        self._read(team.submit(page.form("again"), follow=False, again=email), 303)

    def look(self, path: str) -> Page:
        self.pages += 1
        return ReadingClient.of(self.app).get(path, follow=False)

    def _team(self) -> ReadingClient:
        browser = ReadingClient.of(self.app)
        browser.inner.set_cookie(*self.cookie)
        return browser

    def _manage(self, rest: str) -> str:
        return f"/manage/{self.slug}/{rest}"

    def _submit(self, browser: ReadingClient, path: str, containing: str, **values: Any) -> None:
        form = self._opened(browser, path).form(containing)
        self._read(browser.submit(form, follow=False, **values), 303)

    def _press(self, browser: ReadingClient, path: str, ending: str) -> None:
        page = self._opened(browser, path)
        forms = [f for f in page.document.xpath("//main//form") if (f.get("action") or path).endswith(ending)]
        if not forms:
            raise NotDone(f"no button at {_kind_of(path)} leads to …{ending}")
        self._read(browser.post(forms[0].get("action") or path, dict(forms[0].form_values())), 303)

    def _opened(self, browser: ReadingClient, path: str) -> Page:
        return self._read(browser.get(path, follow=False), 200)

    def _read(self, page: Page, status: int) -> Page:
        self.pages += 1
        db.session.rollback()
        if page.status != status:
            raise NotDone(f"{page.status} instead of {status} at {_kind_of(page.url)}: {page.text[:300]}")
        return page


def _kind_of(address: str) -> str:
    """Without the secret of a link, which differs from run to run."""
    return "/".join(part if len(part) < 40 else "…" for part in address.split("/"))
