"""Budgets of wrong codes: of an account, of a device that has signed in to it before, and of a number."""

import pytest

import fresh
import wire
from frontend import (
    ATTEMPTS_MAX,
    FAILURES_MAX,
    NUMBERS,
    PASSWORD,
    SIGN_INS,
    SIGN_UPS,
    WRONG_CODE,
    Cookies,
    ok,
    refused,
    refused_with,
)


@pytest.fixture
def known(clerk):
    """A user with a proven test number and a password."""
    return clerk.users.create(phone_number=[fresh.test_number()], password=PASSWORD)


def number_of(user):
    return user.phone_numbers[0].phone_number


def left(clerk, user):
    return clerk.users.get(user_id=user.id).verification_attempts_remaining


def check_locked_out(holder, number):
    """A code is not even sent, or at the latest not accepted."""
    answer = holder.post(SIGN_INS, identifier=number)
    if answer.status == 200:
        answer = holder.prepare(answer.json["response"])
    refused(answer, 403, "user_locked")


def spend_by_strangers(server, number, times=FAILURES_MAX):
    """Wrong codes from several clients that have never signed in to the account."""
    while times > 0:
        stranger = Cookies(server)
        stranger.guess_wrong(stranger.start_sign_in(number), min(times, 5 * ATTEMPTS_MAX))
        times -= 5 * ATTEMPTS_MAX


def test_a_hundred_wrong_codes_of_strangers_lock_the_account_for_strangers(hold, known, clerk):
    holder = hold()
    holder.guess_wrong(holder.start_sign_in(number_of(known)), FAILURES_MAX)
    assert left(clerk, known) == 0 and clerk.users.get(user_id=known.id).locked
    check_locked_out(holder, number_of(known))
    check_locked_out(hold(), number_of(known))


def test_neither_a_new_code_nor_a_new_attempt_nor_a_new_client_gives_tries_back(server, known, clerk):
    for _ in range(4):
        stranger = Cookies(server)
        for _ in range(2):
            stranger.guess_wrong(stranger.start_sign_in(number_of(known)), 3)
    assert left(clerk, known) == FAILURES_MAX - 24


def test_the_right_code_does_not_open_a_spent_account(server, known):
    stranger = Cookies(server)
    started = stranger.start_sign_in(number_of(known))
    stranger.guess_wrong(started, FAILURES_MAX)
    answer = stranger.attempt(started, code=fresh.TEST_CODE)
    assert answer.status in (400, 403), answer.text
    answer = stranger.attempt(started, strategy="password", password=PASSWORD)
    refused(answer, 403, "user_locked")


def test_an_admins_unlock_gives_everything_back(server, known, clerk, holder):
    spend_by_strangers(server, number_of(known))
    clerk.users.unlock(user_id=known.id)
    assert left(clerk, known) == FAILURES_MAX
    holder.sign_in(number_of(known))


def test_wrong_passwords_count_as_wrong_codes_do(holder, known, clerk):
    started = holder.start_sign_in(number_of(known))
    for _ in range(3):
        answer = holder.attempt(started, strategy="password", password="another-passphrase-1891")
        refused(answer, 422, "form_password_incorrect", "password")
    assert left(clerk, known) == FAILURES_MAX - 3


def test_wrong_second_factors_count_as_wrong_codes_do(hold, stranger, clerk):
    user_id = stranger.sign_up(fresh.test_number())["created_user_id"]
    stranger.add_second_factor()
    holder = hold()
    half = holder.pass_first_factor(stranger.number)
    ok(holder.prepare(half, "second"))
    refused(holder.attempt(half, "second", code=WRONG_CODE), 422, "form_code_incorrect", "code")
    refused(holder.attempt(half, "second", strategy="backup_code", code="0" * 8), 422, "form_code_incorrect", "code")
    assert clerk.users.get(user_id=user_id).verification_attempts_remaining == FAILURES_MAX - 2


def test_a_success_gives_back_what_the_same_client_used_up_and_no_more(server, known, clerk):
    spend_by_strangers(server, number_of(known), 10)
    holder = Cookies(server)
    started = holder.start_sign_in(number_of(known))
    holder.guess_wrong(started, 3)
    assert left(clerk, known) == FAILURES_MAX - 13
    ok(holder.attempt(started, code=fresh.TEST_CODE))
    assert left(clerk, known) == FAILURES_MAX - 10


# Known devices


@pytest.fixture
def device(hold, known):
    """A client that has signed in to the account before, and out again."""
    holder = hold()
    holder.sign_in(number_of(known))
    holder.sign_out()
    return holder


def test_strangers_do_not_lock_the_owner_out_of_a_known_device(device, known):
    spend_by_strangers(device.server, number_of(known))
    check_locked_out(Cookies(device.server), number_of(known))
    device.sign_in(number_of(known))


def test_wrong_codes_on_a_known_device_are_not_the_accounts(device, known, clerk):
    device.guess_wrong(device.start_sign_in(number_of(known)), 7)
    assert left(clerk, known) == FAILURES_MAX


