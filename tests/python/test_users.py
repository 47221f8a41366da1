"""Users, as far as phone numbers need them, through the official Python SDK."""

import pytest

import fresh
import wire
from refusals import refused, refused_untyped


def test_a_user_is_created_with_every_field_that_phones_need(clerk):
    numbers = [fresh.test_number(), fresh.test_number()]
    name, email = fresh.name("almon"), f"{fresh.name()}@example.com"
    user = clerk.users.create(
        external_id=fresh.name("ext"),
        first_name="Almon",
        last_name="Strowger",
        email_address=[email],
        phone_number=numbers,
        phone_number_identification_status=["verified", "reserved"],
        username=name,
        password="a-long-enough-passphrase-1891",
        public_metadata={"plan": "gold"},
        private_metadata={"cost": 1.5},
        unsafe_metadata={"theme": None},
        created_at="2024-02-29T12:00:00Z",
        delete_self_enabled=True,
    )
    assert [number.phone_number for number in user.phone_numbers] == numbers
    first, second = user.phone_numbers
    assert first.verification.strategy == "admin" and not first.reserved
    assert second.verification is None and second.reserved
    assert user.primary_phone_number_id == first.id
    assert (user.first_name, user.last_name, user.username) == ("Almon", "Strowger", name)
    assert [address.email_address for address in user.email_addresses] == [email]
    assert user.password_enabled and not user.two_factor_enabled
    assert user.public_metadata == {"plan": "gold"} and user.private_metadata == {"cost": 1.5}
    assert user.created_at == 1_709_208_000_000
    assert clerk.users.get(user_id=user.id).model_dump() == user.model_dump()


def test_numbers_of_a_new_user_are_verified_by_default(clerk):
    user = clerk.users.create(phone_number=[fresh.test_number(), fresh.test_number()])
    assert [number.verification.status for number in user.phone_numbers] == ["verified", "verified"]


def test_a_new_user_can_be_banned_or_locked(clerk):
    user = clerk.users.create(username=fresh.name(), banned=True, locked=True)
    assert user.banned and user.locked and user.lockout_expires_in_seconds is None


def test_the_wire_form_of_a_user_has_every_field_that_the_sdks_need(server, user):
    shown = wire.call(server, "GET", f"/v1/users/{user.id}").json
    assert set(shown) >= set(
        "id object has_image password_enabled two_factor_enabled totp_enabled backup_code_enabled email_addresses "
        "phone_numbers web3_wallets passkeys external_accounts saml_accounts enterprise_accounts public_metadata "
        "private_metadata unsafe_metadata banned locked created_at updated_at delete_self_enabled "
        "create_organization_enabled username first_name last_name primary_email_address_id primary_phone_number_id "
        "primary_web3_wallet_id external_id last_sign_in_at lockout_expires_in_seconds "
        "verification_attempts_remaining last_active_at mfa_enabled_at mfa_disabled_at legal_accepted_at image_url".split()
    )
    assert "deleted" not in shown and "password" not in shown and "password_digest" not in shown


def test_a_user_with_nothing_to_tell_it_by_is_refused(clerk):
    with refused(422, "form_data_missing"):
        clerk.users.create(first_name="Nobody")


def test_statuses_must_run_parallel_to_numbers(clerk):
    with refused(422, "form_param_array_length_mismatch"):
        clerk.users.create(
            phone_number=[fresh.test_number(), fresh.test_number()], phone_number_identification_status=["verified"]
        )


def test_a_taken_number_makes_no_user(clerk):
    number = clerk.users.create(phone_number=[fresh.test_number()]).phone_numbers[0].phone_number
    name = fresh.name()
    with refused(422, "form_identifier_exists", param_name="phone_number"):
        clerk.users.create(username=name, phone_number=[number])
    assert clerk.users.list(request={"username": [name]}) == []


def test_a_taken_username_is_refused_whatever_its_case(clerk):
    name = clerk.users.create(username=fresh.name("Case")).username
    with refused(422, "form_identifier_exists", param_name="username"):
        clerk.users.create(username=name.upper())


def test_a_username_that_reads_as_a_phone_number_is_refused(clerk):
    with refused(422, "form_username_cannot_be_phone_number"):
        clerk.users.create(username=fresh.test_number())


def test_a_taken_external_id_is_refused(clerk):
    external_id = fresh.name("ext")
    clerk.users.create(username=fresh.name(), external_id=external_id)
    with pytest.raises(Exception) as caught:
        clerk.users.create(username=fresh.name(), external_id=external_id)
    assert caught.value.status_code == 422 and "external_id" in caught.value.body


def test_a_short_password_is_refused(clerk):
    with refused(422, "form_password_length_too_short", param_name="password"):
        clerk.users.create(username=fresh.name(), password="short")


def test_every_problem_of_a_new_user_comes_at_once(server):
    body = {"phone_number": ["nonsense"], "first_name": 5, "banned": "no", "foo": 1, "created_at": "yesterday"}
    answer = wire.call(server, "POST", "/v1/users", body)
    wire.check_refused(answer, 422)
    assert {"phone_number", "first_name", "banned", "foo", "created_at"} <= answer.param_names


