"""`/openapi.json` describes exactly what is served: schemathesis tries every operation of it."""

import pathlib
import subprocess
import sys

import pytest

import fresh
import wire

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "unsupported_method"
)
EXAMPLES_MAX = 40
SEED = 1891

# Waiting for texts that never come is not what is fuzzed.
CONFIG = """
[[operations]]
include-path = "/strowger/v1/inbox"
parameters = { "query.wait_ms" = 0 }
"""

# Pages and apps call these, without the secret key; `test_frontend_routes.py` goes through them.
FRONTEND = ("/v1/me", "/v1/client", "/v1/environment", "/v1/dev_browser")

SERVED = {
    ("post", "/v1/phone_numbers"),
    ("get", "/v1/phone_numbers/{}"),
    ("patch", "/v1/phone_numbers/{}"),
    ("delete", "/v1/phone_numbers/{}"),
    ("post", "/v1/phone_numbers/{}/prepare_verification"),
    ("post", "/v1/phone_numbers/{}/attempt_verification"),
    ("put", "/v1/users/{}/phone_number"),
    ("post", "/v1/users"),
    ("get", "/v1/users"),
    ("get", "/v1/users/count"),
    ("get", "/v1/users/{}"),
    ("patch", "/v1/users/{}"),
    ("delete", "/v1/users/{}"),
    ("patch", "/v1/users/{}/metadata"),
    ("put", "/v1/users/{}/metadata"),
    ("post", "/v1/users/{}/ban"),
    ("post", "/v1/users/{}/unban"),
    ("post", "/v1/users/{}/lock"),
    ("post", "/v1/users/{}/unlock"),
    ("post", "/v1/users/{}/verify_password"),
    ("delete", "/v1/users/{}/mfa"),
    ("post", "/v1/sign_in_tokens"),
    ("post", "/v1/sign_in_tokens/{}/revoke"),
    ("get", "/v1/sessions"),
    ("post", "/v1/sessions"),
    ("get", "/v1/sessions/{}"),
    ("post", "/v1/sessions/{}/revoke"),
    ("post", "/v1/sessions/{}/tokens"),
    ("get", "/v1/jwks"),
    ("post", "/v1/testing_tokens"),
    ("get", "/v1/instance"),
    ("patch", "/v1/instance"),
    ("get", "/v1/instance/communication"),
    ("patch", "/v1/instance/communication"),
    ("patch", "/v1/instance/restrictions"),
    ("patch", "/v1/beta_features/instance_settings"),
    ("get", "/v1/health"),
    ("get", "/strowger/v1/inbox"),
}


@pytest.fixture
def described(start, tmp_path):
    server = start()
    answer = wire.call(server, "GET", "/openapi.json", key=None)
    assert answer.status == 200 and answer.headers["content-type"] == "application/json"
    return server, answer.json


def operations(description):
    for path, methods in description["paths"].items():
        prefix = "" if path.startswith(("/v1", "/strowger", "/.well-known", "/openapi")) else "/v1"
        shape = "/".join("{}" if part.startswith("{") else part for part in (prefix + path).split("/"))
        for method in methods:
            if method in ("get", "post", "put", "patch", "delete"):
                yield method, shape


def test_the_description_has_every_operation_that_this_server_promises(described):
    assert SERVED <= set(operations(described[1])), SERVED - set(operations(described[1]))


def test_every_described_operation_is_routed(described):
    server, description = described
    for method, shape in operations(description):
        if shape.startswith(FRONTEND):
            continue
        answer = wire.call(server, method.upper(), shape.replace("{}", "unknown_1"), key="sk_test_wrong")
        assert answer.status in (200, 401), (method, shape, answer.text)
        right = wire.call(server, method.upper(), shape.replace("{}", "unknown_1"))
        assert right.status != 405, (method, shape, right.text)


@pytest.mark.timeout(900)
def test_schemathesis_finds_no_server_error_and_no_answer_outside_the_description(described, tmp_path):
    server, _ = described
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    seeded_user = {"phone_number": [fresh.test_number()], "password": "a-long-enough-passphrase-1891"}
    assert wire.call(server, "POST", "/v1/users", seeded_user).status == 200
    command = [
        str(pathlib.Path(sys.executable).with_name("schemathesis")),
        "--config-file", str(config),
        "run", f"{server.url}/openapi.json",
        "--header", f"Authorization: Bearer {server.secret_key}",
        "--checks", CHECKS,
        "--max-examples", str(EXAMPLES_MAX),
        "--seed", str(SEED),
        "--request-timeout", "20",
        "--continue-on-failure",
        "--suppress-health-check", "all",
        "--no-color",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=880)
    assert done.returncode == 0, (done.stdout + done.stderr)[-20_000:]
    assert server.healthy()
