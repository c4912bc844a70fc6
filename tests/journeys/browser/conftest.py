import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

from forumapp.agenda import artefacts
from forumapp.extensions import db
from tests.journeys.browser.screen import Screen
from tests.journeys.browser.site import Site, serving
from tests.support.databases import emptied
from tests.support.mail_sink import mail_sink

NAMES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(autouse=True)
def september() -> None:
    """Not here: the browser has a clock of its own, and cookies of another year would be over."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """For this folder only: while it runs, its event loop is in the way of tests that have their own."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"{program} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    with serving(tmp_path_factory.mktemp("site")) as app_and_url:
        yield app_and_url


@pytest.fixture
def site(chromium: Browser, served: tuple[Flask, str]) -> Iterator[Site]:
    """The database is as it is after migrating, and a real mail server takes what leaves."""
    app, url = served
    artefacts.forget()
    with mail_sink(app) as sink:
        yield Site(app, url, sink)
    with app.app_context():
        db.session.remove()
        emptied(db.engine, app.extensions["rows_after_migration"])
    artefacts.forget()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_javascript(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def somebody(chromium: Browser, site: Site, has_javascript: bool) -> Iterator[Callable[..., Screen]]:
    """Opens browsers for people; in the end nothing was wrong with any page they came to."""
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def opened(locale: str = "en-GB") -> Screen:
        # Colours fade for 150 ms where motion is welcome, and axe would measure them half-way.
        contexts.append(
            chromium.new_context(java_script_enabled=has_javascript, locale=locale, reduced_motion="reduce")
        )
        screens.append(Screen(contexts[-1], site.url, has_javascript))
        return screens[-1]

    yield opened
    for context in contexts:
        context.close()
    complaints = list(dict.fromkeys(complaint for screen in screens for complaint in screen.complaints))
    assert not complaints, "\n\n".join(complaints)
