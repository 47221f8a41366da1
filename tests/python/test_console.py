"""Who may open the console, and what it is told of texts."""

import concurrent.futures
import re
import socket

import pytest

import fresh
import wire
from test_sms_webhook import production, receivers, text_somebody  # noqa: F401 (fixtures)

SESSIONS = "/strowger/v1/console/sessions"
TEXTS = "/strowger/v1/sms_messages"


def open_console(server, key=None, **headers):
    """Opens it as the console's own page does, unless `headers` say otherwise; None leaves one out."""
    sent = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    sent = {name: value for name, value in sent.items() if value is not None}
    return wire.call(server, "POST", SESSIONS, key=key, headers=sent)


def texts(server, key=wire.OURS, **query):
    answer = wire.call(server, "GET", TEXTS, key=key, query=query)
    assert answer.status == 200, answer.text
    return answer.json


def refused_number(server, number):
    user = wire.call(server, "POST", "/v1/users", {"username": fresh.name()}).json
    added = wire.call(server, "POST", "/v1/phone_numbers", {"user_id": user["id"], "phone_number": number}).json
    answer = wire.call(server, "POST", f"/v1/phone_numbers/{added['id']}/prepare_verification")
    assert answer.status >= 400, answer.text
    return user, added


def test_on_a_developers_machine_the_page_of_the_console_gets_in_by_itself(server):
    session = open_console(server)
    assert session.status == 200, session.text
    told = session.json
    assert told["object"] == "console_session"
    assert (told["environment"], told["keeps_texts"], told["test_mode"]) == ("development", True, True)
    assert told["public_url"] == server.url
    assert server.secret_key not in session.text
    assert wire.call(server, "GET", "/v1/users", key=told["token"]).status == 200


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Origin": None}, 401),
        ({"Origin": "http://localhost:3000", "Sec_Fetch_Site": "same-site"}, 400),
        ({"Origin": "http://localhost:3000", "Sec_Fetch_Site": None}, 400),
        ({"Origin": "null", "Sec_Fetch_Site": "cross-site"}, 400),
        ({"Sec_Fetch_Site": "same-site"}, 400),
        ({"Sec_Fetch_Site": "cross-site"}, 400),
        ({"Host": "evil.test", "Origin": "http://evil.test"}, 400),
        ({"Host": "evil.test:4000", "Origin": "http://evil.test:4000"}, 400),
        ({"X_Forwarded_For": "203.0.113.9"}, 401),
        ({"X_Real_IP": "203.0.113.9"}, 401),
        ({"Forwarded": "for=203.0.113.9"}, 401),
        ({"Via": "1.1 proxy"}, 401),
        ({"X_Forwarded_Port": "443"}, 401),
    ],
)
def test_nobody_else_gets_in_without_the_key(server, headers, status):
    answer = open_console(server, **headers)
    assert answer.status == status, answer.text


def test_a_proxy_that_adds_no_header_is_known_by_its_http_1_0(server):
    # nginx with `proxy_pass` alone puts its own name for the server into Host.
    head = f"POST {SESSIONS} HTTP/1.0\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\nContent-Length: 0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.split(b" ")[1] == b"401", answer


@pytest.mark.parametrize(
    "public_url, status",
    [("https://dev.example.com", 401), ("http://192.168.1.5:5173/auth", 401), ("http://127.0.0.1:3000/auth", 200)],
)
def test_where_others_reach_the_server_it_takes_the_key(configured, public_url, status):
    server = configured({"public_url": public_url})
    at_home = f"http://127.0.0.1:{server.port}"
    assert open_console(server, Origin=at_home).status == status
    # A page of the app, through a proxy that puts its own name for the server in place of the app's.
    assert open_console(server, Origin=public_url.removesuffix("/auth")).status == 401
    assert open_console(server, Origin=at_home, key=server.secret_key).status == 200


def test_with_the_key_a_program_gets_in_from_wherever_it_is(server):
    assert open_console(server, key=server.secret_key, Origin=None, Sec_Fetch_Site=None, X_Forwarded_For="203.0.113.9").status == 200


def test_a_wrong_key_is_no_way_in_where_none_would_be_needed(server):
    assert open_console(server, key="sk_test_" + "0" * 40).codes == ["clerk_key_invalid"]
    token = open_console(server).json["token"]
    assert open_console(server, key=token).codes == ["clerk_key_invalid"], "a token does not prolong itself"


def test_in_production_it_takes_the_key(production, receivers):  # noqa: F811
    server = production(receivers())
    assert open_console(server).status == 401
    session = open_console(server, key=server.secret_key)
    assert session.status == 200, session.text
    assert (session.json["environment"], session.json["keeps_texts"]) == ("production", False)


def test_a_token_is_no_key_elsewhere_and_dies_with_the_key(start, tmp_path):
    first = start()
    token = open_console(first).json["token"]
    assert wire.call(first, "GET", "/v1/users", key=token).status == 200
    assert wire.call(first, "GET", "/v1/users", key=token[:-2]).codes == ["clerk_key_invalid"]
    first.stop()
    first.env["STROWGER_SECRET_KEY"] = "sk_test_" + "n" * 40
    first.start()
    assert wire.call(first, "GET", "/v1/users", key=token).codes == ["clerk_key_invalid"]


