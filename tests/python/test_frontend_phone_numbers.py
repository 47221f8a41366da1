"""Phone numbers of the signed-in user: added, proven, made primary or second factor, and taken away."""

import time

import pytest

import fresh
import wire
from frontend import (
    ATTEMPTS_MAX,
    NUMBERS,
    PASSWORD,
    WRONG_CODE,
    Cookies,
    newest_text,
    ok,
    refused,
    refused_with,
    texts_to,
)
from instance import until


def path_of(number):
    return f"{NUMBERS}/{number['id']}"


def prepare(holder, number):
    return holder.post(f"{path_of(number)}/prepare_verification", strategy="phone_code")


def attempt(holder, number, code=fresh.TEST_CODE):
    return holder.post(f"{path_of(number)}/attempt_verification", code=code)


def in_list(holder, number):
    """The number as the list of its user has it."""
    return next(one for one in ok(holder.get(NUMBERS)) if one["id"] == number["id"])


def set_primary(holder, number):
    return holder.patch("/v1/me", primary_phone_number_id=number["id"])


def set_factor(holder, number, value=True):
    return holder.patch(path_of(number), reserved_for_second_factor=value)


def default_factors(holder):
    return [number["id"] for number in holder.me()["phone_numbers"] if number["default_second_factor"]]


@pytest.fixture
def texted(lenient):
    """A signed-up browser at a server that texts random codes as often as it is asked to."""
    holder = Cookies(lenient)
    holder.sign_up(fresh.test_number())
    return holder


@pytest.fixture
def numberless(clerk, browser):
    """A browser with a session of a user who has a username and no number."""
    browser.sign_in_by_ticket(clerk.users.create(username=fresh.name(), skip_password_requirement=True).id)
    return browser


def test_the_whole_story_of_a_number(member):
    first = member.me()["primary_phone_number_id"]
    added = ok(member.post(f"{NUMBERS}/", phone_number=fresh.test_number()))
    assert added["verification"] is None and added["backup_codes"] is None

    prepared = ok(prepare(member, added))["verification"]
    assert (prepared["status"], prepared["attempts"]) == ("unverified", 0)
    refused(attempt(member, added, WRONG_CODE), 422, "form_code_incorrect", "code")
    assert ok(attempt(member, added))["verification"]["status"] == "verified"

    factor = ok(set_factor(member, added))
    assert factor["default_second_factor"] and len(set(factor["backup_codes"])) >= 8
    user = member.session["user"]
    assert user["two_factor_enabled"] and user["backup_code_enabled"] and user["mfa_enabled_at"]

    member.step_up()
    assert ok(set_factor(member, added, False))["reserved_for_second_factor"] is False
    assert ok(set_primary(member, added))["primary_phone_number_id"] == added["id"]
    deleted = ok(member.delete(path_of(added)))
    assert deleted == {"id": added["id"], "object": "phone_number", "deleted": True}
    assert member.session["user"]["primary_phone_number_id"] == first


def test_an_added_number_is_in_every_view_of_the_user_at_once(member):
    number = fresh.test_number()
    added = ok(member.post(f"{NUMBERS}/", phone_number=number))
    assert added["phone_number"] == number
    assert ok(member.get(path_of(added))) == added == in_list(member, added)
    for user in (member.session["user"], member.me()):
        assert [one["phone_number"] for one in user["phone_numbers"]] == [member.number, number]


def test_a_number_is_added_with_and_without_a_slash_at_the_end(member):
    for path in (NUMBERS, f"{NUMBERS}/"):
        assert ok(member.post(path, phone_number=fresh.test_number()))["object"] == "phone_number"


def test_unknown_parameters_are_ignored(member):
    ok(member.post(NUMBERS, phone_number=fresh.test_number(), locale="en-US", tab_state="focused", unheard_of=None))


def test_the_list_is_a_bare_array_of_every_number(member):
    added = member.add_number()
    assert [one["phone_number"] for one in ok(member.get(NUMBERS))] == [member.number, added["phone_number"]]


