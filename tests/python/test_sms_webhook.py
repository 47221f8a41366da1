"""Production hands texts to the operator's own endpoint: signed, at least once, across failures and crashes."""

import contextlib
import pathlib
import secrets
import sqlite3
import subprocess
import time

import pytest

import fresh
import wire
from instance import ROOT, until
from sms_receiver import SECRET, Receiver, check_signed


@pytest.fixture
def receivers():
    """Makes receivers: `receivers([500, 500])` fails twice, then accepts."""
    made = []
    yield lambda statuses=(): made.append(Receiver(statuses)) or made[-1]
    for receiver in made:
        receiver.close()


@pytest.fixture
def production(start):
    """Starts a production server whose texts go to `receiver`."""

    def start_one(receiver):
        return start(
            env={
                "STROWGER_MODE": "production",
                "STROWGER_MASTER_KEY": secrets.token_hex(32),
                "STROWGER_SECRET_KEY": "sk_live_" + secrets.token_hex(20),
                "STROWGER_SMS_WEBHOOK_URL": receiver.url,
                "STROWGER_SMS_WEBHOOK_SECRET": SECRET,
                "STROWGER_SMS_ALLOWED_COUNTRIES": "US,CA",
            }
        )

    return start_one


def text_somebody(server):
    """An unverified number with a text on its way: user, number and verification."""
    number = fresh.texted_number()
    user = wire.call(server, "POST", "/v1/users", {"username": fresh.name()}).json
    added = wire.call(server, "POST", "/v1/phone_numbers", {"user_id": user["id"], "phone_number": number}).json
    answer = wire.call(server, "POST", f"/v1/phone_numbers/{added['id']}/prepare_verification")
    assert answer.status == 200, answer.text
    return user, added, answer.json


def attempt(server, number, verification, code):
    body = {"verification_id": verification["id"], "code": code}
    return wire.call(server, "POST", f"/v1/phone_numbers/{number['id']}/attempt_verification", body).json


def otp_code(event):
    data = event["data"]
    return data["data"].get("otp_code") or data["otp_code"]


def test_the_event_is_signed_has_the_contracts_shape_and_its_code_works(production, receivers):
    receiver = receivers()
    server = production(receiver)
    user, number, verification = text_somebody(server)
    ((headers, body, _),) = receiver.delivered(1)
    event = check_signed(headers, body)
    assert (event["object"], event["type"]) == ("event", "sms.created") and event["timestamp"] > 10**12
    data = event["data"]
    assert (data["object"], data["slug"], data["status"]) == ("sms_message", "verification_code", "queued")
    assert data["id"].startswith("sms_") and data["to_phone_number"] == number["phone_number"]
    assert (data["user_id"], data["phone_number_id"]) == (user["id"], number["id"])
    assert data["delivered_by_clerk"] is False and data["created_at"] == data["created_at_ms"]
    assert otp_code(event) in data["message"]
    assert attempt(server, number, verification, otp_code(event))["status"] == "verified"


def test_the_javascript_sdk_verifies_the_event_and_refuses_a_changed_one(production, receivers, tmp_path):
    receiver = receivers()
    text_somebody(production(receiver))
    ((headers, body, _),) = receiver.delivered(1)
    for sent, expected in ((body, 0), (body.replace(b"sms.created", b"sms.creates"), 1)):
        (tmp_path / "body").write_bytes(sent)
        script = """
            import { verifyWebhook } from '@clerk/backend/webhooks';
            import { readFileSync } from 'node:fs';
            const [path, headers, signingSecret] = process.argv.slice(1);
            const request = new Request('http://operator.test/sms',
                { method: 'POST', body: readFileSync(path), headers: JSON.parse(headers) });
            const event = await verifyWebhook(request, { signingSecret });
            console.log(event.type);
        """
        svix = {name: value for name, value in headers.items() if name.lower().startswith("svix-")}
        command = ["node", "--input-type=module", "-e", script, str(tmp_path / "body"), wire.json.dumps(svix), SECRET]
        done = subprocess.run(command, cwd=ROOT / "tests" / "js", capture_output=True, text=True, timeout=30)
        assert done.returncode == expected, done.stderr


def test_a_receiver_that_fails_twice_is_tried_again_with_the_same_event(production, receivers):
    receiver = receivers([500, 503])
    server = production(receiver)
    _, number, verification = text_somebody(server)
    events = [check_signed(headers, body) for headers, body, _ in receiver.delivered(3)]
    assert len({event["data"]["id"] for event in events}) == 1
    assert len({headers_id(headers) for headers, _, _ in receiver.deliveries}) == 1
    assert attempt(server, number, verification, otp_code(events[-1]))["status"] == "verified"


def headers_id(headers):
    return next(value for name, value in headers.items() if name.lower() == "svix-id")


def test_an_accepted_text_is_not_sent_again(production, receivers):
    receiver = receivers()
    server = production(receiver)
    text_somebody(server)
    receiver.delivered(1)
    text_somebody(server)
    receiver.delivered(2)
    server.kill()
    server.start()
    text_somebody(server)
    receiver.delivered(3)
    ids = [check_signed(headers, body)["data"]["id"] for headers, body, _ in receiver.deliveries]
    assert len(ids) == len(set(ids))


def test_a_text_that_was_committed_before_a_crash_is_delivered_after_it(production, receivers):
    receiver = receivers([None])
    server = production(receiver)
    _, number, verification = text_somebody(server)
    receiver.delivered(1)
    server.kill()
    receiver.release.set()
    server.start()
    (_, (headers, body, _)) = receiver.delivered(2)
    event = check_signed(headers, body)
    assert attempt(server, number, verification, otp_code(event))["status"] == "verified"


def test_what_was_delivered_leaves_no_content_in_the_database(production, receivers):
    held = receivers([None])
    server = production(held)
    text_somebody(server)
    held.delivered(1)
    waiting = contents(server)
    held.release.set()
    held.delivered(2)
    until(lambda: contents(server) < waiting, 30, f"the content of the delivered text is gone: {waiting}")


def contents(server):
    """How many bytes the database holds in binary columns of tables of texts: sealed content is the only such thing."""
    database = pathlib.Path(server.database)
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        texts = [name for name in tables if any(word in name for word in ("outbox", "message", "text", "sms"))]
        assert texts, f"no table of texts among {tables}"
        total = 0
        for table in texts:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                total += sum(len(value) for value in row if isinstance(value, bytes) and len(value) > 28)
        return total


def test_production_keeps_no_inbox(production, receivers):
    receiver = receivers()
    server = production(receiver)
    _, number, _ = text_somebody(server)
    receiver.delivered(1)
    answer = wire.call(server, "GET", "/strowger/v1/inbox", query={"phone_number": number["phone_number"]})
    assert answer.status != 200 or answer.json["data"] == []


def test_countries_that_are_not_allowed_get_no_text(production, receivers):
    receiver = receivers()
    server = production(receiver)
    user = wire.call(server, "POST", "/v1/users", {"phone_number": [fresh.mobile_abroad()]}).json
    path = f"/v1/phone_numbers/{user['phone_numbers'][0]['id']}/prepare_verification"
    answer = wire.check_refused(wire.call(server, "POST", path), 403, "unsupported_country_code")
    meta = answer.json["errors"][0]["meta"]
    assert meta == {"alpha2": "GB", "country_code": "44", "param_name": "phone_number"}
    assert receiver.deliveries == []


def test_an_endpoint_that_hangs_does_not_keep_the_server_from_stopping(production, receivers):
    receiver = receivers([None] * 200)
    server = production(receiver)
    for _ in range(80):
        text_somebody(server)
    receiver.delivered(32)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 10
