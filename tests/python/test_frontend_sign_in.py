"""Signing in: by code, by password and code, by backup code, by ticket; and what is refused on the way."""

import time

import pytest

import fresh
import wire
from frontend import (
    ATTEMPTS_MAX,
    PASSWORD,
    SIGN_INS,
    WRONG_CODE,
    newest_text,
    ok,
    phone_factor,
    refused,
    refused_with,
    texts_to,
)


@pytest.fixture
def known(clerk):
    """A user with a proven test number and nothing else."""
    return clerk.users.create(phone_number=[fresh.test_number()])


@pytest.fixture
def with_password(clerk):
    """A user with a proven test number and a password."""
    return clerk.users.create(phone_number=[fresh.test_number()], password=PASSWORD)


@pytest.fixture
def two_step(clerk, add):
    """A user with a password, a proven test number, and another one that is asked for as second factor."""
    user = clerk.users.create(phone_number=[fresh.test_number()], password=PASSWORD)
    add(user, reserved_for_second_factor=True)
    return clerk.users.get(user_id=user.id)


@pytest.fixture
def with_backup_codes(stranger):
    """The number and backup codes of a user who switched two-step sign-in on in another browser."""
    stranger.sign_up(fresh.test_number())
    return stranger.number, stranger.add_second_factor()["backup_codes"]


def number_of(user):
    return user.phone_numbers[0].phone_number


def strategies(factors):
    return sorted(factor["strategy"] for factor in factors or [])


def ticket_for(server, user, **fields):
    made = wire.call(server, "POST", "/v1/sign_in_tokens", {"user_id": user.id, **fields})
    assert made.status == 200, made.text
    return made.json


def check_signed_in(holder, done, user_id):
    """The attempt is complete, and its session is the client's."""
    assert done["status"] == "complete" and done["created_session_id"] == holder.session_id
    assert holder.client["sign_in"] is None and holder.session["user"]["id"] == user_id
    assert holder.me()["id"] == user_id


# By code


def test_a_text_that_cannot_be_sent_is_refused_as_no_affair_of_a_field(lenient, hold):
    holder, number = hold(lenient), fresh.fixed_line_abroad()
    with lenient.sdk() as clerk:
        clerk.users.create(phone_number=[number])
    answer = refused(holder.prepare(holder.start_sign_in(number)), 422, "form_param_format_invalid")
    assert "param_name" not in answer.json["errors"][0].get("meta", {}), answer.text


def test_a_known_number_and_its_code_sign_in(holder, known):
    started = holder.start_sign_in(number_of(known), locale="en-US")
    assert started["status"] == "needs_first_factor" and started["identifier"] == number_of(known)
    assert started["first_factor_verification"] is None and started["supported_second_factors"] is None
    factor = phone_factor(started["supported_first_factors"])
    assert factor["phone_number_id"] == known.phone_numbers[0].id and factor["primary"] is True
    assert number_of(known) not in factor["safe_identifier"] and number_of(known)[-4:] in factor["safe_identifier"]

    prepared = ok(holder.prepare(started))["first_factor_verification"]
    assert (prepared["status"], prepared["strategy"], prepared["attempts"]) == ("unverified", "phone_code", 0)
    check_signed_in(holder, ok(holder.attempt(started, code=fresh.TEST_CODE)), known.id)


def test_the_running_attempt_is_in_the_client_until_it_is_complete(holder, known):
    started = holder.start_sign_in(number_of(known))
    assert holder.client["sign_in"] == started == ok(holder.get(f"{SIGN_INS}/{started['id']}"))
    assert holder.seen()["sign_in"] == started
    prepared = ok(holder.prepare(started))
    assert holder.client["sign_in"] == prepared
    done = ok(holder.attempt(started, code=fresh.TEST_CODE))
    assert holder.client["sign_in"] is None and holder.seen()["sign_in"] is None
    assert done["first_factor_verification"]["status"] == "verified"
    assert holder.client["last_authentication_strategy"] == "phone_code"


