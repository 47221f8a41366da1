"""Keys that sign tokens, exchanged under running servers; and tokens whose claims a template shapes."""

import base64
import json
import time

import pytest
from clerk_backend_api.security import VerifyTokenOptions, verify_token
from clerk_backend_api.security.types import TokenVerificationError

import fresh
import wire
from instance import Server, until
from refusals import refused

# Servers look for new keys every 2 seconds and sign with one after 5.
SEEN_SECONDS = 10
SIGNING_SECONDS = 20

TEMPLATES = {
    "warehouse": {
        "claims": {"aud": "warehouse", "who": "{{user.username}}", "greeting": "hello {{user.first_name}}!", "plan": "{{user.public_metadata.plan}}"},
        "lifetime": 600,
    },
}


@pytest.fixture
def running(start):
    return start()


@pytest.fixture
def beside(running):
    """Starts another server on the same database."""
    started = []

    def start_one():
        directory = running.directory / f"beside{len(started)}"
        directory.mkdir()
        started.append(Server(directory, database=running.database, env=running.env))
        return started[-1].start()

    yield start_one
    for one in started:
        one.kill()


def rotate(server, *flags):
    done = server.run("keys", "rotate", "--json", "--database", server.database, *flags)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def published(server):
    return [key["kid"] for key in wire.call(server, "GET", "/.well-known/jwks.json", key=None).json["keys"]]


def kid_of(jwt):
    return json.loads(base64.urlsafe_b64decode(jwt.split(".")[0] + "=="))["kid"]


def verified(server, jwt):
    """The claims, by the keys that the server publishes now."""
    wanted = next(key for key in wire.call(server, "GET", "/v1/jwks").json["keys"] if key["kid"] == kid_of(jwt))
    return verify_token(jwt, VerifyTokenOptions(jwt_key=pem(wanted)))


def pem(jwk):
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")
    key = RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def session_of(server):
    user = wire.call(server, "POST", "/v1/users", {"username": fresh.name(), "first_name": "Almon", "public_metadata": {"plan": {"seats": 3}}}).json
    return wire.call(server, "POST", "/v1/sessions", {"user_id": user["id"]}).json


def token(server, session, **body):
    answer = wire.call(server, "POST", f"/v1/sessions/{session['id']}/tokens", body)
    assert answer.status == 200, answer.text
    return answer.json["jwt"]


def test_a_running_server_takes_up_a_new_key_and_tokens_of_the_old_one_stay_good(running):
    session = session_of(running)
    old = token(running, session)
    new = rotate(running)
    assert new["kid"].startswith("ins_") and running.keys()["jwt_public_key"] == new["jwt_public_key"]
    until(lambda: published(running) == [new["kid"], kid_of(old)], SEEN_SECONDS, "both keys are published")
    until(lambda: kid_of(token(running, session)) == new["kid"], SIGNING_SECONDS, "the new key signs")
    assert verified(running, token(running, session))["sid"] == verified(running, old)["sid"] == session["id"]
    by_pem = verify_token(token(running, session), VerifyTokenOptions(jwt_key=new["jwt_public_key"]))
    assert by_pem["sub"] == session["user_id"]


def test_two_servers_verify_each_others_tokens_throughout_a_rotation(running, beside):
    servers = [running, beside()]
    session = session_of(running)
    first = kid_of(token(running, session))
    new = rotate(running)["kid"]

    def all_sign_with_the_new_key():
        tokens = [token(server, session) for server in servers]
        for jwt in tokens:
            for server in servers:
                assert verified(server, jwt)["sub"] == session["user_id"]
        return all(kid_of(jwt) == new for jwt in tokens)

    until(all_sign_with_the_new_key, SIGNING_SECONDS, "both sign with the new key")
    assert first != new and all(first in published(server) for server in servers)


def test_a_key_outlives_its_rotation_and_a_restart_while_a_long_token_of_it_lives(running):
    session = session_of(running)
    long = token(running, session, expires_in_seconds=7_200)
    rotate(running)
    running.kill()
    running.start()
    assert kid_of(long) in published(running)
    assert verified(running, long)["exp"] - time.time() > 7_000


