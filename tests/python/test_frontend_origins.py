"""Origins: which pages may change things and read answers, and what a hostile one can do with the victim's cookies."""

import pytest

import fresh
import wire
from frontend import (
    APP,
    PAGE,
    PUBLIC,
    SESSIONS,
    SIGN_UPS,
    Cookies,
    DevBrowser,
    check_readable,
    raw_get,
    raw_post,
    refused,
    words,
)

EVIL = "https://evil.example"

OWN_ORIGINS = [PAGE, "http://localhost", "http://127.0.0.1:8080", "https://localhost:3000", "http://[::1]:5173"]
NO_ORIGINS = [
    EVIL, "null", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "https://localhost@evil.example",
    "http://evil.example#localhost", "file://", "http://10.0.0.1", "localhost", "http://localhost:3000.evil.example",
    "http://0x7f.evil.example", "chrome-extension://localhost",
]


@pytest.mark.parametrize("origin", OWN_ORIGINS)
def test_in_development_pages_on_this_machine_may_change_things(server, origin):
    browser = Cookies(server, origin)
    browser.sign_up(fresh.test_number())
    browser.sign_out()


def test_the_servers_own_origin_may_change_things(server):
    Cookies(server, server.url).sign_up(fresh.test_number())


@pytest.mark.parametrize("origin", NO_ORIGINS)
def test_other_origins_change_nothing(victim, origin):
    refused(raw_post(victim.server, SESSIONS, victim.held, origin=origin, _method="DELETE"), 400, "origin_invalid")
    assert victim.me()["phone_numbers"]


def test_a_cookie_without_an_origin_changes_nothing(victim):
    refused(raw_post(victim.server, SESSIONS, victim.held, _method="DELETE"), 400, "request_header_missing")
    real = wire.call(victim.server, "DELETE", SESSIONS, key=None, headers=victim.credentials() | {"Origin": None})
    refused(real, 400, "request_header_missing")
    assert victim.me()["phone_numbers"]


def test_the_first_attempt_needs_an_origin_too(server):
    answer = raw_post(server, SIGN_UPS, form={"phone_number": fresh.test_number()})
    refused(answer, 400, "request_header_missing")
    assert not answer.cookies


def test_origins_that_the_settings_allow_may_change_things_and_no_others(https):
    server = https()
    for origin in (PUBLIC, APP):
        Cookies(server, origin).sign_up(fresh.test_number())
    for origin in (EVIL, "http://app.example.test", f"{APP}:8443", f"{APP}.evil.example", "https://example.test"):
        answer = raw_post(server, SIGN_UPS, form={"phone_number": fresh.test_number()}, origin=origin)
        refused(answer, 400, "origin_invalid")


def test_an_origin_that_the_backend_allows_may_change_things_at_once(own_server):
    form = {"phone_number": fresh.test_number()}
    refused(raw_post(own_server, SIGN_UPS, form=form, origin=APP), 400, "origin_invalid")
    assert wire.call(own_server, "PATCH", "/v1/instance", {"allowed_origins": [APP]}).status == 204
    assert Cookies(own_server, APP).sign_up(fresh.test_number())["status"] == "complete"


# What a page on another origin can do with the victim's cookies

HOSTILE = [
    ("sign out", SESSIONS, {"_method": "DELETE"}, {}),
    ("delete the account", "/v1/me", {"_method": "DELETE"}, {}),
    ("add its own number", "/v1/me/phone_numbers/", {}, {"phone_number": "+14155552671"}),
    ("change the name", "/v1/me", {"_method": "PATCH"}, {"first_name": "Mallory"}),
]
DISGUISES = {
    "plainly": ({}, EVIL),
    "without an origin": ({}, None),
    "from a sandbox": ({}, "null"),
    "as an app": ({"_is_native": "1"}, None),
    "as an app with an origin": ({"_is_native": "true"}, EVIL),
    "as a development browser": ({"__clerk_db_jwt": "dvb_unknown"}, None),
}


@pytest.mark.parametrize(("what", "path", "query", "form"), HOSTILE, ids=[what for what, *_ in HOSTILE])
@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_hostile_page_changes_nothing(victim, what, path, query, form, disguise):
    before = victim.me()
    more, origin = disguise
    query = {**query, **more, "_clerk_session_id": victim.session_id}
    answer = raw_post(victim.server, path, victim.held, form, origin, **query)
    assert answer.status < 500 and victim.session_id.encode() not in answer.body, answer.text
    after = victim.me()
    assert (after["first_name"], after["phone_numbers"]) == (before["first_name"], before["phone_numbers"])


def test_a_hostile_page_with_a_development_browser_of_its_own_gets_nobody_elses_client(victim):
    held = DevBrowser(victim.server).held
    query = {"__clerk_db_jwt": held, "_clerk_session_id": victim.session_id}
    answer = raw_post(victim.server, "/v1/me", victim.held, origin=EVIL, _method="DELETE", **query)
    assert answer.status in (400, 401), answer.text
    assert victim.session_id.encode() not in raw_get(victim.server, "/v1/client", victim.held, EVIL, **query).body
    assert victim.me()["phone_numbers"]


@pytest.mark.parametrize("origin", [EVIL, "null"])
@pytest.mark.parametrize("path", ["/v1/client", "/v1/me", "/v1/me/phone_numbers", "/v1/me/sessions/active"])
def test_a_hostile_page_reads_nothing(victim, origin, path):
    answer = raw_get(victim.server, path, victim.held, origin)
    assert answer.headers.get("access-control-allow-origin") in (None, PAGE, victim.server.url), answer.headers


def test_a_hostile_page_gets_no_token_to_read(victim):
    answer = raw_post(victim.server, f"{victim.session_path}/tokens", victim.held, origin=EVIL)
    refused(answer, 400, "origin_invalid")
    assert answer.headers.get("access-control-allow-origin") != EVIL


# What pages may read


def test_every_answer_to_an_allowed_page_is_readable_refusals_included(server):
    for path in ("/v1/client", "/v1/me", "/v1/environment", "/v1/client/sign_ins/sia_unknown"):
        check_readable(raw_get(server, path, origin=PAGE), PAGE)
    check_readable(raw_post(server, SIGN_UPS, form={"phone_number": "x" * 70_000}, origin=PAGE), PAGE)


def test_a_preflight_is_answered(server):
    headers = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = wire.call(server, "OPTIONS", "/v1/me", key=None, headers=headers)
    assert answer.status in (200, 204), answer.text
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "patch" in words(answer.headers["access-control-allow-methods"])
    assert words(answer.headers["access-control-allow-headers"]) >= {"authorization", "content-type"}


def test_a_preflight_of_a_hostile_page_allows_nothing(server):
    headers = {"Origin": EVIL, "Access-Control-Request-Method": "DELETE"}
    answer = wire.call(server, "OPTIONS", "/v1/me", key=None, headers=headers)
    assert answer.headers.get("access-control-allow-origin") not in (EVIL, "*")


def test_answers_that_hold_secrets_are_not_kept_by_caches(victim):
    for answer in (victim.get("/v1/client"), victim.get("/v1/me"), victim.post(f"{victim.session_path}/tokens")):
        assert {"no-store", "private"} & words(answer.headers.get("cache-control")), answer.headers
