"""Holding a client: cookies, development browsers, native apps; how it changes hands, and who can not use it."""

import base64
import hashlib
import secrets
import time

import jwt
import pytest

import fresh
import wire
from frontend import (
    APP,
    FORM,
    PAGE,
    PUBLIC,
    SESSIONS,
    SIGN_INS,
    SIGN_UPS,
    Cookies,
    DevBrowser,
    Native,
    ok,
    raw_get,
    raw_post,
    refused,
)
from instance import as_environment
from sms_receiver import SECRET, Receiver, check_signed

YEAR_SECONDS = 365 * 24 * 60 * 60


def suffix(server):
    """What tells cookies of several instances on one domain apart."""
    digest = hashlib.sha1(server.keys()["publishable_key"].encode()).digest()
    return base64.b64encode(digest).decode()[:8].replace("+", "-").replace("/", "_")


# Every way of holding a client


def test_nothing_begun_is_no_client(server):
    for holder in (Cookies(server), DevBrowser(server)):
        answer = holder.get("/v1/client")
        assert answer.json == {"response": None, "client": None} and "__client" not in answer.cookies


def test_an_app_has_a_client_from_the_first_request_on(server):
    app = Native(server)
    client = app.seen()
    assert client["sessions"] == [] and app.held
    assert app.seen()["id"] == client["id"]


def test_a_client_is_made_by_the_first_attempt_and_stays(holder):
    holder.start_sign_up(fresh.test_number())
    made = holder.client["id"]
    assert holder.seen()["id"] == made
    holder.start_sign_up(fresh.test_number())
    assert holder.client["id"] == made


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_client_can_be_asked_for(holder, method):
    made = ok(holder.send(method, "/v1/client"))
    assert made["sessions"] == [] and holder.seen()["id"] == made["id"]


def test_one_client_knows_nothing_of_another(hold):
    one, other = hold(), hold()
    one.sign_up(fresh.test_number())
    other.sign_up(fresh.test_number())
    assert one.seen()["id"] != other.seen()["id"]
    assert one.me()["id"] != other.me()["id"]


def test_a_client_that_is_given_up_is_gone(member):
    before, twin = member.client["id"], member.twin()
    signed_out = ok(member.delete("/v1/client"))
    assert signed_out is None or signed_out["sessions"] == []
    assert before.encode() not in twin.get("/v1/client").body
    refused(twin.get("/v1/me"), 401)


def test_what_was_held_before_a_session_began_is_no_way_to_it(hold):
    """Whoever planted the victim's client beforehand must not share the session."""
    holder = hold()
    sign_up = holder.start_sign_up(fresh.test_number())
    before = holder.twin()
    path = f"{SIGN_UPS}/{sign_up['id']}"
    ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
    ok(holder.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE))
    if before.held != holder.held:
        refused(before.get("/v1/me", _clerk_session_id=holder.session_id), 401)
    assert holder.me()["phone_numbers"]


def test_a_refusal_without_a_client_says_nothing_of_one(holder):
    answer = refused(holder.get("/v1/me"), 401)
    assert "meta" not in answer.json


def test_refusals_bring_the_client_whatever_was_refused(member):
    for answer in (
        refused(member.post("/v1/me/phone_numbers", phone_number="nonsense"), 422),
        refused(member.patch("/v1/me", first_name="x" * 10_000), 422),
        refused(member.post(SIGN_INS, identifier=fresh.test_number()), 400, "session_exists"),
        refused(member.post(f"{member.session_path}/verify/attempt_first_factor", strategy="phone_code", code="1"), 400),
        refused(member.delete("/v1/me/phone_numbers/idn_unknown"), 404),
    ):
        assert answer.json["meta"]["client"]["id"] == member.client["id"], answer.text


# Cookies


def test_the_cookie_of_a_client_is_for_this_server_alone(server):
    answer = Cookies(server).post(SIGN_UPS, phone_number=fresh.test_number())
    cookie = answer.cookies["__client"].attributes
    assert cookie.pop("max-age") == str(YEAR_SECONDS) and cookie.pop("httponly") is True
    assert (cookie.pop("path"), cookie.pop("samesite").lower()) == ("/", "lax")
    assert not {"domain", "secure"} & set(cookie)


