"""``flask accounts create``."""

import re

from flask import Flask

from forumapp.accounts import passwords, queries
from tests.factories import forums
from tests.support.browser_like import ReadingClient


def test_the_first_administrator_sets_her_password_by_a_printed_link(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "create", "ada@example.org", "--role", "admin"])
    assert result.exit_code == 0, result.output
    link = re.search(r"http://localhost(/password/\S+)", result.output)
    assert link
    client = ReadingClient.of(app)
    page = client.get(link.group(1))
    assert client.submit(page.form("password"), follow=False, name="Ada", password="a long enough one").status == 303
    member = queries.by_email("ada@example.org")
    assert member and member.is_admin and passwords.matches(member.password_hash, "a long enough one")


def test_a_password_comes_from_standard_input_only(app: Flask) -> None:
    runner = app.test_cli_runner()
    command = ["accounts", "create", "ada@example.org", "--role", "admin", "--password"]
    assert runner.invoke(args=[*command, "visible to everybody"]).exit_code == 1
    assert runner.invoke(args=[*command, "-"], input="a long enough one\n").exit_code == 0


def test_mistakes_are_one_clear_line(app: Flask) -> None:
    runner = app.test_cli_runner()
    for arguments in (
        ["ada@example.org", "--role", "organiser"],
        ["ada@example.org", "--role", "organiser", "--edition", "nowhere"],
        ["no address", "--role", "admin"],
        ["ada@example.org", "--role", "admin", "--edition", "f3d2026"],
    ):
        result = runner.invoke(args=["accounts", "create", *arguments])
        assert result.exit_code == 1
        assert len(result.output.strip().splitlines()) == 1, result.output


def test_the_last_owner_keeps_her_role_and_is_told_in_words(app: Flask) -> None:
    edition = forums.edition()
    command = ["accounts", "create", "ada@example.org", "--edition", edition.slug, "--role"]
    runner = app.test_cli_runner()
    assert runner.invoke(args=[*command, "owner"]).exit_code == 0
    refused = runner.invoke(args=[*command, "viewer"])
    assert refused.exit_code == 1 and "Error: " in refused.output and "Traceback" not in refused.output
