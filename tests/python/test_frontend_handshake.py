"""The handshake: an app server that can not tell who asks sends the browser here, and it comes back with cookies."""

import urllib.parse

import jwt
import pytest

import fresh
import wire
from frontend import Cookies, DevBrowser

APP = "http://localhost:4605/path"


def handshake(holder, redirect_url=APP, **query):
    """The browser is sent to the handshake, as a navigation: no origin, and whatever it holds."""
    query = {"__clerk_api_version": "2026-05-12", "suffixed_cookies": "false", "__clerk_hs_reason": "x", **query}
    if redirect_url is not None:
        query["redirect_url"] = redirect_url
    headers = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}
    if isinstance(holder, DevBrowser):
        query["__clerk_db_jwt"] = holder.held
    else:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in holder.held.items()) or None
    return wire.call(holder.server, "GET", "/v1/client/handshake", key=None, headers=headers, query=query)


def way_back(answer):
    """Where the browser is sent, without what was put there, and the query."""
    assert answer.status == 307, answer.text
    assert "no-store" in answer.headers["cache-control"]
    url = urllib.parse.urlsplit(answer.headers["location"])
    return url, urllib.parse.parse_qs(url.query, keep_blank_values=True)


def payload(holder, answer):
    """The cookies that the app server is told to set, by name; the signature verified."""
    _, query = way_back(answer)
    (token,) = query["__clerk_handshake"]
    keys = jwt.PyJWKClient(f"{holder.server.url}/.well-known/jwks.json")
    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["RS256"])
    return wire.cookies(claims["handshake"])


@pytest.fixture
def page(server):
    """A development browser."""
    return DevBrowser(server)


@pytest.fixture
def signed_in(page):
    page.sign_up(fresh.test_number())
    return page


def test_who_is_signed_in_comes_back_with_a_fresh_session_token(signed_in):
    cookies = payload(signed_in, handshake(signed_in))
    token = cookies["__session"].value
    keys = jwt.PyJWKClient(f"{signed_in.server.url}/.well-known/jwks.json")
    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["RS256"])
    assert (claims["sid"], claims["azp"]) == (signed_in.session_id, "http://localhost:4605")
    assert 0 < int(cookies["__client_uat"].value) <= claims["iat"]
    suffixed = [name for name in cookies if name.startswith("__session_")]
    assert len(suffixed) == 1 and cookies[suffixed[0]].value == token
    assert cookies["__client_uat" + suffixed[0].removeprefix("__session")].value == cookies["__client_uat"].value


def test_the_page_can_overwrite_the_cookies_that_come_back(signed_in):
    for cookie in payload(signed_in, handshake(signed_in)).values():
        assert "httponly" not in cookie.attributes and cookie.attributes["path"] == "/"
        assert "secure" not in cookie.attributes


def test_who_is_not_signed_in_comes_back_told_so(page):
    cookies = payload(page, handshake(page))
    assert cookies["__session"].value == "" and cookies["__session"].takes_away
    assert cookies["__client_uat"].value == "0"


def test_who_has_signed_out_comes_back_told_so(signed_in):
    signed_in.sign_out()
    cookies = payload(signed_in, handshake(signed_in))
    assert cookies["__session"].takes_away and cookies["__client_uat"].value == "0"


@pytest.mark.parametrize("held", [None, "dvb_unknown"])
def test_a_browser_that_is_not_known_gets_a_development_browser(server, page, held):
    query = {"redirect_url": APP, **({"__clerk_db_jwt": held} if held else {})}
    answer = wire.call(server, "GET", "/v1/client/handshake", key=None, query=query)
    cookies = payload(page, answer)
    assert cookies["__clerk_db_jwt"].value.startswith("dvb_") and cookies["__clerk_db_jwt"].value != held
    page.held = cookies["__clerk_db_jwt"].value
    assert page.get("/v1/client").status == 200


def test_a_known_development_browser_is_named_for_the_app(signed_in):
    assert payload(signed_in, handshake(signed_in))["__clerk_db_jwt"].value == signed_in.held


def test_the_page_is_kept_with_query_and_fragment(page):
    url, query = way_back(handshake(page, "http://localhost:4605/a%20b/?x=1&y=%26z&x=2#part"))
    assert (url.scheme, url.netloc, url.path, url.fragment) == ("http", "localhost:4605", "/a%20b/", "part")
    assert (query["x"], query["y"]) == (["1", "2"], ["&z"])


def test_what_an_older_handshake_left_is_taken_away(page):
    stale = f"{APP}?__clerk_handshake=stale&__clerk_help=1&__clerk_handshake_nonce=n&x=1"
    _, query = way_back(handshake(page, stale))
    assert len(query["__clerk_handshake"]) == 1 and query["__clerk_handshake"] != ["stale"]
    assert "__clerk_handshake_nonce" not in query and "__clerk_help" not in query and query["x"] == ["1"]


@pytest.mark.parametrize("redirect_url", [
    "https://evil.example/", "http://localhost.evil.example/", "http://localhost@evil.example/", "//evil.example/",
    "javascript:alert(1)", "data:text/html,x", "http://localhost:4605@evil.example/", "/path", "nonsense", "",
    "http://user:password@localhost:4605/", "file:///etc/passwd", "http://localhost:4605\\@evil.example/",
    "http:\\\\evil.example", "ftp://localhost/",
])
def test_tokens_are_handed_to_no_other_page(signed_in, redirect_url):
    answer = handshake(signed_in, redirect_url)
    assert answer.status in (400, 422), answer.text
    assert "location" not in answer.headers and "__clerk_handshake" not in answer.cookies


def test_without_a_page_to_go_back_to_it_is_refused(signed_in):
    wire.check_refused(handshake(signed_in, None), 400, "invalid_handshake", also=("meta",))


def test_the_token_that_comes_along_is_not_trusted(server, signed_in):
    other = DevBrowser(server)
    token = signed_in.session["last_active_token"]["jwt"]
    assert payload(other, handshake(other, __session=token))["__session"].takes_away


def test_the_cookie_counts_for_nothing_where_there_are_development_browsers(server):
    browser = Cookies(server)
    browser.sign_up(fresh.test_number())
    assert payload(browser, handshake(browser))["__session"].takes_away
