"""Sessions of a client, one or several, and their tokens; and the sessions of one user everywhere."""

import time

import jwt
import pytest
from clerk_backend_api.security import AuthenticateRequestOptions, VerifyTokenOptions, authenticate_request, verify_token

import fresh
from frontend import PAGE, SESSIONS, Cookies, Native, ok, refused

SEVERAL = {"session.multiple": True}


class Request:
    """What the SDK of an app server looks at."""

    def __init__(self, token):
        self.headers = {"Authorization": f"Bearer {token}"}


def claims_of(holder, token):
    """The claims, verified by the official SDK with the published keys."""
    options = VerifyTokenOptions(secret_key=holder.server.secret_key, api_url=holder.server.url)
    return verify_token(token, options)


def verified(holder, token):
    """The claims, verified by a library that knows nothing of Clerk."""
    keys = jwt.PyJWKClient(f"{holder.server.url}/.well-known/jwks.json")
    return jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["RS256"])


def token_for(holder, template=""):
    return ok(holder.post(f"{holder.session_path}/tokens{template}", organization_id=None, tab_state="focused"))["jwt"]


@pytest.fixture
def two_users(configured, hold):
    """A client with sessions of two users, the second the active one; their ids."""
    holder = hold(configured(SEVERAL))
    return holder, [holder.sign_up(fresh.test_number())["created_session_id"] for _ in range(2)]


def test_who_forgets_one_account_stays_signed_in_to_the_other(configured):
    holder = Cookies(configured(SEVERAL))
    first = holder.sign_up(fresh.test_number())["created_session_id"]
    holder.sign_up(fresh.test_number())
    ok(holder.delete("/v1/me"))
    assert [session["id"] for session in holder.seen()["sessions"]] == [first]
    assert holder.held["__client_uat"] != "0"


def test_who_forgets_one_account_twice_does_not_forget_the_other(configured):
    holder = Cookies(configured(SEVERAL))
    holder.sign_up(fresh.test_number())
    holder.sign_up(fresh.test_number())
    kept = holder.client["sessions"][0]["user"]["id"]
    ok(holder.delete("/v1/me"))
    holder.client = None  # As an app that never names a session.
    refused(holder.delete("/v1/me"), 401, "authentication_invalid")
    assert kept in {session["user"]["id"] for session in holder.seen()["sessions"]}


@pytest.fixture
def elsewhere(hold, member):
    """The same user as `member`, signed in with another client."""
    other = hold()
    other.sign_in(member.number)
    return other


def alive(session_id, holder):
    """Whether the client still has the session, and tokens for it."""
    shown = {session["id"] for session in (holder.seen() or {"sessions": []})["sessions"]}
    answer = holder.post(f"{SESSIONS}/{session_id}/tokens")
    assert answer.status in (200, 401, 404), answer.text
    assert (session_id in shown) == (answer.status == 200)
    return answer.status == 200


# Tokens


def test_a_token_is_bare_and_verified_by_the_official_sdk(member):
    claims = claims_of(member, token_for(member))
    assert (claims["sub"], claims["sid"]) == (member.me()["id"], member.session_id)
    assert (claims["v"], claims["sts"], claims["fva"]) == (2, "active", [0, -1])
    assert claims["iss"] == member.server.url.replace("http://", "https://") and claims["jti"]
    assert claims["exp"] - claims["iat"] == 60 and claims["nbf"] <= claims["iat"]
    assert abs(claims["iat"] - time.time()) < 30


def test_a_token_is_verified_by_any_library_with_the_published_keys(member):
    assert verified(member, token_for(member))["sid"] == member.session_id


def test_a_token_names_its_key_and_kind(member):
    header = jwt.get_unverified_header(token_for(member))
    assert (header["alg"], header["typ"], header["cat"]) == ("RS256", "JWT", "cl_B7d4PD111AAA")


def test_a_token_names_the_origin_of_the_page_and_of_an_app_none(member):
    claims = claims_of(member, token_for(member))
    if isinstance(member, Native):
        assert "azp" not in claims
    else:
        assert claims["azp"] == PAGE


@pytest.mark.parametrize(("parties", "signed_in"), [([PAGE], True), (["https://elsewhere.example"], False)])
def test_an_app_server_lets_tokens_in_by_their_origin(browser, parties, signed_in):
    browser.sign_up(fresh.test_number())
    options = AuthenticateRequestOptions(jwt_key=browser.server.keys()["jwt_public_key"], authorized_parties=parties)
    assert authenticate_request(Request(token_for(browser)), options).is_signed_in is signed_in


def test_the_token_in_the_client_is_one_of_its_session(member):
    assert claims_of(member, member.session["last_active_token"]["jwt"])["sid"] == member.session_id


def test_a_template_adds_its_claims_and_sets_the_life(configured, hold):
    templates = {"supabase": {"claims": {"role": "authenticated", "aud": "app"}, "lifetime": 300}}
    holder = hold(configured({"session.jwt_templates": templates}))
    holder.sign_up(fresh.test_number())
    keys = jwt.PyJWKClient(f"{holder.server.url}/.well-known/jwks.json")
    token = token_for(holder, "/supabase")
    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["RS256"], audience="app")
    assert (claims["role"], claims["sub"]) == ("authenticated", holder.me()["id"])
    assert claims["exp"] - claims["iat"] == 300


def test_an_unknown_template_is_not_found(member):
    refused(member.post(f"{member.session_path}/tokens/unheard_of"), 404, "resource_not_found")


