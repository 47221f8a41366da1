"""Sessions, tokens and what else makes a proven number worth something, through the official Python SDK."""

import base64
import json
import time

import pytest
from clerk_backend_api import models
from clerk_backend_api.security import VerifyTokenOptions, verify_token
from clerk_backend_api.security.types import TokenVerificationError

import fresh
import wire
from refusals import refused


@pytest.fixture
def session(clerk, user):
    return clerk.sessions.create(request={"user_id": user.id})


def header_of(jwt):
    return json.loads(base64.urlsafe_b64decode(jwt.split(".")[0] + "=="))


def test_a_session_is_created_shown_and_revoked(clerk, user, session):
    assert (session.status, session.user_id, session.object) == ("active", user.id, "session")
    assert session.client_id and session.expire_at > session.created_at
    assert clerk.sessions.get(session_id=session.id).model_dump() == session.model_dump()
    assert clerk.sessions.revoke(session_id=session.id).status == "revoked"
    assert clerk.sessions.get(session_id=session.id).status == "revoked"


def test_a_session_for_an_unknown_user_is_refused(clerk):
    with refused(404, "resource_not_found"):
        clerk.sessions.create(request={"user_id": "user_unknown"})


@pytest.mark.parametrize("operation", ["get", "revoke", "create_token"])
def test_operations_on_an_unknown_session_are_refused(clerk, operation):
    with refused(404, "resource_not_found"):
        getattr(clerk.sessions, operation)(session_id="sess_unknown")


def test_sessions_are_listed_newest_first_and_by_status(clerk, user):
    made = [clerk.sessions.create(request={"user_id": user.id}).id for _ in range(3)]
    assert [one.id for one in clerk.sessions.list(user_id=user.id)] == made[::-1]
    clerk.sessions.revoke(session_id=made[0])
    assert [one.id for one in clerk.sessions.list(user_id=user.id, status=models.QueryParamStatus.REVOKED)] == made[:1]
    assert [one.id for one in clerk.sessions.list(user_id=user.id, status="active")] == made[:0:-1]
    assert [one.id for one in clerk.sessions.list(user_id=user.id, limit=1, offset=1)] == [made[1]]


def test_sessions_come_as_an_array_and_with_a_total_when_paginated(server, clerk, user):
    for _ in range(3):
        clerk.sessions.create(request={"user_id": user.id})
    query = {"user_id": user.id, "limit": 2}
    assert len(wire.call(server, "GET", "/v1/sessions", query=query).json) == 2
    page = wire.call(server, "GET", "/v1/sessions", query={**query, "paginated": "true"}).json
    assert len(page["data"]) == 2 and page["total_count"] == 3


def test_a_token_is_verified_offline_with_the_key_that_the_program_shows(server, clerk, user, session):
    token = clerk.sessions.create_token(session_id=session.id)
    assert token.object == "token"
    claims = verify_token(token.jwt, VerifyTokenOptions(jwt_key=server.keys()["jwt_public_key"]))
    assert (claims["sub"], claims["sid"], claims["v"], claims["sts"]) == (user.id, session.id, 2, "active")
    assert claims["iss"] == server.url.replace("http://", "https://")
    assert claims["exp"] - claims["iat"] == 60 and claims["iat"] - claims["nbf"] == 10
    assert abs(claims["iat"] - time.time()) < 30 and claims["jti"] and "aud" not in claims


def test_a_token_is_verified_online_with_the_published_keys(server, clerk, user, session):
    token = clerk.sessions.create_token(session_id=session.id)
    claims = verify_token(token.jwt, VerifyTokenOptions(secret_key=server.secret_key, api_url=server.url))
    assert claims["sub"] == user.id


def test_a_changed_token_is_not_verified(server, clerk, session):
    head, claims, signature = clerk.sessions.create_token(session_id=session.id).jwt.split(".")
    forged = ".".join([head, base64.urlsafe_b64encode(b'{"sub":"user_x"}').decode().rstrip("="), signature])
    with pytest.raises(TokenVerificationError):
        verify_token(forged, VerifyTokenOptions(jwt_key=server.keys()["jwt_public_key"]))


def test_a_token_names_its_key_and_kind(clerk, session):
    header = header_of(clerk.sessions.create_token(session_id=session.id).jwt)
    assert header["alg"] == "RS256" and header["typ"] == "JWT" and header["cat"] == "cl_B7d4PD111AAA"
    assert header["kid"] in {key.kid for key in published_keys(clerk)}


def published_keys(clerk):
    return [getattr(key, "root", key) for key in clerk.jwks.get_jwks().keys]


