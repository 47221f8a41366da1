"""The phone story through the official Python SDK, and what each step leaves behind."""

import time

from clerk_backend_api import models

import fresh
import wire


def same_number(shown, held):
    return shown.model_dump() == held.model_dump()


def test_a_number_goes_through_create_get_verify_update_replace_and_delete(clerk, user):
    number = fresh.test_number()
    created = clerk.phone_numbers.create(request={"user_id": user.id, "phone_number": number})
    assert created.phone_number == number
    assert created.verification is None and created.reserved is False and created.linked_to == []
    assert same_number(clerk.phone_numbers.get(phone_number_id=created.id), created)

    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=created.id)
    attempted = clerk.phone_numbers.attempt_verification(
        phone_number_id=created.id, verification_id=prepared.id, code=fresh.TEST_CODE
    )
    assert (attempted.id, attempted.status) == (prepared.id, "verified")
    assert clerk.phone_numbers.get(phone_number_id=created.id).verification.status == "verified"

    factor = clerk.phone_numbers.update(phone_number_id=created.id, reserved_for_second_factor=True)
    assert factor.reserved_for_second_factor and factor.default_second_factor

    replaced = clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=fresh.test_number())
    assert replaced.id != created.id and not replaced.reserved_for_second_factor
    deleted = clerk.phone_numbers.delete(phone_number_id=replaced.id)
    assert (deleted.object, deleted.id, deleted.deleted) == ("phone_number", replaced.id, True)
    assert clerk.users.get(user_id=user.id).phone_numbers == []


def test_ids_and_times_have_the_form_of_the_contract(add, user):
    number = add(user)
    assert number.id.startswith("idn_") and len(number.id) == len("idn_") + 27 and number.id[4:].isalnum()
    assert abs(number.created_at / 1_000 - time.time()) < 60
    assert number.updated_at == number.created_at


def test_a_number_that_the_backend_calls_verified_is_verified_by_admin(add, user):
    verification = add(user).verification
    assert isinstance(verification, models.VerificationAdmin)
    assert (verification.object, verification.status, verification.strategy) == (
        "verification_admin",
        "verified",
        "admin",
    )
    assert verification.attempts is None and verification.expire_at is None


def test_a_number_verified_by_code_says_so_with_its_tries(clerk, add, user):
    number = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    clerk.phone_numbers.attempt_verification(
        phone_number_id=number.id, verification_id=prepared.id, code=fresh.TEST_CODE
    )
    verification = clerk.phone_numbers.get(phone_number_id=number.id).verification
    assert isinstance(verification, models.VerificationOTP)
    assert (verification.object, verification.status, verification.strategy) == (
        "verification_otp",
        "verified",
        "phone_code",
    )
    assert verification.attempts == 1 and verification.expire_at == prepared.expire_at


def test_the_wire_form_of_a_number_has_every_field_of_the_contract(server, user):
    answer = wire.call(
        server, "POST", "/v1/phone_numbers", {"user_id": user.id, "phone_number": fresh.test_number(), "verified": True}
    )
    assert answer.status == 200 and answer.headers["content-type"] == "application/json"
    assert set(answer.json) >= {
        "id", "object", "phone_number", "reserved_for_second_factor", "default_second_factor", "reserved",
        "verification", "linked_to", "backup_codes", "created_at", "updated_at",
    }
    assert "deleted" not in answer.json and answer.json["backup_codes"] is None


def test_prepare_answers_a_verification_of_its_own_that_lives_ten_minutes(clerk, add, user):
    number = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    assert prepared.id.startswith("ver_") and prepared.object == "verification_otp"
    assert (prepared.status, prepared.strategy, prepared.attempts, prepared.channel) == (
        "unverified",
        "phone_code",
        0,
        "sms",
    )
    assert abs(prepared.expire_at / 1_000 - time.time() - 600) < 30


def test_none_is_sent_as_null_and_is_no_value(clerk, user):
    number = clerk.phone_numbers.create(
        request=models.CreatePhoneNumberRequestBody(
            user_id=user.id,
            phone_number=fresh.test_number(),
            verified=True,
            primary=None,
            reserved_for_second_factor=None,
        )
    )
    assert number.reserved_for_second_factor is False
    updated = clerk.phone_numbers.update(
        phone_number_id=number.id, verified=None, primary=None, reserved_for_second_factor=None
    )
    assert same_number(updated, number)