def test_the_code_from_the_text_signs_in_and_another_does_not(lenient, hold):
    number = fresh.texted_number()
    hold(lenient).sign_up(number)
    holder = hold(lenient)
    started = holder.start_sign_in(number)
    before = newest_text(lenient, number)
    ok(holder.prepare(started))
    refused(holder.attempt(started, code=WRONG_CODE), 422, "form_code_incorrect", "code")
    assert ok(holder.attempt(started, code=lenient.code(number, after=before)))["status"] == "complete"


def test_a_strategy_in_the_first_request_sends_the_code_at_once(holder, known):
    started = holder.start_sign_in(number_of(known), strategy="phone_code")
    assert started["first_factor_verification"]["status"] == "unverified"
    check_signed_in(holder, ok(holder.attempt(started, code=fresh.TEST_CODE)), known.id)


def test_a_second_text_kills_the_code_of_the_first(lenient, hold):
    number = fresh.texted_number()
    hold(lenient).sign_up(number)
    holder = hold(lenient)
    started, before = holder.start_sign_in(number), newest_text(lenient, number)
    ok(holder.prepare(started))
    older, first = lenient.code(number, after=before), newest_text(lenient, number)
    ok(holder.prepare(started))
    newer = lenient.code(number, after=first)
    if older != newer:
        refused(holder.attempt(started, code=older), 422, "form_code_incorrect", "code")
    assert ok(holder.attempt(started, code=newer))["status"] == "complete"


def test_no_text_is_sent_before_it_is_asked_for(lenient, hold):
    number = fresh.texted_number()
    hold(lenient).sign_up(number)
    holder = hold(lenient)
    holder.start_sign_in(number)
    assert len(texts_to(lenient, number, 1)) == 1


def test_wrong_codes_are_counted_and_after_five_the_right_one_fails(holder, known):
    started = holder.start_sign_in(number_of(known))
    ok(holder.prepare(started))
    for tries in range(1, ATTEMPTS_MAX):
        refused(holder.attempt(started, code=WRONG_CODE), 422, "form_code_incorrect", "code")
        assert holder.client["sign_in"]["first_factor_verification"]["attempts"] == tries
    assert holder.attempt(started, code=WRONG_CODE).status in (400, 422)
    refused(holder.attempt(started, code=fresh.TEST_CODE), 400, "verification_failed")
    ok(holder.prepare(started))
    check_signed_in(holder, ok(holder.attempt(started, code=fresh.TEST_CODE)), known.id)


def test_a_code_is_not_asked_for_before_it_was_sent(holder, known):
    started = holder.start_sign_in(number_of(known))
    answer = holder.attempt(started, code=fresh.TEST_CODE)
    refused_with(answer, 400, {"verification_missing", "verification_not_sent"})


def test_an_attempt_without_its_proof_is_refused(holder, with_password):
    started = holder.start_sign_in(number_of(with_password))
    ok(holder.prepare(started))
    refused(holder.attempt(started), 422, "form_param_missing", "code")
    refused(holder.attempt(started, strategy="password"), 422, "form_param_missing", "password")


def test_a_completed_attempt_is_not_completed_again(holder, known):
    started = holder.start_sign_in(number_of(known))
    ok(holder.prepare(started))
    ok(holder.attempt(started, code=fresh.TEST_CODE))
    again = holder.attempt(started, code=fresh.TEST_CODE)
    assert 400 <= again.status < 500, again.text
    assert len(holder.seen()["sessions"]) == 1


def test_a_new_attempt_takes_the_place_of_the_running_one(holder, known):
    first, second = holder.start_sign_in(number_of(known)), holder.start_sign_in(number_of(known))
    assert second["id"] != first["id"] and holder.seen()["sign_in"]["id"] == second["id"]


# Who can not


def test_an_unknown_number_is_not_found(holder):
    answer = holder.post(SIGN_INS, identifier=fresh.test_number())
    refused(answer, 422, "form_identifier_not_found", "identifier")


def test_an_unproven_number_is_no_way_in(holder, add, user):
    number = add(user, verified=False).phone_number
    refused(holder.post(SIGN_INS, identifier=number), 422, "form_identifier_not_found", "identifier")


@pytest.mark.parametrize("identifier", ["nonsense", "+", "+1415", "a" * 5_000])
def test_what_identifies_nobody_is_refused(lenient, hold, identifier):
    answer = hold(lenient).post(SIGN_INS, identifier=identifier)
    assert answer.status == 422 and answer.param_names == {"identifier"}, answer.text