# Touch, end, remove, sign out


def test_touch_shows_the_session_and_moves_when_it_was_last_active(member):
    touched = ok(member.post(f"{member.session_path}/touch", active_organization_id=None, intent="select_session"))
    assert touched["id"] == member.session_id and touched["status"] == "active"
    assert abs(touched["last_active_at"] / 1_000 - time.time()) < 60


def test_touch_makes_a_session_the_active_one(two_users):
    holder, (first, second) = two_users
    assert holder.session_id == second
    ok(holder.post(f"{SESSIONS}/{first}/touch"))
    assert holder.session_id == first and holder.seen()["last_active_session_id"] == first


def test_requests_for_me_act_for_the_session_that_they_name_else_for_the_active_one(two_users):
    holder, (first, second) = two_users
    users = {session["id"]: session["user"]["id"] for session in holder.client["sessions"]}
    for session_id in (first, second):
        assert ok(holder.get("/v1/me", _clerk_session_id=session_id))["id"] == users[session_id]
    holder.client["last_active_session_id"] = None
    assert holder.me()["id"] == users[second]


@pytest.mark.parametrize(("act", "status"), [("end", "ended"), ("remove", "removed")])
def test_a_session_that_is_ended_is_over_and_the_other_goes_on(two_users, act, status):
    holder, (first, second) = two_users
    assert ok(holder.post(f"{SESSIONS}/{second}/{act}"))["status"] == status
    assert not alive(second, holder) and alive(first, holder)
    assert holder.client["last_active_session_id"] == first
    refused(holder.get("/v1/me", _clerk_session_id=second), 401)


@pytest.mark.parametrize("act", ["end", "remove"])
def test_the_only_session_can_be_ended_and_its_user_sign_in_again(member, act):
    ok(member.post(f"{member.session_path}/{act}"))
    assert member.client["sessions"] == [] and member.client["last_active_session_id"] is None
    refused(member.get("/v1/me"), 401)
    member.sign_in(member.number)


def test_signing_out_ends_every_session_and_keeps_the_client(two_users):
    holder, sessions = two_users
    before = holder.client["id"]
    assert holder.sign_out()["id"] == before
    refused(holder.get("/v1/me"), 401)
    assert not any(alive(session_id, holder) for session_id in sessions)
    assert holder.seen()["id"] == before and holder.client["sessions"] == []


def test_the_backend_sees_which_sessions_ended(member, clerk):
    session_id = member.session_id
    assert clerk.sessions.get(session_id=session_id).status == "active"
    assert clerk.sessions.get(session_id=session_id).client_id == member.client["id"]
    member.sign_out()
    assert clerk.sessions.get(session_id=session_id).status in ("ended", "removed")


def test_a_session_is_read_by_its_client_only(member, hold):
    assert ok(member.get(member.session_path))["id"] == member.session_id
    other = hold()
    other.sign_up(fresh.test_number())
    for path in ("", "/touch", "/end", "/remove", "/tokens", "/verify"):
        send = other.get if path == "" else other.post
        refused(send(f"{member.session_path}{path}"), 404, "resource_not_found")
    assert alive(member.session_id, member)


def test_a_session_lives_as_long_as_the_setting_says(configured, hold):
    holder = hold(configured({"session.lifetime_minutes": 90}))
    holder.sign_up(fresh.test_number())
    assert abs(holder.session["expire_at"] - holder.session["created_at"] - 90 * 60 * 1_000) < 5_000


def test_a_session_lives_a_week_unless_a_setting_says_otherwise(member):
    assert abs(member.session["expire_at"] - member.session["created_at"] - 7 * 24 * 60 * 60 * 1_000) < 5_000


def test_a_second_sign_in_as_another_user_joins_the_first_where_several_are_allowed(two_users):
    holder, sessions = two_users
    assert [session["id"] for session in holder.seen()["sessions"]] in (sessions, sessions[::-1])
    assert len({session["user"]["id"] for session in holder.client["sessions"]}) == 2


# One user's sessions everywhere


def test_all_sessions_of_the_user_are_listed(member, elsewhere):
    for path in ("/v1/me/sessions", "/v1/me/sessions/active"):
        listed = ok(member.get(path))
        assert {session["id"] for session in listed} == {member.session_id, elsewhere.session_id}


def test_the_active_list_tells_where_a_session_was_used(member):
    (session,) = ok(member.get("/v1/me/sessions/active"))
    assert session["latest_activity"]["ip_address"] == "127.0.0.1"


def test_a_session_that_ended_is_not_in_the_active_list(member, elsewhere):
    elsewhere.sign_out()
    assert [session["id"] for session in ok(member.get("/v1/me/sessions/active"))] == [member.session_id]


def test_a_session_on_another_device_is_revoked_at_once(member, elsewhere):
    session_id = elsewhere.session_id
    assert ok(member.post(f"/v1/me/sessions/{session_id}/revoke"))["status"] == "revoked"
    refused(elsewhere.get("/v1/me"), 401)
    assert not alive(session_id, elsewhere) and alive(member.session_id, member)


def test_sessions_of_others_can_not_be_revoked(member, stranger):
    stranger.sign_up(fresh.test_number())
    for session_id in (stranger.session_id, "sess_unknown"):
        refused(member.post(f"/v1/me/sessions/{session_id}/revoke"), 404, "resource_not_found")
    assert alive(stranger.session_id, stranger)