def test_an_empty_update_changes_nothing(clerk, add, user):
    number = add(user)
    assert same_number(clerk.phone_numbers.update(phone_number_id=number.id), number)


def test_an_update_without_a_body_changes_nothing(server, add, user):
    number = add(user)
    headers = {"Content-Type": "application/json", "Content-Length": "0"}
    answer = wire.call(server, "PATCH", f"/v1/phone_numbers/{number.id}", headers=headers)
    assert answer.status == 200 and answer.json["updated_at"] == number.updated_at


def test_update_verifies_and_unverifies(clerk, add, user):
    number = add(user, verified=False)
    assert clerk.phone_numbers.update(phone_number_id=number.id, verified=True).verification.strategy == "admin"
    assert clerk.phone_numbers.update(phone_number_id=number.id, verified=False).verification is None


def test_an_unverified_primary_stays_primary(clerk, add, user):
    number = add(user)
    clerk.phone_numbers.update(phone_number_id=number.id, verified=False)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == number.id


def test_the_first_number_becomes_primary_even_unverified(clerk, add, user):
    first = add(user, verified=False, primary=False)
    add(user)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == first.id


def test_primary_true_moves_the_primary_and_false_is_no_change(clerk, add, user):
    add(user)
    second = add(user, primary=True)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == second.id
    clerk.phone_numbers.update(phone_number_id=second.id, primary=False)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == second.id


def test_the_backend_may_make_an_unverified_number_primary(clerk, add, user):
    add(user)
    second = add(user, verified=False)
    clerk.phone_numbers.update(phone_number_id=second.id, primary=True)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == second.id


def test_the_oldest_verified_number_takes_over_when_the_primary_is_deleted(clerk, add, user):
    first, _unverified, third, _fourth = add(user), add(user, verified=False), add(user), add(user)
    clerk.phone_numbers.delete(phone_number_id=first.id)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id == third.id


def test_nothing_is_primary_when_only_unverified_numbers_remain(clerk, add, user):
    first, _unverified = add(user), add(user, verified=False)
    clerk.phone_numbers.delete(phone_number_id=first.id)
    assert clerk.users.get(user_id=user.id).primary_phone_number_id is None


def test_a_deleted_number_is_free_for_somebody_else(clerk, add, user):
    number = add(user)
    clerk.phone_numbers.delete(phone_number_id=number.id)
    other = clerk.users.create(username=fresh.name())
    assert add(other, number=number.phone_number).phone_number == number.phone_number


def test_numbers_are_taken_without_plus_and_with_spaces_brackets_and_dashes(add, user):
    digits = fresh.test_number().removeprefix("+1")
    written = f"1 ({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    assert add(user, number=written).phone_number == f"+1{digits}"


def test_numbers_are_taken_in_the_digits_of_other_scripts(add, user):
    number = fresh.test_number()
    arabic = "+" + "".join(chr(0x0660 + int(digit)) for digit in number[1:])
    assert add(user, number=arabic).phone_number == number


def test_unverified_copies_of_a_number_lock_nothing(add, clerk):
    number = fresh.test_number()
    holders = [clerk.users.create(username=fresh.name()) for _ in range(3)]
    copies = [add(holder, number=number, verified=False) for holder in holders]
    assert len({copy.id for copy in copies}) == 3
    clerk.phone_numbers.update(phone_number_id=copies[1].id, verified=True)
    assert clerk.phone_numbers.get(phone_number_id=copies[0].id).verification is None


def test_proving_a_verified_number_again_leaves_it_untouched(clerk, add, user):
    number = add(user)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    attempted = clerk.phone_numbers.attempt_verification(
        phone_number_id=number.id, verification_id=prepared.id, code=fresh.TEST_CODE
    )
    assert attempted.status == "verified"
    assert same_number(clerk.phone_numbers.get(phone_number_id=number.id), number)