def test_a_banned_user_does_not_get_in(holder, clerk, known):
    clerk.users.ban(user_id=known.id)
    answer = holder.post(SIGN_INS, identifier=number_of(known))
    if answer.status == 200:
        ok(holder.prepare(answer.json["response"]))
        answer = holder.attempt(answer.json["response"], code=fresh.TEST_CODE)
    refused(answer, 403, "user_banned")
    assert (holder.seen() or {"sessions": []})["sessions"] == []


def test_a_locked_user_does_not_get_in(holder, clerk, known):
    started = holder.start_sign_in(number_of(known))
    ok(holder.prepare(started))
    clerk.users.lock(user_id=known.id)
    refused(holder.attempt(started, code=fresh.TEST_CODE), 403, "user_locked")
    clerk.users.unlock(user_id=known.id)
    check_signed_in(holder, holder.sign_in(number_of(known)), known.id)


def test_another_clients_attempt_is_not_found(hold, known):
    started = hold().start_sign_in(number_of(known))
    other = hold()
    other.start_sign_in(number_of(known))
    for answer in (
        other.get(f"{SIGN_INS}/{started['id']}"),
        other.prepare(started),
        other.attempt(started, code=fresh.TEST_CODE),
    ):
        refused(answer, 404, "resource_not_found")


def test_a_code_goes_to_no_number_of_somebody_else(lenient, hold):
    owner, other, holder = hold(lenient), hold(lenient), hold(lenient)
    owner.sign_up(fresh.test_number())
    other.sign_up(fresh.texted_number())
    started = holder.start_sign_in(owner.number)
    path = f"{SIGN_INS}/{started['id']}/prepare_first_factor"
    answer = holder.post(path, strategy="phone_code", phone_number_id=other.me()["primary_phone_number_id"])
    assert 400 <= answer.status < 500, answer.text
    assert len(lenient.inbox(other.number, wait_ms=0)) == 1


@pytest.mark.parametrize("strategy", ["email_code", "totp", "oauth_google", "nonsense", "admin"])
def test_a_way_in_that_there_is_not_is_refused(holder, known, strategy):
    started = holder.start_sign_in(number_of(known))
    codes = {"strategy_for_user_invalid", "verification_strategy_invalid", "form_param_value_invalid"}
    path = f"{SIGN_INS}/{started['id']}"
    for answer in (
        holder.post(f"{path}/prepare_first_factor", strategy=strategy),
        holder.post(f"{path}/attempt_first_factor", strategy=strategy, code=fresh.TEST_CODE),
    ):
        assert answer.status in (400, 422) and set(answer.codes) & codes, answer.text


# By password


def test_a_password_signs_in(holder, with_password):
    started = holder.start_sign_in(number_of(with_password))
    assert strategies(started["supported_first_factors"]) == ["password", "phone_code"]
    check_signed_in(holder, ok(holder.attempt(started, strategy="password", password=PASSWORD)), with_password.id)
    assert holder.client["last_authentication_strategy"] == "password"


def test_a_password_in_the_first_request_signs_in_at_once(holder, with_password):
    done = holder.start_sign_in(number_of(with_password), strategy="password", password=PASSWORD)
    check_signed_in(holder, done, with_password.id)


def test_a_wrong_password_is_refused_where_it_was_typed(holder, with_password):
    started = holder.start_sign_in(number_of(with_password))
    answer = holder.attempt(started, strategy="password", password="another-passphrase-1891")
    refused(answer, 422, "form_password_incorrect", "password")
    assert holder.seen()["sessions"] == []


def test_a_user_without_a_password_is_offered_none_and_has_none_to_try(holder, known):
    started = holder.start_sign_in(number_of(known))
    assert strategies(started["supported_first_factors"]) == ["phone_code"]
    answer = holder.attempt(started, strategy="password", password=PASSWORD)
    assert answer.status in (400, 422), answer.text