def test_looking_around_sets_no_cookie(browser):
    for path in ("/v1/environment", "/v1/client"):
        assert "__client" not in browser.get(path).cookies


def test_a_session_replaces_the_cookie_and_the_old_one_is_dead(browser):
    sign_up = browser.start_sign_up(fresh.test_number())
    old = dict(browser.held)
    path = f"{SIGN_UPS}/{sign_up['id']}"
    ok(browser.post(f"{path}/prepare_verification", strategy="phone_code"))
    ok(browser.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE))
    assert browser.held["__client"] != old["__client"]
    assert raw_get(browser.server, "/v1/client", old, PAGE).json["response"] is None
    answer = raw_get(browser.server, "/v1/me", old, PAGE, _clerk_session_id=browser.session_id)
    refused(answer, 401)


def test_a_sign_in_replaces_the_cookie_of_the_last_one(browser):
    browser.sign_up(fresh.test_number())
    old = dict(browser.held)
    browser.sign_out()
    assert browser.held["__client"] == old["__client"]
    browser.sign_in(browser.number)
    assert browser.held["__client"] != old["__client"]
    refused(raw_get(browser.server, "/v1/me", old, PAGE), 401)


@pytest.mark.parametrize("value", ["", "nonsense", "x" * 3_500, "a.b.c", "%00", '"', "client_1"])
def test_a_cookie_of_nobody_is_nobodys_client(server, value):
    answer = raw_get(server, "/v1/client", {"__client": value}, PAGE)
    assert answer.status == 200 and answer.json["response"] is None
    refused(raw_get(server, "/v1/me", {"__client": value}, PAGE), 401)


def test_app_servers_are_told_since_when_somebody_is_signed_in(server):
    browser = Cookies(server)
    browser.sign_up(fresh.test_number())
    names = ("__client_uat", f"__client_uat_{suffix(server)}")
    assert browser.held[names[0]] == browser.held[names[1]]
    claims = jwt.decode(browser.session["last_active_token"]["jwt"], options={"verify_signature": False})
    assert time.time() - 60 < int(browser.held[names[0]]) <= claims["iat"]
    answer = browser.delete(SESSIONS)
    assert [answer.cookies[name].value for name in names] == ["0", "0"]
    assert not any("httponly" in answer.cookies[name].attributes for name in names)


def test_that_time_stays_while_nobody_signs_in_or_out(victim):
    before = victim.held["__client_uat"]
    ok(victim.post(f"{victim.session_path}/touch"))
    ok(victim.post(f"{victim.session_path}/tokens"))
    ok(victim.patch("/v1/me", first_name="Almon"))
    victim.step_up("first")
    assert victim.held["__client_uat"] == before


def test_a_client_that_is_given_up_takes_its_cookie_away(victim):
    answer = victim.delete("/v1/client")
    assert answer.cookies["__client"].takes_away and "__client" not in victim.held


def test_signing_out_keeps_the_cookie(victim):
    before = victim.held["__client"]
    victim.sign_out()
    assert victim.held["__client"] == before and victim.seen()["sessions"] == []


def cookies_of_a_sign_up(server, origin):
    browser = Cookies(server, origin)
    browser.sign_up(fresh.test_number())
    return Cookies(server, origin).post(SIGN_INS, identifier=browser.number).cookies, browser


def test_by_https_cookies_are_secure(https):
    made, browser = cookies_of_a_sign_up(https(), PUBLIC)
    assert made["__client"].attributes["secure"] is True
    assert made["__client"].attributes["samesite"].lower() == "lax"
    assert browser.me()["phone_numbers"]


def test_a_page_of_another_site_needs_cookies_without_same_site(https):
    made, _ = cookies_of_a_sign_up(https({"frontend.cookie_same_site": "none"}), APP)
    assert made["__client"].attributes["samesite"].lower() == "none"
    assert made["__client"].attributes["secure"] is True


