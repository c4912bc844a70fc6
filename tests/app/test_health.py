"""Alive, ready, degraded."""

from flask import Flask

from tests.support.browser_like import ReadingClient


def test_the_process_is_alive_and_the_database_reachable(client: ReadingClient) -> None:
    assert client.get("/healthz").response.get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status == 200


def test_a_silent_worker_is_said_to_be_degraded(app: Flask, client: ReadingClient) -> None:
    assert client.get("/readyz").response.get_json() == {"status": "degraded", "degraded": ["worker"]}
