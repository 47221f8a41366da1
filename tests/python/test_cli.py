"""The program as a person or a script meets it: start text, keys, inbox, signals, and what it refuses to do."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time

import pytest

import fresh
import wire
from instance import BINARY, ROOT, Server, environment, free_port, until


def snippet_with(text, marker):
    """The block around the line with `marker`: neighbouring lines that are indented at least as far as the block."""
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if marker in line)
    margin = len(lines[at]) - len(lines[at].lstrip())
    inside = lambda line: not line.strip() or len(line) - len(line.lstrip()) >= margin > 0
    first = last = at
    while first > 0 and inside(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and inside(lines[last + 1]):
        last += 1
    return "\n".join(line[margin:] for line in lines[first : last + 1]).strip() + "\n"


@pytest.fixture
def told(start):
    """A server that made its own keys, and what it said at the start."""
    server = start(env={"STROWGER_SECRET_KEY": None})
    until(lambda: "createClerkClient" in server.log(), 10, "the start text is out")
    return server, server.log()


def check_ran(done):
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() and '"errors"' not in done.stdout, done.stdout


def test_the_start_text_shows_address_and_keys(told):
    server, text = told
    keys = server.keys()
    assert server.url in text and keys["secret_key"] in text and keys["publishable_key"] in text


def test_the_curl_snippet_of_the_start_text_works_when_pasted(told):
    snippet = snippet_with(told[1], "curl ")
    check_ran(subprocess.run(["bash", "-c", snippet], capture_output=True, text=True, timeout=30))


def test_the_python_snippet_of_the_start_text_works_when_pasted(told):
    snippet = snippet_with(told[1], "from clerk_backend_api")
    check_ran(subprocess.run([sys.executable, "-c", snippet], capture_output=True, text=True, timeout=30))


def test_the_javascript_snippet_of_the_start_text_works_when_pasted(told):
    snippet = snippet_with(told[1], "@clerk/backend")
    command = ["node", "--input-type=module", "-e", snippet]
    check_ran(subprocess.run(command, cwd=ROOT / "tests" / "js", capture_output=True, text=True, timeout=30))


def test_keys_are_made_once_and_kept(told):
    server, _ = told
    keys = server.keys()
    assert re.fullmatch(r"sk_test_\w{20,}", keys["secret_key"]) and keys["publishable_key"].startswith("pk_test_")
    assert "BEGIN PUBLIC KEY" in keys["jwt_public_key"]
    assert keys["backend_api_url"].startswith(server.url) and keys["jwks_url"].startswith(server.url)
    server.kill()
    server.start()
    assert server.keys() == keys
    assert wire.call(server, "GET", "/v1/users/count", key=keys["secret_key"]).status == 200


def test_keys_for_people_shows_the_same(told):
    server, _ = told
    done = server.run("keys", "--database", server.database, "--listen", f"127.0.0.1:{server.port}")
    keys = server.keys()
    assert done.returncode == 0 and keys["secret_key"] in done.stdout and keys["publishable_key"] in done.stdout


def test_the_jwks_url_that_keys_shows_is_served(told):
    server, _ = told
    path = server.keys()["jwks_url"].removeprefix(server.url)
    assert wire.call(server, "GET", path, key=server.keys()["secret_key"]).json["keys"]


def prepared(server, number):
    user = wire.call(server, "POST", "/v1/users", {"phone_number": [number]}).json
    number_id = user["phone_numbers"][0]["id"]
    return number_id, wire.call(server, "POST", f"/v1/phone_numbers/{number_id}/prepare_verification").json


def test_inbox_shows_texts_for_people_and_as_json(server):
    number = fresh.texted_number()
    prepared(server, number)
    shown = server.run("inbox", "--url", server.url, "--database", server.database)
    assert shown.returncode == 0 and number in shown.stdout and server.code(number) in shown.stdout
    as_json = json.loads(server.run("inbox", "--json", "--url", server.url).stdout)
    messages = as_json["data"] if isinstance(as_json, dict) else as_json
    assert number in {message["to_phone_number"] for message in messages}


def test_inbox_wait_prints_only_the_code_of_a_text_that_is_there(server):
    number = fresh.texted_number()
    prepared(server, number)
    done = server.run("inbox", "--wait", number, "--timeout", "10", "--url", server.url)
    assert (done.returncode, done.stdout) == (0, server.code(number) + "\n"), done.stderr


def test_inbox_wait_waits_for_the_next_text(server):
    number = fresh.texted_number()
    waiting = subprocess.Popen(
        [BINARY, "inbox", "--wait", number, "--timeout", "20", "--url", server.url],
        env=environment(STROWGER_SECRET_KEY=server.secret_key),
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: connections_to(server.port, waiting.pid), 10, "it asks the server")
    prepared(server, number)
    out, _ = waiting.communicate(timeout=20)
    assert (waiting.returncode, out) == (0, server.code(number) + "\n")


def connections_to(port, pid):
    """Whether the process has a socket open: it is connected, so its wait has begun."""
    try:
        return any("socket" in os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd"))
    except FileNotFoundError:
        return False


def test_inbox_wait_gives_up_with_a_failure(server):
    began = time.monotonic()
    done = server.run("inbox", "--wait", fresh.texted_number(), "--timeout", "1", "--url", server.url)
    assert done.returncode != 0 and done.stdout == "" and done.stderr
    assert time.monotonic() - began < 10


def test_sigterm_finishes_the_request_in_flight_and_exits_0(start):
    server = start()
    body = json.dumps({"phone_number": [fresh.test_number()]}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        connection.sendall(
            b"POST /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % (server.secret_key.encode(), len(body))
        )
        assert b"100 Continue" in connection.recv(1_000)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: not accepts(server.port), 10, "the server takes no new connections")
        connection.sendall(body)
        assert b" 200 OK" in connection.recv(65_536)
    assert server.process.wait(15) == 0


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def test_sigterm_does_not_wait_for_idle_connections(start):
    server = start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5):
        assert server.stop() == 0


def test_settings_come_from_flags_over_environment_over_file(tmp_path):
    ports = [free_port() for _ in range(2)]
    (tmp_path / "strowger.toml").write_text(f'listen = "127.0.0.1:{ports[0]}"\n')
    server = Server(tmp_path, env={"STROWGER_LISTEN": f"127.0.0.1:{ports[1]}"}, args=["--config", "strowger.toml"])
    server.start()
    assert accepts(server.port) and not accepts(ports[0]) and not accepts(ports[1])
    assert server.stop() == 0


def test_the_environment_alone_is_enough(tmp_path):
    port = free_port()
    env = environment(STROWGER_LISTEN=f"127.0.0.1:{port}", STROWGER_DATABASE="memory:")
    process = subprocess.Popen([BINARY, "serve"], cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: accepts(port), 20, "it listens where the environment says")
    finally:
        process.terminate()
        assert process.wait(20) == 0
    assert list(tmp_path.iterdir()) == []


def refused_start(directory, env=None, args=()):
    """Runs `serve` with settings that it must not start with; what it says."""
    done = subprocess.run(
        [BINARY, "serve", "--listen", f"127.0.0.1:{free_port()}", *([] if "--database" in args else ["--database", "strowger.db"]), *args],
        cwd=directory, env=environment(**(env or {})), capture_output=True, text=True, timeout=20,
    )
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    return done.stderr


PRODUCTION = {
    "STROWGER_MODE": "production",
    "STROWGER_MASTER_KEY": secrets.token_hex(32),
    "STROWGER_SECRET_KEY": "sk_live_" + secrets.token_hex(20),
    "STROWGER_SMS_WEBHOOK_URL": "http://127.0.0.1:9/sms",
    "STROWGER_SMS_WEBHOOK_SECRET": "whsec_c3Ryb3dnZXItdGVzdHMtc2VjcmV0LWtleQ==",
    "STROWGER_SMS_ALLOWED_COUNTRIES": "US,CA",
}


@pytest.mark.parametrize("missing", [
    "STROWGER_MASTER_KEY", "STROWGER_SMS_WEBHOOK_URL", "STROWGER_SMS_WEBHOOK_SECRET", "STROWGER_SMS_ALLOWED_COUNTRIES",
])
def test_production_refuses_to_start_without_what_it_needs_and_names_it(tmp_path, missing):
    said = refused_start(tmp_path, {key: value for key, value in PRODUCTION.items() if key != missing})
    assert missing in said or missing.removeprefix("STROWGER_").lower().replace("_", ".", 1) in said, said


def test_production_refuses_development_keys(tmp_path):
    said = refused_start(tmp_path, {**PRODUCTION, "STROWGER_SECRET_KEY": "sk_test_" + secrets.token_hex(20)})
    assert "STROWGER_SECRET_KEY" in said and "sk_live_" in said
    assert not list(tmp_path.glob("strowger.db*"))


def test_production_starts_with_what_it_needs_and_says_what_it_is(start):
    server = start(env=PRODUCTION)
    assert wire.call(server, "GET", "/v1/instance").json["environment_type"] == "production"
    made = wire.call(server, "POST", "/v1/users", {"phone_number": [fresh.test_number()]}).json
    refused = wire.call(server, "POST", "/v1/sessions", {"user_id": made["id"]})
    wire.check_refused(refused, 400, "request_invalid_for_environment")


def test_production_does_not_take_the_fixed_code(start):
    server = start(env=PRODUCTION)
    number_id, verification = prepared(server, "+14155550100")
    body = {"verification_id": verification["id"], "code": fresh.TEST_CODE}
    attempted = wire.call(server, "POST", f"/v1/phone_numbers/{number_id}/attempt_verification", body)
    assert attempted.status == 200 and attempted.json["status"] == "unverified"


def test_test_mode_that_the_api_switched_on_in_development_does_not_reach_production(start):
    server = start(env={"STROWGER_MASTER_KEY": PRODUCTION["STROWGER_MASTER_KEY"]})
    assert wire.call(server, "PATCH", "/v1/instance", {"test_mode": True}).status == 204
    assert server.stop() == 0
    server.env.update(PRODUCTION)
    server.secret_key = PRODUCTION["STROWGER_SECRET_KEY"]
    server.start()
    user = wire.call(server, "POST", "/v1/users", {"phone_number": ["+15555550123"]}).json
    path = f"/v1/phone_numbers/{user['phone_numbers'][0]['id']}/prepare_verification"
    wire.check_refused(wire.call(server, "POST", path), 400, "form_param_format_invalid")


@pytest.mark.parametrize("database", ["", ":memory:", "postgres://me:hunter2@host/strowger"])
def test_a_database_that_is_no_file_is_refused_and_makes_none(tmp_path, database):
    said = refused_start(tmp_path, args=["--database", database])
    assert "--database" in said and "hunter2" not in said, said
    assert list(tmp_path.iterdir()) == []


def test_origins_fixed_from_outside_outlive_a_change_of_other_settings(start):
    server = start(env={"STROWGER_INSTANCE_ALLOWED_ORIGINS": "https://app.example.com"})
    assert wire.call(server, "PATCH", "/v1/instance", {"test_mode": False}).status == 204
    assert wire.call(server, "GET", "/v1/instance").json["allowed_origins"] == ["https://app.example.com"]


def test_inbox_does_not_show_the_key_to_a_proxy_for_the_way_out(server):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        done = server.run("inbox", "--json", "--url", server.url, HTTP_PROXY=url, http_proxy=url, NO_PROXY=None, no_proxy=None)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("env", "named"), [
    ({"STROWGER_MASTER_KEY": "short"}, "STROWGER_MASTER_KEY"),
    ({"STROWGER_SECRET_KEY": "nonsense"}, "STROWGER_SECRET_KEY"),
    ({"STROWGER_MODE": "staging"}, "staging"),
    ({"STROWGER_NO_SUCH_SETTING": "1"}, "STROWGER_NO_SUCH_SETTING"),
    ({"STROWGER_LOG_LEVEL": "inof"}, "STROWGER_LOG_LEVEL"),
    ({"STROWGER_MODE": "production\udcff"}, "STROWGER_MODE"),
    ({"STROWGER_SIGN_UP_MODE": "secret"}, "STROWGER_SIGN_UP_MODE"),
    ({"STROWGER_SIGN_UP_USERNAME": "maybe"}, "STROWGER_SIGN_UP_USERNAME"),
    ({"STROWGER_SIGN_UP_PHONE_NUMBER": "off"}, "STROWGER_SIGN_UP_PHONE_NUMBER"),
    ({"STROWGER_SIGN_IN_PREFERRED_STRATEGY": "email"}, "STROWGER_SIGN_IN_PREFERRED_STRATEGY"),
    ({"STROWGER_SESSION_MULTIPLE": "many"}, "STROWGER_SESSION_MULTIPLE"),
    ({"STROWGER_SESSION_LIFETIME_MINUTES": "0"}, "STROWGER_SESSION_LIFETIME_MINUTES"),
    ({"STROWGER_SESSION_STEP_UP_MINUTES": "-1"}, "STROWGER_SESSION_STEP_UP_MINUTES"),
    ({"STROWGER_SESSION_JWT_TEMPLATES": "{"}, "STROWGER_SESSION_JWT_TEMPLATES"),
    ({"STROWGER_APP_HOME_URL": "not a url"}, "STROWGER_APP_HOME_URL"),
    ({"STROWGER_FRONTEND_COOKIE_SAME_SITE": "strictly"}, "STROWGER_FRONTEND_COOKIE_SAME_SITE"),
    ({"STROWGER_TRUSTED_PROXIES": "everybody"}, "STROWGER_TRUSTED_PROXIES"),
    ({"STROWGER_LIMITS_CREATES_PER_IP": "-5"}, "STROWGER_LIMITS_CREATES_PER_IP"),
])
def test_settings_that_make_no_sense_are_refused_by_name_and_not_shown(tmp_path, env, named):
    said = refused_start(tmp_path, env)
    assert named in said


def test_an_unknown_key_in_the_file_is_refused_by_name(tmp_path):
    (tmp_path / "strowger.toml").write_text('listne = "127.0.0.1:4000"\n')
    assert "listne" in refused_start(tmp_path, args=["--config", "strowger.toml"])


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    assert "missing.toml" in refused_start(tmp_path, args=["--config", "missing.toml"])


def test_development_refuses_an_address_that_others_reach(tmp_path):
    done = subprocess.run([BINARY, "serve", "--listen", "0.0.0.0:0", "--database", "memory:"], cwd=tmp_path,
                          env=environment(), capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and "0.0.0.0" in done.stderr


def test_a_port_in_use_is_said(server, tmp_path):
    done = subprocess.run(
        [BINARY, "serve", "--listen", f"127.0.0.1:{server.port}", "--database", "memory:"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=20,
    )
    assert done.returncode not in (0, 101) and str(server.port) in done.stderr, done.stderr


def test_another_master_key_does_not_open_the_database(start):
    server = start(env={"STROWGER_MASTER_KEY": secrets.token_hex(32)})
    assert server.stop() == 0
    server.env["STROWGER_MASTER_KEY"] = secrets.token_hex(32)
    server.spawn()
    assert server.process.wait(20) not in (0, 101)
    assert "master key" in server.log().lower()


@pytest.mark.parametrize("args", [["--help"], ["serve", "--help"], ["keys", "--help"], ["inbox", "--help"], ["--version"]])
def test_help_and_version_are_given(args):
    done = subprocess.run([BINARY, *args], capture_output=True, text=True, timeout=10)
    assert done.returncode == 0 and done.stdout.strip()