# Codes


def test_the_code_from_the_text_proves_the_number(texted):
    number = fresh.texted_number()
    assert texted.add_number(number)["verification"]["status"] == "verified"
    assert len(texts_to(texted.server, number, 1)) == 1


def test_the_fixed_code_of_test_numbers_proves_no_other_number(texted):
    added = texted.add_number(fresh.texted_number(), verified=False)
    ok(prepare(texted, added))
    if texted.server.code(added["phone_number"]) != fresh.TEST_CODE:
        refused(attempt(texted, added), 422, "form_code_incorrect", "code")


def test_a_code_lives_ten_minutes_and_not_longer(member):
    added = member.add_number(verified=False)
    expire_at = ok(prepare(member, added))["verification"]["expire_at"]
    assert 590 < expire_at / 1_000 - time.time() <= 601


def test_a_wrong_code_is_counted_in_the_client_that_comes_with_the_refusal(member):
    added = member.add_number(verified=False)
    ok(prepare(member, added))
    for tries in (1, 2):
        answer = refused(attempt(member, added, WRONG_CODE), 422, "form_code_incorrect", "code")
        (session,) = answer.json["meta"]["client"]["sessions"]
        assert session["user"]["phone_numbers"][1]["verification"]["attempts"] == tries


def test_after_five_wrong_codes_the_right_one_fails_until_another_is_sent(member):
    added = member.add_number(verified=False)
    ok(prepare(member, added))
    tried = [attempt(member, added, WRONG_CODE) for _ in range(ATTEMPTS_MAX)]
    assert [answer.status for answer in tried[:-1]] == [422] * 4 and tried[-1].status in (400, 422)
    refused(attempt(member, added), 400, "verification_failed")
    assert in_list(member, added)["verification"]["status"] == "failed"
    assert member.verify(added)["verification"]["status"] == "verified"


def test_a_second_text_kills_the_code_of_the_first(texted):
    added = texted.add_number(fresh.texted_number(), verified=False)
    ok(prepare(texted, added))
    older, first = texted.server.code(added["phone_number"]), newest_text(texted.server, added["phone_number"])
    ok(prepare(texted, added))
    newer = texted.server.code(added["phone_number"], after=first)
    if older != newer:
        refused(attempt(texted, added, older), 422, "form_code_incorrect", "code")
    assert ok(attempt(texted, added, newer))["verification"]["status"] == "verified"


def test_a_code_is_not_asked_for_before_it_was_sent(member):
    added = member.add_number(verified=False)
    refused_with(attempt(member, added), 400, {"verification_missing", "verification_not_sent"})


def test_an_attempt_without_a_code_is_refused(member):
    added = member.add_number(verified=False)
    ok(prepare(member, added))
    refused(member.post(f"{path_of(added)}/attempt_verification"), 422, "form_param_missing", "code")
    assert in_list(member, added)["verification"]["attempts"] == 0


@pytest.mark.parametrize("code", ["4242424", "42424", " 424242", "abcdef", "４２４２４２", "4" * 50_000])
def test_what_is_no_code_is_never_accepted(member, code):
    added = member.add_number(verified=False)
    ok(prepare(member, added))
    assert attempt(member, added, code).status in (400, 422)
    assert in_list(member, added)["verification"]["status"] != "verified"


def test_a_proven_number_is_not_proven_again(member):
    added = member.add_number()
    refused(prepare(member, added), 400, "verification_already_verified")
    refused(attempt(member, added), 400, "verification_already_verified")


@pytest.mark.parametrize("strategy", ["email_code", "totp", "nonsense"])
def test_a_number_is_proven_by_a_code_and_nothing_else(member, strategy):
    added = member.add_number(verified=False)
    answer = member.post(f"{path_of(added)}/prepare_verification", strategy=strategy)
    assert answer.status in (400, 422), answer.text
    refused_with(answer, answer.status, {"form_param_value_invalid", "verification_strategy_invalid"})
    assert in_list(member, added)["verification"] is None