def test_keys_that_somebody_else_may_know_are_forgotten_at_once(running):
    session = session_of(running)
    stolen = token(running, session, expires_in_seconds=7_200)
    new = rotate(running, "--forget-older")
    until(lambda: published(running) == [new["kid"]], SEEN_SECONDS, "only the new key is published")
    assert kid_of(token(running, session)) == new["kid"] and kid_of(stolen) != new["kid"]
    with pytest.raises(TokenVerificationError):
        verify_token(stolen, VerifyTokenOptions(jwt_key=new["jwt_public_key"]))
    assert wire.call(running, "GET", f"/v1/sessions/{session['id']}").json["status"] == "active"


def test_a_server_that_does_not_run_gets_a_new_key_too(running):
    old = running.keys()
    assert running.stop() == 0
    new = rotate(running)
    assert new["jwt_public_key"] != old["jwt_public_key"]
    running.start()
    assert len(published(running)) == 2
    assert {**running.keys(), "jwt_public_key": ""} == {**old, "jwt_public_key": ""}


def test_the_new_key_is_shown_to_people_and_no_private_one(running):
    done = running.run("keys", "rotate", "--database", running.database)
    assert done.returncode == 0 and running.keys()["jwt_public_key"] in done.stdout
    assert "PRIVATE" not in done.stdout + done.stderr


def test_a_server_in_memory_has_no_keys_to_exchange(tmp_path, running):
    done = running.run("keys", "rotate", "--database", "memory:")
    assert done.returncode == 2 and "memory" in done.stderr


def test_settings_that_were_changed_at_one_server_are_seen_by_another(running, beside):
    other = beside()
    assert wire.call(running, "PATCH", "/v1/instance", {"allowed_origins": ["https://app.example.com"]}).status == 204
    shown = lambda: wire.call(other, "GET", "/v1/instance").json["allowed_origins"] == ["https://app.example.com"]
    until(shown, SEEN_SECONDS, "the other server shows the origins")


def test_what_one_server_wrote_is_read_by_another(running, beside):
    other = beside()
    session = session_of(running)
    read = lambda: wire.call(other, "GET", f"/v1/sessions/{session['id']}").json.get("status")
    until(lambda: read() == "active", SEEN_SECONDS, "the other server knows the session")
    wire.call(running, "POST", f"/v1/sessions/{session['id']}/revoke")
    until(lambda: read() == "revoked", SEEN_SECONDS, "the other server knows that it is revoked")


@pytest.fixture
def with_templates(start):
    return start(env={"STROWGER_SESSION_JWT_TEMPLATES": json.dumps(TEMPLATES)})


def test_a_token_of_a_template_has_its_claims_and_its_life(with_templates):
    session = session_of(with_templates)
    user = wire.call(with_templates, "GET", f"/v1/users/{session['user_id']}").json
    with with_templates.sdk() as clerk:
        jwt = clerk.sessions.create_token_from_template(session_id=session["id"], template_name="warehouse").jwt
    key = with_templates.keys()["jwt_public_key"]
    claims = verify_token(jwt, VerifyTokenOptions(jwt_key=key, audience="warehouse"))
    assert (claims["who"], claims["greeting"], claims["plan"]) == (user["username"], "hello Almon!", {"seats": 3})
    assert claims["sub"] == session["user_id"] and claims["exp"] - claims["iat"] == 600
    assert "sid" not in claims and "private" not in json.dumps(claims)


def test_the_life_of_a_token_of_a_template_can_be_set(with_templates):
    session = session_of(with_templates)
    template = "warehouse"
    answer = wire.call(with_templates, "POST", f"/v1/sessions/{session['id']}/tokens/{template}", {"expires_in_seconds": 3_600})
    claims = json.loads(base64.urlsafe_b64decode(answer.json["jwt"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 3_600


def test_unknown_templates_and_sessions_are_refused(clerk, server):
    session = session_of(server)
    with refused(404, "resource_not_found"):
        clerk.sessions.create_token_from_template(session_id=session["id"], template_name="unknown")
    with refused(404, "resource_not_found"):
        clerk.sessions.create_token_from_template(session_id="sess_unknown", template_name="unknown")


def test_a_session_that_has_ended_gets_no_token_of_a_template(with_templates):
    session = session_of(with_templates)
    wire.call(with_templates, "POST", f"/v1/sessions/{session['id']}/revoke")
    answer = wire.call(with_templates, "POST", f"/v1/sessions/{session['id']}/tokens/warehouse", {})
    wire.check_refused(answer, 404, "resource_not_found")