def test_update_changes_what_is_given_and_nothing_else(clerk):
    user = clerk.users.create(username=fresh.name(), first_name="Almon", last_name="Strowger")
    updated = clerk.users.update(user_id=user.id, first_name="Susan", external_id=fresh.name("ext"))
    assert (updated.first_name, updated.last_name, updated.username) == ("Susan", "Strowger", user.username)
    assert updated.external_id


def test_update_moves_the_primary_to_a_verified_number_only(clerk, add, user):
    add(user)
    second, unverified = add(user), add(user, verified=False)
    moved = clerk.users.update(user_id=user.id, primary_phone_number_id=second.id)
    assert moved.primary_phone_number_id == second.id
    with refused(422, "form_verification_needed"):
        clerk.users.update(user_id=user.id, primary_phone_number_id=unverified.id)


def test_update_to_the_number_of_somebody_else_is_refused(clerk, add, user):
    foreign = add(clerk.users.create(username=fresh.name()))
    with refused(422, "form_resource_not_found"):
        clerk.users.update(user_id=user.id, primary_phone_number_id=foreign.id)


def test_metadata_merges_deeply_and_null_removes(clerk):
    user = clerk.users.create(username=fresh.name(), public_metadata={"keep": 1, "deep": {"a": 1, "b": 2}, "go": 3})
    merged = clerk.users.update_metadata(user_id=user.id, public_metadata={"deep": {"b": None, "c": 3}, "go": None})
    assert merged.public_metadata == {"keep": 1, "deep": {"a": 1, "c": 3}}


def test_replaced_metadata_keeps_the_fields_that_were_not_given(clerk):
    user = clerk.users.create(username=fresh.name(), public_metadata={"old": 1}, private_metadata={"kept": 1})
    replaced = clerk.users.replace_metadata(user_id=user.id, public_metadata={"new": 2})
    assert replaced.public_metadata == {"new": 2} and replaced.private_metadata == {"kept": 1}


def test_metadata_in_an_update_is_taken_by_older_versions_and_refused_by_the_newest(server, user):
    body = {"public_metadata": {"plan": "gold"}}
    path = f"/v1/users/{user.id}"
    older = wire.call(server, "PATCH", path, body, version="2025-11-10")
    assert older.status == 200 and older.json["public_metadata"] == {"plan": "gold"}
    newest = wire.call(server, "PATCH", path, body, version="2026-05-12")
    wire.check_refused(newest, 422, param="public_metadata")


def test_a_deleted_user_leaves_its_numbers_to_others(clerk, add):
    external_id = fresh.name("ext")
    user = clerk.users.create(phone_number=[fresh.test_number()], external_id=external_id)
    deleted = clerk.users.delete(user_id=user.id)
    assert (deleted.object, deleted.id, deleted.deleted) == ("user", user.id, True)
    with refused(404, "resource_not_found"):
        clerk.users.get(user_id=user.id)
    with refused(404, "resource_not_found"):
        clerk.phone_numbers.get(phone_number_id=user.phone_numbers[0].id)
    clerk.users.create(phone_number=[user.phone_numbers[0].phone_number], external_id=external_id)


@pytest.mark.parametrize(("do", "undo", "flag"), [("ban", "unban", "banned"), ("lock", "unlock", "locked")])
def test_bans_and_locks_are_set_and_lifted(clerk, user, do, undo, flag):
    assert getattr(getattr(clerk.users, do)(user_id=user.id), flag) is True
    assert getattr(clerk.users.get(user_id=user.id), flag) is True
    assert getattr(getattr(clerk.users, undo)(user_id=user.id), flag) is False


def test_the_right_password_verifies_and_a_wrong_one_does_not(clerk):
    user = clerk.users.create(username=fresh.name(), password="a-long-enough-passphrase-1891")
    assert clerk.users.verify_password(user_id=user.id, password="a-long-enough-passphrase-1891").verified is True
    with refused_untyped(422, "incorrect_password"):
        clerk.users.verify_password(user_id=user.id, password="another")


def test_a_user_without_a_password_has_none_to_verify(clerk, user):
    with refused_untyped(400, "no_password_set"):
        clerk.users.verify_password(user_id=user.id, password="anything")


@pytest.mark.parametrize("operation", ["get", "update", "delete", "update_metadata", "replace_metadata"])
def test_operations_on_an_unknown_user_are_refused(clerk, operation):
    with refused(404, "resource_not_found"):
        getattr(clerk.users, operation)(user_id="user_unknown")


@pytest.mark.parametrize("operation", ["ban", "unban", "lock", "unlock", "disable_mfa"])
def test_admin_acts_on_an_unknown_user_are_not_found(server, operation):
    tail = "mfa" if operation == "disable_mfa" else operation
    method = "DELETE" if operation == "disable_mfa" else "POST"
    answer = wire.call(server, method, f"/v1/users/user_unknown/{tail}")
    wire.check_refused(answer, 404, "resource_not_found")