# Who may add what


@pytest.mark.parametrize("number", [
    "2015550123", "+1201555", "+1415555267100000", "+", "call me", "+14155552671 ext. 5", "+1 415 CALL NOW",
    "+00000000000", "١٤١٥٥٥٥٢٦٧١",
])
def test_what_is_no_number_with_its_country_code_is_refused(member, number):
    refused(member.post(NUMBERS, phone_number=number), 422, "form_param_format_invalid", "phone_number")


@pytest.mark.parametrize("number", ["+19002345678", "+449012345678", "+447640123456", "+445512345678", "+33123456789"],
                         ids=["premium", "premium abroad", "pager", "company", "fixed line"])
def test_a_number_that_costs_more_or_gets_no_texts_is_refused(hold, lenient, number):
    member = hold(lenient)
    member.sign_up(fresh.test_number())
    refused(member.post(NUMBERS, phone_number=number), 422, "form_param_format_invalid", "phone_number")


def test_a_number_in_a_country_that_gets_no_texts_is_refused(configured, hold):
    holder = hold(configured({"sms.blocked_countries": ["GB"]}))
    holder.sign_up(fresh.test_number())
    answer = holder.post(NUMBERS, phone_number=fresh.mobile_abroad())
    refused(answer, 403, "unsupported_country_code", "phone_number")
    (error,) = answer.json["errors"]
    assert (error["meta"]["alpha2"], str(error["meta"]["country_code"]).lstrip("+")) == ("GB", "44")


def test_no_number_and_an_empty_one_are_refused(member):
    refused(member.post(NUMBERS), 422, "form_param_missing", "phone_number")
    empty = member.post(NUMBERS, phone_number=None)
    refused_with(empty, 422, {"form_param_nil", "form_param_missing"})
    assert empty.param_names == {"phone_number"}


def test_a_number_that_somebody_has_proven_is_refused(member, stranger):
    stranger.sign_up(fresh.test_number())
    refused(member.post(NUMBERS, phone_number=stranger.number), 422, "form_identifier_exists", "phone_number")


def test_a_number_of_ones_own_is_refused(member):
    refused(member.post(NUMBERS, phone_number=member.number), 422, "form_identifier_exists", "phone_number")


def test_of_two_unproven_copies_only_the_first_to_be_proven_counts(member, stranger):
    number = fresh.test_number()
    stranger.sign_up(fresh.test_number())
    slow, fast = member.add_number(number, verified=False), stranger.add_number(number, verified=False)
    ok(prepare(member, slow))
    stranger.verify(fast)
    refused(attempt(member, slow), 422, "form_identifier_exists")
    assert in_list(member, slow)["verification"] is None


def test_a_number_is_not_added_as_a_second_factor(member):
    answer = member.post(NUMBERS, phone_number=fresh.test_number(), reserved_for_second_factor=True)
    refused(answer, 400, "identification_create_second_factor_unverified")
    assert len(ok(member.get(NUMBERS))) == 1


def test_unproven_numbers_come_to_an_end(member):
    def refusal():
        answer = member.post(NUMBERS, phone_number=fresh.test_number())
        return answer if answer.status != 200 else None

    answer = next(filter(None, (refusal() for _ in range(101))), None)
    assert answer, "a hundred unproven numbers, and no end"
    assert set(answer.codes) & {"too_many_unverified_identifications", "quota_exceeded"}, answer.text


# Primary


def test_the_first_proven_number_becomes_primary_and_later_ones_do_not(numberless):
    added = numberless.add_number(verified=False)
    assert numberless.me()["primary_phone_number_id"] is None
    numberless.verify(added)
    assert numberless.session["user"]["primary_phone_number_id"] == added["id"]
    numberless.add_number()
    assert numberless.session["user"]["primary_phone_number_id"] == added["id"]