def test_the_published_keys_are_rsa_and_need_no_version(server, clerk):
    (key, *_) = published_keys(clerk)
    assert (key.use, key.kty, key.alg, key.e) == ("sig", "RSA", "RS256", "AQAB") and key.kid.startswith("ins_")
    plain = wire.call(server, "GET", "/v1/jwks")
    open_to_all = wire.call(server, "GET", "/.well-known/jwks.json", key=None)
    assert plain.status == open_to_all.status == 200 and plain.json == open_to_all.json


def test_the_life_of_a_token_can_be_set(clerk, server, session):
    token = clerk.sessions.create_token(session_id=session.id, expires_in_seconds=3_600)
    claims = verify_token(token.jwt, VerifyTokenOptions(jwt_key=server.keys()["jwt_public_key"]))
    assert claims["exp"] - claims["iat"] == 3_600


@pytest.mark.parametrize("end", ["ban", "delete"])
def test_a_ban_and_a_deletion_end_sessions_at_once(server, clerk, user, session, end):
    getattr(clerk.users, end)(user_id=user.id)
    active = wire.call(server, "GET", "/v1/sessions", query={"user_id": user.id, "status": "active"})
    assert active.status == 200 and active.json == []
    assert wire.call(server, "POST", f"/v1/sessions/{session.id}/tokens", {}).status in (401, 404)


def test_a_lock_spares_live_sessions(clerk, user, session):
    clerk.users.lock(user_id=user.id)
    assert clerk.sessions.get(session_id=session.id).status == "active"
    assert clerk.sessions.create_token(session_id=session.id).jwt


def test_a_revoked_session_gets_no_token(server, clerk, session):
    clerk.sessions.revoke(session_id=session.id)
    answer = wire.call(server, "POST", f"/v1/sessions/{session.id}/tokens", {})
    assert answer.status in (401, 404)
    wire.check_envelope(answer)


def test_a_sign_in_token_is_created_and_revoked_once(clerk, user):
    token = clerk.sign_in_tokens.create(request={"user_id": user.id, "expires_in_seconds": 600})
    assert (token.object, token.status, token.user_id) == ("sign_in_token", "pending", user.id)
    assert token.token and token.url is None
    assert clerk.sign_in_tokens.revoke(sign_in_token_id=token.id).status == "revoked"
    with refused(400, "sign_in_token_cannot_be_revoked_code"):
        clerk.sign_in_tokens.revoke(sign_in_token_id=token.id)


def test_sign_in_tokens_of_nobody_are_refused(clerk):
    with refused(404, "resource_not_found"):
        clerk.sign_in_tokens.create(request={"user_id": "user_unknown"})
    with refused(404, "resource_not_found"):
        clerk.sign_in_tokens.revoke(sign_in_token_id="sit_unknown")


def test_a_testing_token_is_made_and_counts_in_seconds(clerk):
    token = clerk.testing_tokens.create()
    assert token.object == "testing_token" and token.token
    assert time.time() < token.expires_at < time.time() + 24 * 60 * 60


def test_the_instance_says_what_it_is(clerk):
    instance = clerk.instance_settings.get()
    assert instance.object == "instance" and instance.environment_type == "development"


def test_test_mode_off_takes_the_fixed_code_away_and_texts_a_random_one(own_server):
    with own_server.sdk() as clerk:
        clerk.instance_settings.update(request={"test_mode": False})
        number = f"+1415555{100:04}"
        user = clerk.users.create(username=fresh.name())
        added = clerk.phone_numbers.create(request={"user_id": user.id, "phone_number": number})
        prepared = clerk.phone_numbers.prepare_verification(phone_number_id=added.id)
        attempt = {"phone_number_id": added.id, "verification_id": prepared.id}
        fixed = clerk.phone_numbers.attempt_verification(**attempt, code=fresh.TEST_CODE)
        assert fixed.status == "unverified" and fixed.attempts == 1
        texted = clerk.phone_numbers.attempt_verification(**attempt, code=own_server.code(number))
        assert texted.status == "verified"


def test_blocked_countries_are_replaced_as_a_list_and_shown(own_server):
    with own_server.sdk() as clerk:
        assert clerk.instance_settings.get_communication().blocked_country_codes == []
        changed = clerk.instance_settings.update_communication(request={"blocked_country_codes": ["GB", "DE"]})
        assert sorted(changed.blocked_country_codes) == ["DE", "GB"]
        clerk.instance_settings.update_communication(request={})
        assert sorted(clerk.instance_settings.get_communication().blocked_country_codes) == ["DE", "GB"]
        clerk.instance_settings.update_communication(request={"blocked_country_codes": []})
        assert clerk.instance_settings.get_communication().blocked_country_codes == []


@pytest.mark.parametrize("codes", [["gb"], ["GBR"], ["GB", "GB"], "GB", [7]])
def test_what_is_no_list_of_countries_is_refused(server, codes):
    answer = wire.call(server, "PATCH", "/v1/instance/communication", {"blocked_country_codes": codes})
    wire.check_refused(answer, 422)