def test_the_time_of_the_sign_in_is_for_the_whole_domain_where_one_is_set(https):
    browser = Cookies(https({"frontend.cookie_domain": "example.test"}), APP)
    sign_up = browser.start_sign_up(fresh.test_number())
    path = f"{SIGN_UPS}/{sign_up['id']}"
    ok(browser.post(f"{path}/prepare_verification", strategy="phone_code"))
    answer = browser.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE)
    told = [cookie for name, cookie in answer.cookies.items() if name.startswith("__client_uat")]
    assert len(told) == 2
    assert {cookie.attributes["domain"].lstrip(".") for cookie in told} == {"example.test"}


# Development browsers


def test_a_development_browser_needs_neither_cookie_nor_origin(server):
    held = DevBrowser(server).held
    number = fresh.test_number()
    answer = raw_post(server, SIGN_UPS, form={"phone_number": number}, __clerk_db_jwt=held)
    assert answer.status == 200, answer.text
    shown = raw_get(server, "/v1/client", __clerk_db_jwt=held).json["response"]
    assert shown["sign_up"]["phone_number"] == number


@pytest.mark.parametrize("held", ["dvb_unknown", "nonsense", "x" * 3_000])
def test_an_unknown_development_browser_is_told_so(server, held):
    refused(raw_get(server, "/v1/client", __clerk_db_jwt=held), 401, "dev_browser_unauthenticated")
    answer = raw_post(server, SIGN_INS, form={"identifier": fresh.test_number()}, origin=PAGE, __clerk_db_jwt=held)
    refused(answer, 401, "dev_browser_unauthenticated")


def test_development_browsers_are_unlike_each_other(server):
    assert len({DevBrowser(server).held for _ in range(20)}) == 20


# Native apps


@pytest.mark.parametrize("flag", ["1", "true"])
@pytest.mark.parametrize("form", ["{}", "Bearer {}"])
def test_an_app_shows_its_token_bare_or_as_a_bearer(server, flag, form):
    app = Native(server)
    app.sign_up(fresh.test_number())
    headers = {"Authorization": form.format(app.held)}
    answer = wire.call(server, "GET", "/v1/me", key=None, headers=headers, query={"_is_native": flag})
    assert ok(answer)["phone_numbers"][0]["phone_number"] == app.number


def test_an_app_that_shows_an_origin_too_is_refused(server):
    app = Native(server)
    app.sign_up(fresh.test_number())
    for method, path in (("GET", "/v1/client"), ("DELETE", SESSIONS)):
        answer = app.send(method, path, headers={"Origin": PAGE})
        refused(answer, 400, "origin_authorization_headers_conflict")
    assert app.me()["phone_numbers"]


@pytest.mark.parametrize("held", ["nonsense", "Bearer nonsense", "x" * 3_000, "a.b.c"])
def test_a_token_of_nobody_is_nobodys_client(server, held):
    answer = wire.call(server, "GET", "/v1/me", key=None, headers={"Authorization": held}, query={"_is_native": "1"})
    refused(answer, 401)


def test_an_app_gets_no_cookies(server):
    app = Native(server)
    app.sign_up(fresh.test_number())
    assert not app.get("/v1/client").cookies and not app.delete(SESSIONS).cookies


# Verbs


def test_real_verbs_and_those_in_the_query_do_the_same(victim):
    added = [victim.add_number(verified=False)["id"] for _ in range(2)]
    headers = {**victim.credentials(), "Content-Type": FORM}
    path = f"/v1/me/phone_numbers/{added[0]}"
    query = {"_clerk_session_id": victim.session_id}
    real = wire.call(victim.server, "DELETE", path, key=None, headers=headers, query=query)
    assert ok(real)["deleted"] is True
    assert ok(victim.delete(f"/v1/me/phone_numbers/{added[1]}"))["deleted"] is True


@pytest.mark.parametrize("verb", ["DELETE", "delete", "PATCH"])
def test_a_verb_in_the_query_of_a_get_does_nothing(victim, verb):
    answer = raw_get(victim.server, "/v1/me", victim.held, PAGE, _method=verb)
    assert answer.status in (200, 400, 405), answer.text
    assert victim.me()["phone_numbers"]