def test_an_unproven_number_does_not_become_primary(member):
    answer = set_primary(member, member.add_number(verified=False))
    refused(answer, 422, "form_verification_needed", "primary_phone_number_id")


def test_somebody_elses_number_does_not_become_primary(member, stranger):
    stranger.sign_up(fresh.test_number())
    answer = member.patch("/v1/me", primary_phone_number_id=stranger.me()["primary_phone_number_id"])
    assert answer.status in (404, 422), answer.text


def test_the_oldest_proven_number_takes_the_place_of_a_deleted_primary(member):
    first = member.me()["primary_phone_number_id"]
    member.add_number(verified=False)
    second, _ = member.add_number(), member.add_number()
    ok(member.delete(f"{NUMBERS}/{first}"))
    assert member.session["user"]["primary_phone_number_id"] == second["id"]


def test_without_another_proven_number_nothing_takes_the_place_of_a_deleted_primary(configured, hold):
    holder = hold(configured({"sign_up.phone_number": "optional", "sign_up.username": "required"}))
    holder.sign_up(fresh.test_number(), username=fresh.name(), password=PASSWORD)
    holder.add_number(verified=False)
    ok(holder.delete(f"{NUMBERS}/{holder.me()['primary_phone_number_id']}"))
    assert holder.session["user"]["primary_phone_number_id"] is None


# Taking away


def test_a_deleted_number_is_gone_and_free_for_others(member, stranger):
    added = member.add_number()
    ok(member.delete(path_of(added)))
    assert [one["phone_number"] for one in member.session["user"]["phone_numbers"]] == [member.number]
    for answer in (member.get(path_of(added)), member.delete(path_of(added)), prepare(member, added)):
        refused(answer, 404, "resource_not_found")
    stranger.sign_up(added["phone_number"])


def test_the_last_number_stays(member):
    only = member.me()["primary_phone_number_id"]
    codes = {"identification_deletion_failed", "last_required_identification_deletion_failed"}
    refused_with(member.delete(f"{NUMBERS}/{only}"), 400, codes)
    member.add_number(verified=False)
    refused_with(member.delete(f"{NUMBERS}/{only}"), 400, codes)
    assert member.me()["primary_phone_number_id"] == only


def test_an_unproven_number_can_always_be_deleted(member):
    added = member.add_number(verified=False)
    assert ok(member.delete(path_of(added)))["deleted"] is True


# Second factors


def test_backup_codes_are_shown_once(member):
    added = member.add_number()
    codes = ok(set_factor(member, added))["backup_codes"]
    assert codes and len(set(codes)) == len(codes) and all(len(code) >= 8 for code in codes)
    member.step_up()
    assert ok(set_factor(member, added))["backup_codes"] is None
    assert ok(member.get(path_of(added)))["backup_codes"] is None
    assert {one["backup_codes"] for one in ok(member.get(NUMBERS))} == {None}


def test_a_second_number_as_factor_brings_no_new_backup_codes_and_is_not_the_default(member):
    first = member.add_second_factor()
    member.step_up()
    second = ok(set_factor(member, member.add_number()))
    assert second["backup_codes"] is None and not second["default_second_factor"]
    assert default_factors(member) == [first["id"]]


def test_the_default_moves_to_the_number_that_is_named_and_there_is_one(member):
    first = member.add_second_factor()
    member.step_up()
    second = ok(set_factor(member, member.add_number()))
    moved = ok(member.patch(path_of(second), default_second_factor=True))
    assert moved["default_second_factor"] and default_factors(member) == [second["id"]]


def test_the_oldest_remaining_factor_becomes_the_default(member):
    first = member.add_second_factor()
    member.step_up()
    second, _ = (ok(set_factor(member, member.add_number())) for _ in range(2))
    ok(set_factor(member, first, False))
    assert default_factors(member) == [second["id"]]


