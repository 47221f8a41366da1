"""Codes: what field.md's S1 to S6 ask of them, seen from outside."""

import pathlib
import re
import time

import pytest
from clerk_backend_api import models

import fresh
import wire
from refusals import refused
from together import at_once

FAILURES_MAX = 100
ATTEMPTS_MAX = 5


@pytest.fixture
def texted(clerk, add, user):
    """An unverified number that gets random codes."""
    return add(user, number=fresh.texted_number(), verified=False)


def prepare(clerk, number):
    return clerk.phone_numbers.prepare_verification(phone_number_id=number.id)


def attempt(clerk, number, verification, code):
    return clerk.phone_numbers.attempt_verification(
        phone_number_id=number.id, verification_id=verification.id, code=code
    )


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_text_has_the_code_and_names_number_and_user(server, clerk, texted, user):
    prepare(clerk, texted)
    (message, *_) = server.inbox(texted.phone_number)
    assert message["object"] == "sms_message" and message["to_phone_number"] == texted.phone_number
    assert message["otp_code"] in message["message"]
    assert (message["user_id"], message["phone_number_id"]) == (user.id, texted.id)


def test_the_code_from_the_text_verifies_the_number(server, clerk, texted):
    prepared = prepare(clerk, texted)
    assert attempt(clerk, texted, prepared, server.code(texted.phone_number)).status == "verified"
    assert clerk.phone_numbers.get(phone_number_id=texted.id).verification.status == "verified"


def test_the_fixed_code_of_test_numbers_opens_no_other_number(clerk, texted):
    assert attempt(clerk, texted, prepare(clerk, texted), fresh.TEST_CODE).status == "unverified"


def test_a_test_number_takes_only_the_fixed_code_and_its_text_is_in_the_inbox(server, clerk, add, user):
    number = add(user, verified=False)
    prepared = prepare(clerk, number)
    assert server.code(number.phone_number) == fresh.TEST_CODE
    assert attempt(clerk, number, prepared, "424243").status == "unverified"
    assert attempt(clerk, number, prepared, fresh.TEST_CODE).status == "verified"


def test_a_code_lives_ten_minutes_and_not_longer(clerk, texted):
    assert 590 < prepare(clerk, texted).expire_at / 1_000 - time.time() <= 601


def test_wrong_codes_are_counted_and_the_fifth_fails_the_verification_for_good(server, clerk, texted):
    prepared = prepare(clerk, texted)
    code = server.code(texted.phone_number)
    seen = [attempt(clerk, texted, prepared, wrong(code)) for _ in range(ATTEMPTS_MAX)]
    assert [(one.status, one.attempts) for one in seen] == [
        ("unverified", 1),
        ("unverified", 2),
        ("unverified", 3),
        ("unverified", 4),
        ("failed", 5),
    ]
    assert attempt(clerk, texted, prepared, code).status == "failed"
    assert clerk.phone_numbers.get(phone_number_id=texted.id).verification is None


def test_under_fifty_parallel_attempts_a_code_is_accepted_once(server, clerk, texted):
    prepared = prepare(clerk, texted)
    body = {"verification_id": prepared.id, "code": server.code(texted.phone_number)}
    path = f"/v1/phone_numbers/{texted.id}/attempt_verification"
    answers = at_once([lambda: wire.call(server, "POST", path, body)] * 50)
    accepted = [answer for answer in answers if answer.status == 200]
    assert [answer.json["status"] for answer in accepted] == ["verified"]
    assert all(answer.codes == ["verification_already_verified"] for answer in answers if answer.status != 200)


def test_parallel_wrong_attempts_get_no_free_guess(server, clerk, texted):
    prepared = prepare(clerk, texted)
    code = server.code(texted.phone_number)
    path = f"/v1/phone_numbers/{texted.id}/attempt_verification"
    body = {"verification_id": prepared.id, "code": wrong(code)}
    answers = at_once([lambda: wire.call(server, "POST", path, body)] * 20)
    assert sorted(answer.json["attempts"] for answer in answers)[:5] == [1, 2, 3, 4, 5]
    assert sum(answer.json["status"] == "unverified" for answer in answers) == ATTEMPTS_MAX - 1
    assert attempt(clerk, texted, prepared, code).status == "failed"


def test_the_code_of_one_number_is_not_the_code_of_another(server, clerk, add, user, texted):
    other = add(user, number=fresh.texted_number(), verified=False)
    prepare(clerk, texted)
    prepared = prepare(clerk, other)
    foreign, own = server.code(texted.phone_number), server.code(other.phone_number)
    if foreign != own:
        assert attempt(clerk, other, prepared, foreign).status == "unverified"
    assert attempt(clerk, other, prepared, own).status == "verified"


def test_a_newer_text_kills_the_older_verification(clerk, add, user):
    number = add(user, verified=False)
    older, newer = prepare(clerk, number), prepare(clerk, number)
    assert attempt(clerk, number, older, fresh.TEST_CODE).status == "expired"
    assert attempt(clerk, number, newer, fresh.TEST_CODE).status == "verified"