def test_a_username_and_a_password_sign_in(configured, hold):
    server = configured({"sign_up.username": "optional"})
    name = fresh.name()
    hold(server).sign_up(fresh.test_number(), username=name, password=PASSWORD)
    holder = hold(server)
    started = holder.start_sign_in(name)
    assert started["identifier"] == name
    done = ok(holder.attempt(started, strategy="password", password=PASSWORD))
    assert done["status"] == "complete" and holder.me()["username"] == name


# In two steps


@pytest.mark.parametrize("first", ["code", "password"])
def test_a_second_factor_is_asked_for_after_the_first(holder, two_step, first):
    if first == "code":
        half = holder.pass_first_factor(number_of(two_step))
    else:
        half = holder.start_sign_in(number_of(two_step), strategy="password", password=PASSWORD)
    assert half["status"] == "needs_second_factor" and half["created_session_id"] is None
    assert half["second_factor_verification"] is None and holder.client["sessions"] == []
    factor = phone_factor(half["supported_second_factors"])
    assert factor["phone_number_id"] == two_step.phone_numbers[1].id and factor["default"] is True

    prepared = ok(holder.prepare(half, "second"))
    assert prepared["second_factor_verification"]["status"] == "unverified"
    refused(holder.attempt(half, "second", code=WRONG_CODE), 422, "form_code_incorrect", "code")
    done = ok(holder.attempt(half, "second", code=fresh.TEST_CODE))
    check_signed_in(holder, done, two_step.id)
    assert holder.session["factor_verification_age"] == [0, 0]


def test_a_number_that_is_the_second_factor_is_not_offered_as_the_first(holder, two_step):
    started = holder.start_sign_in(number_of(two_step))
    offered = [factor.get("phone_number_id") for factor in started["supported_first_factors"]]
    assert two_step.phone_numbers[1].id not in offered
    path = f"{SIGN_INS}/{started['id']}/prepare_first_factor"
    answer = holder.post(path, strategy="phone_code", phone_number_id=two_step.phone_numbers[1].id)
    assert 400 <= answer.status < 500, answer.text


def test_the_second_step_does_not_come_before_the_first(holder, two_step):
    started = holder.start_sign_in(number_of(two_step))
    path = f"{SIGN_INS}/{started['id']}"
    for answer in (
        holder.post(f"{path}/prepare_second_factor", strategy="phone_code"),
        holder.post(f"{path}/attempt_second_factor", strategy="phone_code", code=fresh.TEST_CODE),
        holder.post(f"{path}/attempt_second_factor", strategy="backup_code", code="00000000"),
    ):
        assert 400 <= answer.status < 500, answer.text
    assert holder.seen()["sessions"] == []


def test_the_code_of_the_first_step_does_not_pass_the_second(lenient, hold):
    owner, number, factor = hold(lenient), fresh.texted_number(), fresh.texted_number()
    owner.sign_up(number)
    added = owner.add_number(factor)
    ok(owner.patch(f"/v1/me/phone_numbers/{added['id']}", reserved_for_second_factor=True))
    holder = hold(lenient)
    started, before = holder.start_sign_in(number), newest_text(lenient, number)
    ok(holder.prepare(started))
    code = lenient.code(number, after=before)
    half = ok(holder.attempt(started, code=code))
    before = newest_text(lenient, factor)
    ok(holder.prepare(half, "second"))
    if code != (second := lenient.code(factor, after=before)):
        refused(holder.attempt(half, "second", code=code), 422, "form_code_incorrect", "code")
    assert ok(holder.attempt(half, "second", code=second))["status"] == "complete"


def test_a_backup_code_stands_in_for_the_second_factor_once(hold, with_backup_codes):
    number, codes = with_backup_codes
    holder = hold()
    half = holder.pass_first_factor(number)
    assert strategies(half["supported_second_factors"]) == ["backup_code", "phone_code"]
    done = ok(holder.attempt(half, "second", strategy="backup_code", code=codes[0]))
    assert done["status"] == "complete" and done["second_factor_verification"]["strategy"] == "backup_code"

    holder = hold()
    half = holder.pass_first_factor(number)
    again = holder.attempt(half, "second", strategy="backup_code", code=codes[0])
    refused(again, 422, "form_code_incorrect", "code")
    assert ok(holder.attempt(half, "second", strategy="backup_code", code=codes[1]))["status"] == "complete"


