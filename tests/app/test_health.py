"""Alive, ready, degraded."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from bench.storm.disk import CannotMount, small_disk
from forumapp import create_app, disk_room
from forumapp.notifications import delivery
from tests.factories import invitations
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import mail_sink


def test_the_process_is_alive_and_the_database_reachable(client: ReadingClient) -> None:
    assert client.get("/healthz").response.get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status == 200


def test_a_silent_worker_is_said_to_be_degraded(app: Flask, client: ReadingClient) -> None:
    assert client.get("/readyz").response.get_json() == {"status": "degraded", "degraded": ["worker"]}


def test_with_a_worker_and_nothing_late_all_is_well(app: Flask, client: ReadingClient) -> None:
    delivery.beat("somewhere-1")
    assert client.get("/readyz").response.get_json() == {"status": "ok", "degraded": []}


def test_letters_that_cannot_leave_are_told_after_five_minutes(app: Flask, client: ReadingClient) -> None:
    with time_machine.travel(invitations.NOW, tick=False) as traveller:
        delivery.beat("somewhere-1")
        invitations.invitation()
        delivery.run_due()
        assert client.get("/readyz").response.get_json()["degraded"] == []
        traveller.shift(timedelta(minutes=6))
        delivery.beat("somewhere-1")
        assert client.get("/readyz").response.get_json() == {"status": "degraded", "degraded": ["mail"]}
        with mail_sink(app):
            delivery.run_due()
        assert client.get("/readyz").response.get_json()["degraded"] == []


def test_a_disk_that_is_almost_full_is_told_until_there_is_room(app: Flask) -> None:
    delivery.beat("somewhere-1")
    try:
        with small_disk(16) as folder:
            there = ReadingClient.of(create_app(replace(app.config["SETTINGS"], data_dir=folder / "made" / "later")))
            assert there.get("/readyz").response.get_json()["degraded"] == []
            ballast = folder / "ballast"
            ballast.write_bytes(bytes(16_200_000))
            assert there.get("/readyz").response.get_json() == {"status": "degraded", "degraded": ["disk"]}
            ballast.unlink()
            assert there.get("/readyz").response.get_json()["degraded"] == []
    except CannotMount as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize(
    ("size", "free", "is_low"),
    [
        (20 * 10**9, 150 * 10**6, False),
        (20 * 10**9, 99 * 10**6, True),
        (10**9, 60 * 10**6, False),
        (10**9, 49 * 10**6, True),
    ],
)
def test_room_is_low_below_a_hundred_megabytes_or_a_twentieth(size: int, free: int, is_low: bool) -> None:
    assert disk_room.Room("data", size, free).is_low is is_low