@pytest.mark.parametrize("path", ["/console", "/console/users/user_x", "/"])
def test_pages_are_served_to_our_own_names_alone(server, path):
    page = wire.call(server, "GET", path, key=None)
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert page.headers["x-frame-options"] == "DENY"
    again = wire.call(server, "GET", path, key=None, headers={"If-None-Match": page.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    for host in ["evil.test", "localhost.evil.test:4000", "evil.test:127"]:
        refused = wire.call(server, "GET", path, key=None, headers={"Host": host})
        assert (refused.status, refused.codes) == (400, ["host_invalid"])


def test_parts_of_pages_are_files_of_the_program_alone(server):
    for name in ["", "nothing.js", "..", "../console.html", "%2e%2e/console.html", "console.html"]:
        assert wire.call(server, "GET", f"/strowger/assets/{name}", key=None).status == 404, name


def test_the_console_runs_only_its_own_scripts(server):
    policy = wire.call(server, "GET", "/console", key=None).headers["content-security-policy"]
    assert re.search(r"script-src 'self';", policy) and "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy


def test_production_has_no_try_it_page(production, receivers):  # noqa: F811
    server = production(receivers())
    assert wire.call(server, "GET", "/", key=None).status == 401
    assert wire.call(server, "GET", "/console", key=None).status == 200


def test_a_text_of_development_is_told_with_its_code(server):
    user, number, _ = text_somebody(server)
    [text] = texts(server, phone_number=number["phone_number"])["data"]
    assert text["object"] == "sms_message_record"
    assert (text["state"], text["reason"], text["tries"]) == ("delivered", None, 0)
    assert (text["user_id"], text["phone_number_id"]) == (user["id"], number["id"])
    assert text["otp_code"] in text["message"]
    assert texts(server, user_id=user["id"])["data"] == [text]
    assert texts(server, user_id=user["id"], state="queued")["data"] == []


def test_pages_of_texts_lead_to_the_first(own_server):
    for _ in range(5):
        text_somebody(own_server)
    everything = texts(own_server)["data"]
    assert [text["id"] for text in everything] == sorted((text["id"] for text in everything), reverse=True)
    paged, page = [], texts(own_server, limit=2)["data"]
    while page:
        paged += page
        page = texts(own_server, limit=2, before=page[-1]["id"])["data"]
    assert paged == everything


@pytest.mark.parametrize(
    "settings, number, reason",
    [
        ({"sms.blocked_countries": ["GB"]}, "+447400123456", "country_blocked"),
        ({}, "+442071838750", "not_textable"),
    ],
)
def test_what_was_refused_is_listed_with_its_reason(configured, settings, number, reason):
    server = configured(settings)
    user, added = refused_number(server, number)
    [text] = texts(server)["data"]
    assert (text["state"], text["reason"], text["to_phone_number"]) == ("refused", reason, number)
    assert (text["user_id"], text["phone_number_id"]) == (user["id"], added["id"])
    assert (text["message"], text["otp_code"], text["expire_at"]) == (None, None, None)
    assert texts(server, state="refused")["data"] == [text]
    assert texts(server, state="delivered")["data"] == []


def test_a_second_text_too_soon_is_listed_beside_the_first(own_server):
    _, number, _ = text_somebody(own_server)
    again = wire.call(own_server, "POST", f"/v1/phone_numbers/{number['id']}/prepare_verification")
    assert again.status == 429, again.text
    told = [(text["state"], text["reason"]) for text in texts(own_server)["data"]]
    assert told == [("refused", "too_soon"), ("delivered", None)]


def test_who_asks_again_and_again_is_listed_once(own_server):
    _, number, _ = text_somebody(own_server)
    for _ in range(3):
        again = wire.call(own_server, "POST", f"/v1/phone_numbers/{number['id']}/prepare_verification")
        assert again.status == 429, again.text
    assert [text["reason"] for text in texts(own_server)["data"]] == ["too_soon", None]


def test_a_stranger_who_signs_up_in_a_blocked_country_is_listed(configured, start):
    server = configured({"sms.blocked_countries": ["GB"]})
    answer = wire.call(
        server,
        "POST",
        "/v1/client/sign_ups?_is_native=1",
        {"phone_number": "+447400123456"},
        key=None,
    )
    assert answer.codes == ["unsupported_country_code"], answer.text
    [text] = texts(server)["data"]
    assert (text["reason"], text["user_id"]) == ("country_blocked", None)


@pytest.mark.parametrize(
    "statuses, state, reason",
    [([422], "failed", "sender_refused"), ([200], "delivered", None), ([500] * 20, "queued", None)],
)
def test_production_tells_what_became_of_a_text_and_not_what_it_says(production, receivers, statuses, state, reason):  # noqa: F811
    server = production(receivers(statuses))
    text_somebody(server)
    told = texts(server)
    while told["data"][0]["tries"] == 0:
        told = texts(server, revision=told["revision"], wait_ms=5000)
    [text] = told["data"]
    assert (text["state"], text["reason"]) == (state, reason)
    assert (text["message"], text["otp_code"]) == (None, None)


def test_who_waits_is_told_when_something_happens(own_server):
    known = texts(own_server)["revision"]
    assert texts(own_server, revision=known, wait_ms=1)["revision"] == known
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(texts, own_server, revision=known, wait_ms=20_000)
        text_somebody(own_server)
        told = waiting.result(timeout=10)
    assert told["revision"] != known
    assert len(told["data"]) == 1
    assert texts(own_server, revision="of another process", wait_ms=20_000)["data"] == told["data"]


@pytest.mark.parametrize(
    "query, param",
    [
        ({"state": "lost"}, "state"),
        ({"before": "x"}, "before"),
        ({"user_id": "x"}, "user_id"),
        ({"phone_number": "x"}, "phone_number"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"wait_ms": "50001"}, "wait_ms"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(server, query, param):
    answer = wire.call(server, "GET", TEXTS, query=query)
    assert (answer.status, answer.param_names) == (422, {param})