@pytest.mark.parametrize("code", ["4242424", "42424", " 424242", "abcdef", "４２４２４２", "4" * 60_000])
def test_what_is_no_code_is_a_wrong_code_or_a_refusal_and_never_accepted(server, clerk, add, user, code):
    number = add(user, verified=False)
    prepared = prepare(clerk, number)
    path = f"/v1/phone_numbers/{number.id}/attempt_verification"
    answer = wire.call(server, "POST", path, {"verification_id": prepared.id, "code": code})
    assert answer.status in (200, 400), answer.text
    assert clerk.phone_numbers.get(phone_number_id=number.id).verification is None


def test_a_hundred_failures_lock_the_account_across_resends_until_an_admin_unlocks(clerk, add, user):
    number = add(user, verified=False)
    for _ in range(FAILURES_MAX // ATTEMPTS_MAX):
        prepared = prepare(clerk, number)
        failures = [attempt(clerk, number, prepared, "000000").status for _ in range(ATTEMPTS_MAX)]
        assert failures[-1] == "failed"
    shown = clerk.users.get(user_id=user.id)
    assert shown.locked and shown.verification_attempts_remaining == 0 and shown.lockout_expires_in_seconds is None
    with refused(403, "user_locked"):
        prepare(clerk, number)
    clerk.users.unlock(user_id=user.id)
    assert attempt(clerk, number, prepare(clerk, number), fresh.TEST_CODE).status == "verified"


def test_a_spent_number_stays_spent_for_a_throw_away_account(clerk, add, user):
    number = add(user, verified=False)
    for _ in range(FAILURES_MAX // ATTEMPTS_MAX):
        prepared = prepare(clerk, number)
        [attempt(clerk, number, prepared, "000000") for _ in range(ATTEMPTS_MAX)]
    copy = add(clerk.users.create(username=fresh.name()), number=number.phone_number, verified=False)
    try:
        assert attempt(clerk, copy, prepare(clerk, copy), fresh.TEST_CODE).status == "failed"
    except models.ClerkErrors as error:
        assert error.status_code == 403
    assert clerk.phone_numbers.get(phone_number_id=copy.id).verification is None


def test_a_success_gives_the_account_its_tries_back(clerk, add, user):
    number = add(user, verified=False)
    prepared = prepare(clerk, number)
    [attempt(clerk, number, prepared, "000000") for _ in range(3)]
    assert clerk.users.get(user_id=user.id).verification_attempts_remaining == FAILURES_MAX - 3
    attempt(clerk, number, prepared, fresh.TEST_CODE)
    assert clerk.users.get(user_id=user.id).verification_attempts_remaining == FAILURES_MAX


@pytest.fixture
def texted_server(start):
    """A server that made its own key and sent 200 texts: with what was in them, and its log since the start."""
    server = start(env={"STROWGER_SECRET_KEY": None})
    server.secret_key = server.keys()["secret_key"]
    started = len(server.log())
    messages = []
    with server.sdk() as clerk:
        for _ in range(200):
            number = fresh.texted_number()
            user = clerk.users.create(phone_number=[number])
            clerk.phone_numbers.prepare_verification(phone_number_id=user.phone_numbers[0].id)
            messages.append(server.inbox(number)[0])
    return server, messages, started


def test_codes_have_six_digits_with_leading_zeros_and_stay_out_of_database_and_log(texted_server):
    server, messages, started = texted_server
    codes = {message["otp_code"] for message in messages}
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert len(codes) > 190 and any(code.startswith("0") for code in codes)

    logged = server.log()[started:].encode()
    stored = b"".join(path.read_bytes() for path in database_files(server))
    assert len(stored) > 10_000
    for place, content in (("database", stored), ("log", logged)):
        assert server.secret_key.encode() not in content, place
        assert not codes & {digits.decode() for digits in re.findall(rb"(?<![0-9])[0-9]{6}(?![0-9])", content)}, place
        for message in messages:
            assert message["message"].encode() not in content, place
        if place == "log":
            assert not any(message["to_phone_number"].encode() in content for message in messages)


def database_files(server):
    """The database and its write-ahead log; not the key file, which is the point."""
    database = pathlib.Path(server.database)
    return [path for path in (database, database.with_name(database.name + "-wal")) if path.exists()]


def test_the_key_file_beside_the_database_is_for_its_owner_alone(start):
    server = start()
    assert pathlib.Path(server.database + ".key").stat().st_mode & 0o777 == 0o600


def test_passwords_and_tokens_stay_out_of_database_and_log(start):
    server = start()
    with server.sdk() as clerk:
        user = clerk.users.create(username=fresh.name(), password="a-long-enough-passphrase-1891")
        token = clerk.sign_in_tokens.create(request={"user_id": user.id})
        jwt = clerk.sessions.create_token(session_id=clerk.sessions.create(request={"user_id": user.id}).id).jwt
    seen = b"".join(path.read_bytes() for path in [*database_files(server), *server.log_files])
    for secret in ("a-long-enough-passphrase-1891", token.token, jwt, "BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY"):
        assert secret.encode() not in seen
