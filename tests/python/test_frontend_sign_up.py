"""Signing up: step by step, by the code to a number, with what else the settings ask for."""

import time

import pytest

import fresh
import wire
from frontend import (
    ATTEMPTS_MAX,
    PASSWORD,
    SIGN_UPS,
    WRONG_CODE,
    newest_text,
    ok,
    refused,
    refused_with,
)


def path_of(sign_up):
    return f"{SIGN_UPS}/{sign_up['id']}"


def prepare(holder, sign_up):
    return holder.post(f"{path_of(sign_up)}/prepare_verification", strategy="phone_code")


def attempt(holder, sign_up, code=fresh.TEST_CODE):
    return holder.post(f"{path_of(sign_up)}/attempt_verification", strategy="phone_code", code=code)


def change(holder, sign_up, **fields):
    return holder.patch(path_of(sign_up), **fields)


def by_phone(sign_up):
    return sign_up["verifications"]["phone_number"]


def test_a_new_number_and_its_code_sign_up(holder, clerk):
    number = fresh.test_number()
    started = holder.start_sign_up(number, first_name="Almon", last_name="Strowger", password=PASSWORD, locale="en-US")
    assert started["status"] == "missing_requirements" and started["phone_number"] == number
    assert started["unverified_fields"] == ["phone_number"] and started["missing_fields"] == []
    assert started["has_password"] is True
    ok(prepare(holder, started))
    done = ok(attempt(holder, started))
    assert done["status"] == "complete" and done["unverified_fields"] == []
    assert done["created_session_id"] == holder.session_id and holder.client["sign_up"] is None
    user = holder.me()
    assert user["id"] == done["created_user_id"] and user["password_enabled"] is True
    assert (user["first_name"], user["last_name"]) == ("Almon", "Strowger")
    assert user["primary_phone_number_id"] == user["phone_numbers"][0]["id"]
    assert user["phone_numbers"][0]["verification"]["status"] == "verified"
    assert holder.session["factor_verification_age"] == [0, -1]
    assert clerk.users.get(user_id=user["id"]).phone_numbers[0].phone_number == number


def test_before_a_code_is_sent_the_attempt_says_only_what_to_do_next(holder):
    started = holder.start_sign_up(fresh.test_number())
    assert by_phone(started) == {"next_action": "needs_prepare", "supported_strategies": ["phone_code"]}
    prepared = by_phone(ok(prepare(holder, started)))
    assert (prepared["next_action"], prepared["status"]) == ("needs_attempt", "unverified")
    assert (prepared["strategy"], prepared["attempts"]) == ("phone_code", 0)


def test_the_running_attempt_is_in_the_client_until_it_is_complete(holder):
    started = holder.start_sign_up(fresh.test_number())
    assert holder.client["sign_up"] == started == ok(holder.get(path_of(started)))
    assert holder.seen()["sign_up"] == started
    prepared = ok(prepare(holder, started))
    assert holder.client["sign_up"] == prepared
    ok(attempt(holder, started))
    assert holder.client["sign_up"] is None and holder.seen()["sign_up"] is None


def test_the_code_from_the_text_signs_up_and_a_wrong_one_is_counted(lenient, hold):
    holder, number = hold(lenient), fresh.texted_number()
    started = holder.start_sign_up(number)
    before = newest_text(lenient, number)
    ok(prepare(holder, started))
    answer = refused(attempt(holder, started, WRONG_CODE), 422, "form_code_incorrect", "code")
    assert by_phone(answer.json["meta"]["client"]["sign_up"])["attempts"] == 1
    assert ok(attempt(holder, started, lenient.code(number, after=before)))["status"] == "complete"


def test_a_second_text_kills_the_code_of_the_first(lenient, hold):
    holder, number = hold(lenient), fresh.texted_number()
    started = holder.start_sign_up(number)
    ok(prepare(holder, started))
    older, first = lenient.code(number), newest_text(lenient, number)
    ok(prepare(holder, started))
    newer = lenient.code(number, after=first)
    if older != newer:
        refused(attempt(holder, started, older), 422, "form_code_incorrect", "code")
    assert ok(attempt(holder, started, newer))["status"] == "complete"


def test_after_five_wrong_codes_the_right_one_fails_until_another_is_sent(holder):
    started = holder.start_sign_up(fresh.test_number())
    ok(prepare(holder, started))
    tried = [attempt(holder, started, WRONG_CODE) for _ in range(ATTEMPTS_MAX)]
    assert [answer.status for answer in tried[:-1]] == [422] * 4 and tried[-1].status in (400, 422)
    refused(attempt(holder, started), 400, "verification_failed")
    ok(prepare(holder, started))
    assert ok(attempt(holder, started))["status"] == "complete"


