"""Every page names who may open it, and keeps to it for each role."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from forumapp.rights import EVERYTHING, GRANTS, Permission, Role
from forumapp.web.access import access_of
from tests.factories import forums
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

ROLES = ("admin", *[role.value for role in Role])

# What stands for each part of an address where it does not matter which one.
SAMPLE: dict[str, Any] = {
    "lang": "en",
    "code": "P1",
    "series_code": "F3D",
    "token": "A" * 43,
    "language": "en",
    "number": 1,
    "name": "nothing",
    "filename": "favicon.svg",
}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def permission_of(app: Flask, rule: Rule) -> Permission | None:
    access = access_of(app.view_functions[rule.endpoint])
    return access.permission if access else None


def address(app: Flask, rule: Rule, slug: str) -> str:
    """Some address of this rule: parts that name a thing get a value of the right shape that names nothing."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        converter = rule._converters[name].__class__.__name__
        shapes: dict[str, Any] = {"PublicIdConverter": "a" * 12, "IntegerConverter": 1, "CodeConverter": "X1"}
        values[name] = slug if name in ("edition", "slug") else SAMPLE.get(name) or shapes.get(converter, "pdf")
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def test_every_view_names_its_access_rule(app: Flask) -> None:
    assert [rule.endpoint for rule in rules(app) if access_of(app.view_functions[rule.endpoint]) is None] == []


def test_every_address_of_an_edition_under_manage_asks_for_a_permission(app: Flask) -> None:
    loose = [
        rule.rule for rule in rules(app) if rule.rule.startswith("/manage/<edition") and not permission_of(app, rule)
    ]
    assert loose == []


def test_somebody_who_has_not_signed_in_is_sent_there_for_any_slug(app: Flask, client: ReadingClient) -> None:
    edition = forums.edition()
    for rule in rules(app):
        if rule.rule.startswith("/manage") and "GET" in (rule.methods or ()):
            for slug in (edition.slug, "nowhere9"):
                answer = client.get(address(app, rule, slug), follow=False)
                assert answer.status == 302, rule.rule
                assert answer.response.location.startswith("/sign-in"), rule.rule


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_rights_say_and_nothing_else(app: Flask, team: Team, role: str) -> None:
    edition = forums.edition()
    granted = EVERYTHING if role == "admin" else GRANTS[Role(role)]
    client = team.signed_in_as(role, edition)
    for rule in rules(app):
        permission = permission_of(app, rule)
        if permission is None or "GET" not in (rule.methods or ()):
            continue
        status = client.get(address(app, rule, edition.slug), follow=False).status
        if permission not in granted:
            assert status == 404, f"{role} may open {rule.rule} without {permission}"
        elif rule.arguments <= {"edition"}:
            assert status in (200, 302, 303), f"{role} may not open {rule.rule}: {status}"


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_role_in_another_edition_opens_nothing_here(app: Flask, team: Team, role: str) -> None:
    here, elsewhere = forums.edition(), forums.edition()
    client = team.signed_in_as(role, elsewhere)
    for rule in rules(app):
        if "edition" in rule.arguments and permission_of(app, rule) and "GET" in (rule.methods or ()):
            foreign = client.get(address(app, rule, here.slug), follow=False)
            nowhere = client.get(address(app, rule, "nowhere9"), follow=False)
            assert foreign.status == nowhere.status == 404, rule.rule
            assert foreign.text.replace(here.slug, "") == nowhere.text.replace("nowhere9", ""), rule.rule


@pytest.mark.parametrize("role", ["viewer", "cohost", "desk", "nobody"])
def test_acts_are_refused_to_those_who_may_not_act(app: Flask, team: Team, role: str) -> None:
    here, elsewhere = forums.edition(), forums.edition()
    granted = GRANTS[Role(role)] if role != "nobody" else frozenset()
    client = team.signed_in_as("organiser" if role == "nobody" else role, elsewhere if role == "nobody" else here)
    token = client.get("/manage/-/account").form("language").values["csrf_token"]
    for rule in rules(app):
        permission = permission_of(app, rule)
        if permission and permission not in granted and "POST" in (rule.methods or ()) and "edition" in rule.arguments:
            answer = client.post(address(app, rule, here.slug), {"csrf_token": token})
            assert answer.status == 404, f"{role} may act at {rule.rule}"


def test_a_draft_is_unknown_to_the_public(app: Flask, client: ReadingClient) -> None:
    draft = forums.edition(state="draft")
    for rule in rules(app):
        access = access_of(app.view_functions[rule.endpoint])
        if access and access.rule == "public" and rule.arguments & {"edition", "slug"}:
            assert client.get(address(app, rule, draft.slug), follow=False).status in (404, 405), rule.rule


def test_pages_for_developers_are_closed_in_production(app: Flask, client: ReadingClient) -> None:
    closed = [
        r for r in rules(app) if (a := access_of(app.view_functions[r.endpoint])) and a.rule == "development_only"
    ]
    assert closed
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = type(before)(**{**before.__dict__, "app_env": "production"})
    try:
        for rule in closed:
            assert client.get(address(app, rule, "f3d2026")).status == 404
    finally:
        app.config["SETTINGS"] = before