def test_a_backup_code_of_somebody_else_is_no_second_factor(hold, with_backup_codes, two_step):
    half = (holder := hold()).pass_first_factor(number_of(two_step))
    answer = holder.attempt(half, "second", strategy="backup_code", code=with_backup_codes[1][0])
    assert answer.status in (400, 422), answer.text
    assert holder.seen()["sessions"] == []


def test_a_user_without_backup_codes_is_not_offered_them(holder, two_step):
    half = holder.pass_first_factor(number_of(two_step))
    assert strategies(half["supported_second_factors"]) == ["phone_code"]


# By ticket


def test_a_ticket_signs_in_alone(holder, known):
    token = ticket_for(holder.server, known)["token"]
    check_signed_in(holder, ok(holder.post(SIGN_INS, strategy="ticket", ticket=token)), known.id)


def test_a_ticket_signs_in_alone_where_a_second_factor_would_be_asked_for(holder, two_step):
    token = ticket_for(holder.server, two_step)["token"]
    check_signed_in(holder, ok(holder.post(SIGN_INS, strategy="ticket", ticket=token)), two_step.id)


def test_a_ticket_is_good_once(hold, known):
    token = ticket_for(hold().server, known)["token"]
    ok(hold().post(SIGN_INS, strategy="ticket", ticket=token))
    refused(hold().post(SIGN_INS, strategy="ticket", ticket=token), 400, "sign_in_token_already_used_code")


def test_a_ticket_that_was_taken_back_is_refused(holder, clerk, known):
    ticket = ticket_for(holder.server, known)
    clerk.sign_in_tokens.revoke(sign_in_token_id=ticket["id"])
    refused(holder.post(SIGN_INS, strategy="ticket", ticket=ticket["token"]), 400, "sign_in_token_revoked_code")


@pytest.mark.parametrize("ticket", ["nonsense", "a.b.c", "x" * 5_000])
def test_what_is_no_ticket_is_refused(holder, ticket):
    refused(holder.post(SIGN_INS, strategy="ticket", ticket=ticket), 400, "ticket_invalid_code")


def test_a_ticket_strategy_without_a_ticket_is_refused(holder):
    answer = holder.post(SIGN_INS, strategy="ticket")
    assert answer.status in (400, 422), answer.text


def test_a_ticket_of_a_banned_user_is_refused(holder, clerk, known):
    token = ticket_for(holder.server, known)["token"]
    clerk.users.ban(user_id=known.id)
    refused(holder.post(SIGN_INS, strategy="ticket", ticket=token), 403, "user_banned")


# One session or several


def test_who_is_signed_in_does_not_sign_in_again(member, known):
    refused(member.post(SIGN_INS, identifier=number_of(known)), 400, "session_exists")
    assert len(member.seen()["sessions"]) == 1


def test_with_several_sessions_nobody_is_in_one_client_twice(configured, hold):
    server = configured({"session.multiple": True})
    holder, number = hold(server), fresh.test_number()
    holder.sign_up(number)
    answer = holder.post(SIGN_INS, identifier=number)
    if answer.status == 200:
        ok(holder.prepare(answer.json["response"]))
        answer = holder.attempt(answer.json["response"], code=fresh.TEST_CODE)
    refused(answer, 400, "identifier_already_signed_in")
    assert answer.json["errors"][0]["meta"]["session_id"] == holder.session_id


# What is left behind


def test_a_sign_in_is_seen_by_the_backend(holder, clerk, known):
    assert clerk.users.get(user_id=known.id).last_sign_in_at is None
    done = holder.sign_in(number_of(known))
    user = clerk.users.get(user_id=known.id)
    assert abs(user.last_sign_in_at / 1_000 - time.time()) < 60
    assert [one.id for one in clerk.sessions.list(user_id=known.id)] == [done["created_session_id"]]


def test_a_refusal_brings_the_client_as_it_is(holder, known):
    started = holder.start_sign_in(number_of(known))
    ok(holder.prepare(started))
    answer = refused(holder.attempt(started, code=WRONG_CODE), 422, "form_code_incorrect")
    client = answer.json["meta"]["client"]
    assert client["sign_in"]["id"] == started["id"] and client["id"] == holder.seen()["id"]