@pytest.mark.parametrize("verb", ["BREW", "TRACE", "CONNECT"])
def test_an_unheard_of_verb_in_the_query_is_refused(victim, verb):
    answer = raw_post(victim.server, "/v1/me", victim.held, origin=PAGE, _method=verb)
    assert 400 <= answer.status < 500, answer.text


def test_verbs_in_the_query_are_for_pages_only(server, user):
    """The Backend API has its own verbs, and its callers are no browsers."""
    answer = wire.call(server, "POST", f"/v1/users/{user.id}", {}, query={"_method": "DELETE"})
    assert 400 <= answer.status < 500, answer.text
    assert wire.call(server, "GET", f"/v1/users/{user.id}").status == 200


# What is open


def test_health_and_keys_are_open_and_bare(server):
    assert wire.call(server, "GET", "/v1/health", key=None).json == {"status": "ok"}
    (key, *_) = wire.call(server, "GET", "/.well-known/jwks.json", key=None).json["keys"]
    assert (key["use"], key["kty"], key["alg"]) == ("sig", "RSA", "RS256")


def test_pictures_of_users_can_be_shown_by_pages(victim):
    """They are fetched without credentials and across origins."""
    url = victim.me()["image_url"]
    assert url.startswith(victim.server.url), url
    answer = wire.call(victim.server, "GET", url.removeprefix(victim.server.url), key=None, headers={"Origin": PAGE})
    assert answer.status == 200 and answer.headers["content-type"].startswith("image/")
    assert answer.headers["access-control-allow-origin"] in ("*", PAGE)


# Production


@pytest.fixture
def production(start):
    """A production server that browsers reach by https, and what gets its texts."""
    receiver = Receiver()
    settings = {
        "mode": "production",
        "public_url": PUBLIC,
        "master_key": secrets.token_hex(32),
        "secret_key": "sk_live_" + secrets.token_hex(20),
        "sms.webhook_url": receiver.url,
        "sms.webhook_secret": SECRET,
        "sms.allowed_countries": ["US"],
    }
    yield start(env=as_environment(settings)), receiver
    receiver.close()


def test_in_production_a_user_signs_up_by_a_text_and_gets_secure_cookies(production):
    server, receiver = production
    browser, number = Cookies(server, PUBLIC), fresh.texted_number()
    path = f"{SIGN_UPS}/{browser.start_sign_up(number)['id']}"
    ok(browser.post(f"{path}/prepare_verification", strategy="phone_code"))
    ((headers, body, _),) = receiver.delivered(1)
    data = check_signed(headers, body)["data"]
    code = data["data"].get("otp_code") or data["otp_code"]
    answer = browser.post(f"{path}/attempt_verification", strategy="phone_code", code=code)
    assert ok(answer)["status"] == "complete"
    assert answer.cookies["__client"].attributes["secure"] is True
    assert browser.me()["phone_numbers"][0]["phone_number"] == number


def test_in_production_there_are_no_development_browsers(production):
    server, _ = production
    answer = raw_post(server, "/v1/dev_browser", origin=PUBLIC)
    assert 400 <= answer.status < 500, answer.text


@pytest.mark.parametrize("origin", [PAGE, "http://127.0.0.1:4000", "http://auth.example.test", None])
def test_in_production_pages_on_the_users_machine_are_as_foreign_as_any(production, origin):
    server, _ = production
    answer = raw_post(server, SIGN_UPS, form={"phone_number": fresh.texted_number()}, origin=origin)
    refused(answer, 400, "origin_invalid" if origin else "request_header_missing")


def test_in_production_the_fixed_code_is_nobodys(production):
    server, _ = production
    browser = Cookies(server, PUBLIC)
    answer = browser.post(SIGN_UPS, phone_number="+14155550100")
    if answer.status == 200:
        path = f"{SIGN_UPS}/{answer.json['response']['id']}"
        browser.post(f"{path}/prepare_verification", strategy="phone_code")
        answer = browser.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE)
    assert answer.status in (400, 422), answer.text