@pytest.mark.parametrize("how", ["given up", "deleted"])
def test_with_the_last_factor_two_step_sign_in_and_backup_codes_go(member, how):
    factor = member.add_second_factor()
    member.step_up()
    ok(member.delete(path_of(factor)) if how == "deleted" else set_factor(member, factor, False))
    user = member.session["user"]
    assert not user["two_factor_enabled"] and not user["backup_code_enabled"]
    assert user["mfa_disabled_at"] >= user["mfa_enabled_at"]
    refused(member.post("/v1/me/backup_codes/"), 400, "backup_codes_not_available")


def test_switched_on_again_a_factor_brings_other_backup_codes(member):
    factor = member.add_second_factor()
    member.step_up()
    ok(set_factor(member, factor, False))
    again = ok(set_factor(member, factor))
    assert again["backup_codes"] and not set(again["backup_codes"]) & set(factor["backup_codes"])


def test_an_unproven_number_is_no_second_factor(member):
    answer = set_factor(member, member.add_number(verified=False))
    refused(answer, 400, "identification_update_second_factor_unverified")


def test_the_only_way_in_is_no_second_factor(member):
    answer = member.patch(f"{NUMBERS}/{member.me()['primary_phone_number_id']}", reserved_for_second_factor=True)
    refused(answer, 400, "identification_update_failed")


@pytest.mark.parametrize("value", ["maybe", "2", "TRUE!"])
def test_what_is_neither_true_nor_false_is_refused(member, value):
    answer = member.patch(path_of(member.add_number()), reserved_for_second_factor=value)
    assert answer.status in (400, 422) and answer.param_names == {"reserved_for_second_factor"}, answer.text


@pytest.mark.parametrize("how", ["given up", "deleted", "deleted by the backend", "replaced by the backend"])
def test_the_number_of_a_factor_that_goes_is_told_so_without_a_code(member, how):
    factor = member.add_second_factor()
    member.step_up()
    before = newest_text(member.server, factor["phone_number"])
    if how == "given up":
        ok(set_factor(member, factor, False))
    elif how == "deleted":
        ok(member.delete(path_of(factor)))
    elif how == "deleted by the backend":
        assert wire.call(member.server, "DELETE", f"/v1/phone_numbers/{factor['id']}").status == 200
    else:
        body = {"phone_number": fresh.test_number()}
        path = f"/v1/users/{member.me()['id']}/phone_number"
        assert wire.call(member.server, "PUT", path, body).status == 200
    (notice, *_) = member.server.inbox(factor["phone_number"], after=before)
    assert notice["otp_code"] is None and notice["message"], notice


# Times


def later(moment):
    """Waits until the clock shows another millisecond than `moment`, so that a change can be told from none."""
    until(lambda: time.time() * 1_000 > moment + 2, 1, "the clock moves")


def test_updated_at_of_number_and_user_move_with_a_change_and_stay_with_none(member):
    added = member.add_number(verified=False)
    before = member.me()["updated_at"]
    later(before)
    member.verify(added)
    proven, user = in_list(member, added), member.me()
    assert proven["updated_at"] > added["updated_at"] and user["updated_at"] > before
    later(user["updated_at"])
    ok(set_primary(member, {"id": user["primary_phone_number_id"]}))
    assert in_list(member, added)["updated_at"] == proven["updated_at"]
    assert member.me()["updated_at"] == user["updated_at"]


def test_the_backend_has_the_number_that_the_page_added(member, clerk):
    added = member.add_number()
    seen = clerk.phone_numbers.get(phone_number_id=added["id"])
    assert (seen.phone_number, seen.verification.status) == (added["phone_number"], "verified")
    assert seen.verification.strategy == "phone_code"


def test_a_wrong_code_of_a_client_that_has_signed_in_is_not_the_accounts(member, clerk):
    added = member.add_number(verified=False)
    ok(prepare(member, added))
    refused(attempt(member, added, WRONG_CODE), 422, "form_code_incorrect")
    assert clerk.users.get(user_id=member.me()["id"]).verification_attempts_remaining == 100