def test_a_code_is_not_asked_for_before_it_was_sent(holder):
    answer = attempt(holder, holder.start_sign_up(fresh.test_number()))
    refused_with(answer, 400, {"verification_missing", "verification_not_sent"})


def test_an_attempt_without_a_code_is_refused(holder):
    started = holder.start_sign_up(fresh.test_number())
    ok(prepare(holder, started))
    answer = holder.post(f"{path_of(started)}/attempt_verification", strategy="phone_code")
    refused(answer, 422, "form_param_missing", "code")


def test_a_completed_attempt_makes_no_second_user(holder, clerk):
    number = fresh.test_number()
    started = holder.start_sign_up(number)
    ok(prepare(holder, started))
    ok(attempt(holder, started))
    assert 400 <= attempt(holder, started).status < 500
    assert clerk.users.count(request={"phone_number": [number]}).total_count == 1


def test_another_clients_attempt_is_not_found(hold):
    holder, other = hold(), hold()
    started = holder.start_sign_up(fresh.test_number())
    ok(prepare(holder, started))
    other.start_sign_up(fresh.test_number())
    for answer in (
        other.get(path_of(started)),
        change(other, started, first_name="Mallory"),
        prepare(other, started),
        attempt(other, started),
    ):
        refused(answer, 404, "resource_not_found")
    assert ok(holder.get(path_of(started)))["first_name"] is None


# Step by step


def test_missing_fields_are_added_one_after_another_in_any_order(configured, hold):
    server = configured({
        "sign_up.username": "required", "sign_up.password": "required", "sign_up.first_name": "required",
    })
    holder, name = hold(server), fresh.name()
    started = holder.start_sign_up()
    assert set(started["required_fields"]) == {"phone_number", "username", "password", "first_name"}
    assert set(started["missing_fields"]) == {"phone_number", "username", "password", "first_name"}
    started = ok(change(holder, started, first_name="Almon"))
    assert set(started["missing_fields"]) == {"phone_number", "username", "password"}
    started = ok(change(holder, started, phone_number=fresh.test_number()))
    assert set(started["missing_fields"]) == {"username", "password"}
    assert started["unverified_fields"] == ["phone_number"]

    ok(prepare(holder, started))
    started = ok(attempt(holder, started))
    assert started["status"] == "missing_requirements" and started["unverified_fields"] == []
    assert set(started["missing_fields"]) == {"username", "password"} and started["created_user_id"] is None

    started = ok(change(holder, started, password=PASSWORD))
    assert started["missing_fields"] == ["username"] and started["has_password"] is True
    done = ok(change(holder, started, username=name))
    assert done["status"] == "complete" and holder.me()["username"] == name
    assert done["created_session_id"] == holder.session_id


def test_what_is_optional_is_said_so_and_not_missing(configured, hold):
    server = configured({"sign_up.username": "optional", "sign_up.last_name": "off"})
    started = hold(server).start_sign_up(fresh.test_number())
    assert {"username", "password", "first_name"} <= set(started["optional_fields"])
    assert "last_name" not in started["optional_fields"] + started["required_fields"]
    assert started["missing_fields"] == []


def test_a_changed_number_has_to_be_proven_anew(holder):
    first, second = fresh.test_number(), fresh.test_number()
    started = holder.start_sign_up(first)
    ok(prepare(holder, started))
    changed = ok(change(holder, started, phone_number=second))
    assert changed["phone_number"] == second and by_phone(changed)["next_action"] == "needs_prepare"
    refused_with(attempt(holder, started), 400, {"verification_missing", "verification_not_sent", "verification_expired"})
    ok(prepare(holder, started))
    ok(attempt(holder, started))
    assert [number["phone_number"] for number in holder.me()["phone_numbers"]] == [second]


def test_metadata_that_the_page_gives_is_the_users(holder):
    holder.sign_up(fresh.test_number(), unsafe_metadata={"theme": "dark"})
    assert holder.me()["unsafe_metadata"] == {"theme": "dark"} and holder.me()["public_metadata"] == {}


def test_metadata_that_is_the_backends_is_not_taken_from_the_page(holder, clerk):
    done = holder.sign_up(fresh.test_number(), public_metadata={"role": "admin"}, private_metadata={"role": "admin"})
    user = clerk.users.get(user_id=done["created_user_id"])
    assert user.public_metadata == {} and user.private_metadata == {}


