"""Whoever has the code learns whether a certificate is genuine: initials and the forum, until its holder shares."""

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import Headers

from forumapp import names
from forumapp.attendance import actions as attendance
from forumapp.certificates import actions
from forumapp.certificates.models import Certificate, code_as_typed
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.privacy import actions as privacy
from forumapp.privacy import own, retention, telling, traces
from forumapp.registrations.models import Registration
from forumapp.web.logs import masked
from tests.certificates.conftest import AFTER, ULA
from tests.factories import certificates
from tests.factories.registrations import registration
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements


@pytest.fixture
def made(ula: Registration) -> Certificate:
    return certificates.certificate(ula)


@pytest.fixture
def address(made: Certificate) -> str:
    return f"/en/v/{made.spoken_code}"


def share(found: Registration, *, with_name: bool) -> None:
    with transaction():
        actions.share(db.session.get_one(Registration, found.id), with_name=with_name)


def test_it_shows_initials_and_the_forum_alone(client: ReadingClient, ula: Registration, address: str) -> None:
    page = client.get(address)
    assert page.status == 200 and "The certificate is genuine" in page.heading
    assert "Ū. Ž." in page.text and "F3D 2026, Vilnius" in page.text
    for untold in ("Ūla", "Žemaitė", "attended", ULA, ula.reference, "24 October"):
        assert untold not in page.text, untold


def test_the_name_is_shared_by_a_press_and_taken_back_by_another(
    client: ReadingClient, ula: Registration, address: str
) -> None:
    mine = f"{certificates.personal_page(ula)}/certificate"
    assert "initials and the forum alone" in client.get(mine).text
    page = client.submit(client.get(mine).form("Share my name there"))
    assert "You share your name" in page.text
    seen = client.get(page.links()["What others see"])
    assert "Ūla Žemaitė-Šimkienė" in seen.text and "attended" in seen.text and "24 October 2026" in seen.text
    client.submit(page.form("Share my name no more"))
    assert "Ūla" not in client.get(address).text


def test_nobody_keeps_it_or_finds_it(client: ReadingClient, address: str) -> None:
    for path, status in ((address, 200), ("/en/v/AAAAA", 404), ("/en/v", 200)):
        answer = client.get(path)
        headers: Headers = answer.response.headers
        assert answer.status == status
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert headers["Referrer-Policy"] == "no-referrer" and "Set-Cookie" not in headers


@pytest.mark.parametrize("end", ["erased", "check-in undone", "made anew", "forgotten"])
def test_a_code_that_ended_is_unknown_like_one_that_never_was(
    client: ReadingClient, ula: Registration, address: str, the_time: time_machine.Traveller, end: str
) -> None:
    share(ula, with_name=True)
    never = client.get("/en/v/00000-00000-00000-00000")
    assert never.status == 404 and client.get(address).status == 200
    if end == "forgotten":
        the_time.move_to(AFTER.replace(year=2027, month=11), tick=False)
    with transaction():
        match end:
            case "erased":
                privacy.erase(ULA)
            case "check-in undone":
                attendance.undo(db.session.get_one(Registration, ula.id))
            case "made anew":
                actions.make_anew(db.session.get_one(Registration, ula.id))
            case "forgotten":
                assert retention.purge()["certificates ended"] == 1
    ended = client.get(address)
    typed = address.removeprefix("/en/v/").encode()
    assert ended.status == 404
    assert ended.response.data.replace(typed, b"00000-00000-00000-00000") == never.response.data
    left = db.session.query(Certificate).count()
    assert left == (1 if end in ("check-in undone", "made anew") else 0)


def test_until_names_are_forgotten_it_stays(made: Certificate, the_time: time_machine.Traveller) -> None:
    the_time.move_to(AFTER.replace(year=2027, month=10, day=20), tick=False)
    with transaction():
        assert retention.purge()["certificates ended"] == 0


@pytest.mark.parametrize("written", ["{}", " {} ", "lower {}", "without hyphens {}"])
def test_a_code_is_typed_as_it_is_read(client: ReadingClient, made: Certificate, written: str) -> None:
    code = made.spoken_code
    typed = {"lower {}": code.lower(), "without hyphens {}": code.replace("-", "")}.get(written, written.format(code))
    page = client.submit(client.get("/lt/v").form("code"), code=typed)
    assert page.status == 200 and "Ū. Ž." in page.text


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert code_as_typed("o0-Il1") == "00111"
    assert code_as_typed("7KQ4M–2XD9T 林") == "7KQ4M2XD9T"


@pytest.mark.parametrize("typed", ["", "x", "林", "%00", "A" * 500, "-", "../../etc"])
def test_nonsense_is_an_unknown_code(client: ReadingClient, app: Flask, typed: str) -> None:
    page = client.get("/en/v", query_string={"code": typed})
    assert page.status in (200, 404)


def test_who_tries_many_codes_has_to_wait(limited: ReadingClient) -> None:
    answers = [limited.get(f"/en/v/{number:05}").status for number in range(31)]
    assert answers == [404] * 30 + [429]


def test_the_code_is_no_part_of_the_log(address: str) -> None:
    assert masked(address) == "/en/v/‹token›"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ūla Žemaitė-Šimkienė", "Ū. Ž."),
        ("H.E. Dr. María José Núñez", "M. J. N."),
        ("LIN Yu-ching 林雨晴", "L. Y. 林"),
        ("林雨晴", "林"),
        ("محمد الفارسي", "م ا"),
        ("O'Brien (Seán) – 2", "O. S."),
        ("e\u0328na", "ę."),
        ("’t Hooft", "t. H."),
        ("—", ""),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert names.initials(name) == initials


def test_her_data_hold_it(ula: Registration, made: Certificate) -> None:
    share(ula, with_name=True)
    known = own.of(traces.of(ULA))
    [row] = known.as_json()["certificates"]
    assert (row["code"], row["printed_name"]) == (made.code, "Ūla Žemaitė-Šimkienė") and row["shared_at"]
    [part] = [part for part in telling.parts(known) if part.heading == "Certificate of participation"]
    assert [(line.label, line.value) for line in part.lines] == [
        (made.code, "whoever has the code reads the name"),
    ]


def test_the_check_costs_the_same_with_many(
    client: ReadingClient, app: Flask, forum: Edition, team: Team, address: str
) -> None:
    with statements(app) as said:
        client.get(address)
    before = len(said)
    for number in range(5):
        certificates.certificate(certificates.came(registration(forum, email=f"more{number}@example.org"), team))
    with statements(app) as said:
        client.get(address)
    assert len(said) == before