def test_a_known_device_has_a_budget_of_its_own_and_no_more(device, known, clerk):
    device.guess_wrong(device.start_sign_in(number_of(known)), FAILURES_MAX)
    check_locked_out(device, number_of(known))
    assert left(clerk, known) == FAILURES_MAX
    Cookies(device.server).sign_in(number_of(known))


def test_a_device_is_known_to_the_accounts_that_it_has_signed_in_to_and_no_others(device, clerk):
    other = clerk.users.create(phone_number=[fresh.test_number()])
    device.guess_wrong(device.start_sign_in(number_of(other)), 4)
    assert left(clerk, other) == FAILURES_MAX - 4


def test_a_live_session_goes_on_while_strangers_are_locked_out(hold, known):
    holder = hold()
    holder.sign_in(number_of(known))
    spend_by_strangers(holder.server, number_of(known))
    assert holder.me()["locked"] is True
    ok(holder.post(f"{holder.session_path}/tokens"))
    holder.add_number()


# An admin's lock


def test_an_admins_lock_stops_known_devices_too(device, known, clerk):
    clerk.users.lock(user_id=known.id)
    answer = device.post(SIGN_INS, identifier=number_of(known))
    if answer.status == 200:
        started = answer.json["response"]
        answer = device.attempt(started, strategy="password", password=PASSWORD)
    refused(answer, 403, "user_locked")


def test_an_admins_lock_spares_live_sessions_but_not_their_step_up(member, clerk):
    clerk.users.lock(user_id=member.me()["id"])
    ok(member.post(f"{member.session_path}/tokens"))
    answer = member.post(f"{member.session_path}/verify", level="first_factor")
    if answer.status == 200:
        factor = answer.json["response"]["supported_first_factors"][0]
        path = f"{member.session_path}/verify/prepare_first_factor"
        answer = member.post(path, strategy="phone_code", phone_number_id=factor["phone_number_id"])
    if answer.status == 200:
        path = f"{member.session_path}/verify/attempt_first_factor"
        answer = member.post(path, strategy="phone_code", code=fresh.TEST_CODE)
    refused(answer, 403, "user_locked")


# Numbers


def guess_sign_up(holder, number, times):
    """Wrong codes at sign-up with `number`, with a new code whenever one is used up; where the attempt is."""
    path = f"{SIGN_UPS}/{holder.start_sign_up(number)['id']}"
    for guess in range(times):
        if guess % ATTEMPTS_MAX == 0:
            ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
        answer = holder.post(f"{path}/attempt_verification", strategy="phone_code", code=WRONG_CODE)
        assert answer.status in (400, 422), answer.text
    return path


def test_a_hundred_wrong_codes_at_sign_up_spend_the_number(hold):
    holder, number = hold(), fresh.test_number()
    path = guess_sign_up(holder, number, FAILURES_MAX)
    refused(holder.post(f"{path}/prepare_verification", strategy="phone_code"), 403, "user_locked")
    answer = holder.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE)
    refused(answer, 400, "verification_failed")


def test_a_spent_number_is_spent_for_every_client_and_every_account(hold, member):
    number = fresh.test_number()
    for _ in range(4):
        guess_sign_up(hold(), number, FAILURES_MAX // 4)
    holder = hold()
    path = f"{SIGN_UPS}/{holder.start_sign_up(number)['id']}"
    refused(holder.post(f"{path}/prepare_verification", strategy="phone_code"), 403, "user_locked")
    added = member.add_number(number, verified=False)
    path = f"{NUMBERS}/{added['id']}/prepare_verification"
    refused(member.post(path, strategy="phone_code"), 403, "user_locked")


def test_wrong_codes_of_throw_away_accounts_spend_the_number_that_they_add(hold):
    number = fresh.test_number()
    for _ in range(4):
        holder = hold()
        holder.sign_up(fresh.test_number())
        path = f"{NUMBERS}/{holder.add_number(number, verified=False)['id']}"
        for guess in range(FAILURES_MAX // 4):
            if guess % ATTEMPTS_MAX == 0:
                ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
            assert holder.post(f"{path}/attempt_verification", code=WRONG_CODE).status in (400, 422)
    refused(holder.post(f"{path}/prepare_verification", strategy="phone_code"), 403, "user_locked")
    unlock = wire.call(holder.server, "POST", "/strowger/v1/phone_numbers/unlock", {"phone_number": number})
    assert unlock.status == 204, unlock.text
    ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))


def test_codes_that_were_never_sent_and_forms_without_a_code_spend_nothing(holder, known, clerk):
    started = holder.start_sign_in(number_of(known))
    answer = holder.attempt(started, code=WRONG_CODE)
    refused_with(answer, 400, {"verification_missing", "verification_not_sent"})
    ok(holder.prepare(started))
    refused(holder.attempt(started), 422, "form_param_missing", "code")
    assert left(clerk, known) == FAILURES_MAX