# What is refused


def test_a_taken_number_is_refused_where_it_was_typed(hold, stranger):
    stranger.sign_up(fresh.test_number())
    answer = hold().post(SIGN_UPS, phone_number=stranger.number)
    refused(answer, 422, "form_identifier_exists", "phone_number")


def test_of_two_sign_ups_with_one_number_the_first_to_prove_it_wins(hold, clerk):
    number, slow, fast = fresh.test_number(), hold(), hold()
    started = slow.start_sign_up(number)
    ok(prepare(slow, started))
    fast.sign_up(number)
    answer = attempt(slow, started)
    assert answer.status in (400, 422) and set(answer.codes) & {"form_identifier_exists", "identification_claimed"}
    assert clerk.users.count(request={"phone_number": [number]}).total_count == 1


@pytest.mark.parametrize("number", ["2015550123", "+1201555", "call me", "+19002345678", "+33123456789"])
def test_what_gets_no_texts_is_refused_where_it_was_typed(lenient, hold, number):
    answer = hold(lenient).post(SIGN_UPS, phone_number=number)
    refused(answer, 422, "form_param_format_invalid", "phone_number")


def test_a_number_in_a_country_that_gets_no_texts_is_refused(configured, hold):
    holder = hold(configured({"sms.blocked_countries": ["GB"]}))
    answer = holder.post(SIGN_UPS, phone_number=fresh.mobile_abroad())
    if answer.status == 200:
        answer = prepare(holder, answer.json["response"])
    refused(answer, 403, "unsupported_country_code", "phone_number")


def test_a_short_password_is_refused_where_it_was_typed(holder):
    answer = holder.post(SIGN_UPS, phone_number=fresh.test_number(), password="short")
    refused(answer, 422, "form_password_length_too_short", "password")


def test_a_taken_username_is_refused_whatever_its_case(configured, hold):
    server = configured({"sign_up.username": "optional"})
    name = fresh.name()
    hold(server).sign_up(fresh.test_number(), username=name)
    answer = hold(server).post(SIGN_UPS, phone_number=fresh.test_number(), username=name.upper())
    refused(answer, 422, "form_identifier_exists", "username")


def test_a_username_that_reads_as_a_number_is_refused(configured, hold):
    holder = hold(configured({"sign_up.username": "optional"}))
    answer = holder.post(SIGN_UPS, phone_number=fresh.test_number(), username=fresh.test_number())
    assert answer.status == 422 and answer.param_names == {"username"}, answer.text


def test_a_restricted_server_takes_nobody_new_and_lets_known_users_in(configured, hold):
    server, number = configured({"sign_up.mode": "restricted"}), fresh.test_number()
    refused(hold(server).post(SIGN_UPS, phone_number=fresh.test_number()), 403, "sign_up_mode_restricted")
    assert wire.call(server, "POST", "/v1/users", {"phone_number": [number]}).status == 200
    hold(server).sign_in(number)


def test_who_is_signed_in_does_not_sign_up(member):
    refused(member.post(SIGN_UPS, phone_number=fresh.test_number()), 400, "session_exists")


def test_with_several_sessions_a_client_can_sign_up_two_users(configured, hold):
    holder = hold(configured({"session.multiple": True}))
    first, second = (holder.sign_up(fresh.test_number())["created_session_id"] for _ in range(2))
    assert {session["id"] for session in holder.client["sessions"]} == {first, second}
    assert holder.session_id == second


# What is left behind


def test_a_sign_up_counts_as_a_sign_in(holder, clerk):
    user = clerk.users.get(user_id=holder.sign_up(fresh.test_number())["created_user_id"])
    assert abs(user.last_sign_in_at / 1_000 - time.time()) < 60
    assert abs(user.created_at / 1_000 - time.time()) < 60


def test_the_password_of_the_sign_up_signs_in(hold):
    hold().sign_up(number := fresh.test_number(), password=PASSWORD)
    done = hold().start_sign_in(number, strategy="password", password=PASSWORD)
    assert done["status"] == "complete"


def test_an_unproven_sign_up_is_nobodys_account(hold, clerk):
    number, holder = fresh.test_number(), hold()
    ok(prepare(holder, holder.start_sign_up(number)))
    assert clerk.users.count(request={"phone_number": [number]}).total_count == 0
    hold().sign_up(number)
