"""What must hold however requests interleave."""

import fresh
import wire
from together import at_once

PARALLEL = 50


def create(server, user_id, number, **fields):
    body = {"user_id": user_id, "phone_number": number, "verified": True, **fields}
    return wire.call(server, "POST", "/v1/phone_numbers", body)


def test_fifty_users_who_claim_one_number_have_one_winner(server, clerk):
    users = [clerk.users.create(username=fresh.name()) for _ in range(PARALLEL)]
    number = fresh.test_number()
    answers = at_once([lambda user=user: create(server, user.id, number) for user in users])
    assert sorted(answer.status for answer in answers) == [200] + [422] * (PARALLEL - 1)
    assert all(answer.codes == ["form_identifier_exists"] for answer in answers if answer.status == 422)
    assert len(clerk.users.list(request={"phone_number": [number]})) == 1


def test_parallel_verifications_of_copies_of_one_number_have_one_winner(server, clerk, add):
    number = fresh.test_number()
    copies = [add(clerk.users.create(username=fresh.name()), number=number, verified=False) for _ in range(20)]
    answers = at_once(
        [lambda i=copy.id: wire.call(server, "PATCH", f"/v1/phone_numbers/{i}", {"verified": True}) for copy in copies]
    )
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    assert sum(clerk.phone_numbers.get(phone_number_id=copy.id).verification is not None for copy in copies) == 1


def test_parallel_codes_for_copies_of_one_number_have_one_winner(server, clerk, add):
    number = fresh.test_number()
    copies = [add(clerk.users.create(username=fresh.name()), number=number, verified=False) for _ in range(20)]
    prepared = [clerk.phone_numbers.prepare_verification(phone_number_id=copy.id).id for copy in copies]

    def attempt(copy, verification):
        body = {"verification_id": verification, "code": fresh.TEST_CODE}
        return wire.call(server, "POST", f"/v1/phone_numbers/{copy.id}/attempt_verification", body)

    answers = at_once([lambda pair=pair: attempt(*pair) for pair in zip(copies, prepared)])
    assert sum(answer.status == 200 and answer.json["status"] == "verified" for answer in answers) == 1
    assert all(answer.codes == ["form_identifier_exists"] for answer in answers if answer.status != 200)


def test_a_user_created_many_times_over_exists_once(server, clerk):
    number = fresh.test_number()
    body = {"phone_number": [number]}
    answers = at_once([lambda: wire.call(server, "POST", "/v1/users", body)] * 20)
    assert sorted(answer.status for answer in answers) == [200] + [422] * 19
    assert clerk.users.count(request={"phone_number": [number]}).total_count == 1


def test_parallel_deletes_of_the_last_two_numbers_leave_one(server, clerk):
    for _ in range(10):
        user = clerk.users.create(phone_number=[fresh.test_number(), fresh.test_number()])
        answers = at_once(
            [lambda i=n.id: wire.call(server, "DELETE", f"/v1/phone_numbers/{i}") for n in user.phone_numbers]
        )
        assert sorted(answer.status for answer in answers) == [200, 400]
        assert [answer.codes for answer in answers if answer.status == 400] == [["identification_deletion_failed"]]
        (left,) = clerk.users.get(user_id=user.id).phone_numbers
        assert clerk.users.get(user_id=user.id).primary_phone_number_id == left.id


def test_parallel_second_factors_have_one_default(server, clerk, add, user):
    numbers = [add(user) for _ in range(8)]
    body = {"reserved_for_second_factor": True}
    answers = at_once([lambda i=n.id: wire.call(server, "PATCH", f"/v1/phone_numbers/{i}", body) for n in numbers])
    assert [answer.status for answer in answers] == [200] * 8, [answer.text for answer in answers]
    shown = clerk.users.get(user_id=user.id).phone_numbers
    assert all(number.reserved_for_second_factor for number in shown)
    assert sum(number.default_second_factor for number in shown) == 1


def test_parallel_primaries_have_one_holder_and_every_number_stays(server, clerk, add, user):
    numbers = [add(user) for _ in range(8)]
    answers = at_once(
        [lambda i=n.id: wire.call(server, "PATCH", f"/v1/phone_numbers/{i}", {"primary": True}) for n in numbers]
    )
    assert [answer.status for answer in answers] == [200] * 8
    shown = clerk.users.get(user_id=user.id)
    assert shown.primary_phone_number_id in {number.id for number in numbers} and len(shown.phone_numbers) == 8


def test_parallel_replacements_leave_one_number(server, clerk, add, user):
    add(user)
    path = f"/v1/users/{user.id}/phone_number"
    numbers = [fresh.test_number() for _ in range(10)]
    answers = at_once([lambda n=n: wire.call(server, "PUT", path, {"phone_number": n}) for n in numbers])
    assert [answer.status for answer in answers] == [200] * 10
    (left,) = clerk.users.get(user_id=user.id).phone_numbers
    assert left.id in {answer.json["id"] for answer in answers}


def test_parallel_replacements_by_one_number_have_one_winner(server, clerk):
    users = [clerk.users.create(username=fresh.name()) for _ in range(20)]
    number = fresh.test_number()
    answers = at_once(
        [
            lambda i=user.id: wire.call(server, "PUT", f"/v1/users/{i}/phone_number", {"phone_number": number})
            for user in users
        ]
    )
    assert sorted(answer.status for answer in answers) == [200] + [422] * 19


def test_parallel_texts_to_one_number_send_one(server, clerk, add, user):
    number = add(user, number=fresh.texted_number(), verified=False)
    path = f"/v1/phone_numbers/{number.id}/prepare_verification"
    answers = at_once([lambda: wire.call(server, "POST", path)] * 20)
    assert sorted(answer.status for answer in answers) == [200] + [429] * 19
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers if answer.status == 429)
    assert len(server.inbox(number.phone_number)) == 1


def test_parallel_merges_of_metadata_lose_none(server, clerk, user):
    path = f"/v1/users/{user.id}/metadata"
    answers = at_once(
        [lambda i=i: wire.call(server, "PATCH", path, {"public_metadata": {f"k{i}": i}}) for i in range(16)]
    )
    assert [answer.status for answer in answers] == [200] * 16
    assert clerk.users.get(user_id=user.id).public_metadata == {f"k{i}": i for i in range(16)}


def test_parallel_wrong_passwords_are_each_judged_once_and_all_counted(server, clerk):
    user = clerk.users.create(username=fresh.name(), password="correct horse battery")
    path, body = f"/v1/users/{user.id}/verify_password", {"password": "wrong horse battery"}
    # Hashed anew each time that another was faster, these would take a minute, and some would be told that we are busy.
    answers = at_once([lambda: wire.call(server, "POST", path, body)] * PARALLEL)
    assert [answer.status for answer in answers] == [422] * PARALLEL
    assert clerk.users.get(user_id=user.id).verification_attempts_remaining == 100 - PARALLEL
