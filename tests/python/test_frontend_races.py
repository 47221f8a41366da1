"""What must hold however the requests of pages and apps interleave."""

import pytest

import fresh
import wire
from frontend import NUMBERS, SIGN_INS, SIGN_UPS, Cookies, limited, ok, texts_to
from together import at_once

PARALLEL = 50


def all_at_once(holder, act, times=PARALLEL):
    """`act` by the same client on many connections; the answers."""
    twins = [holder.twin() for _ in range(times)]
    answers = at_once([lambda twin=twin: act(twin) for twin in twins])
    assert all(answer.status < 500 for answer in answers), [answer.text for answer in answers if answer.status >= 500]
    return answers


def successes(answers):
    return [answer for answer in answers if answer.status == 200]


def complete(answers):
    return [answer for answer in successes(answers) if answer.json["response"]["status"] == "complete"]


def attempt_sign_up(holder, sign_up):
    path = f"{SIGN_UPS}/{sign_up['id']}/attempt_verification"
    return holder.post(path, strategy="phone_code", code=fresh.TEST_CODE)


def prepared_sign_up(holder, number):
    sign_up = holder.start_sign_up(number)
    ok(holder.post(f"{SIGN_UPS}/{sign_up['id']}/prepare_verification", strategy="phone_code"))
    return sign_up


def test_fifty_right_codes_at_once_sign_in_once(hold, clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()])
    holder = hold()
    started = holder.start_sign_in(user.phone_numbers[0].phone_number)
    ok(holder.prepare(started))
    answers = all_at_once(holder, lambda twin: twin.attempt(started, code=fresh.TEST_CODE))
    assert len(complete(answers)) == 1, [answer.text for answer in successes(answers)]
    assert len(clerk.sessions.list(user_id=user.id)) == 1


def test_fifty_right_codes_at_once_sign_up_one_user(holder, clerk):
    number = fresh.test_number()
    sign_up = prepared_sign_up(holder, number)
    answers = all_at_once(holder, lambda twin: attempt_sign_up(twin, sign_up))
    assert len(complete(answers)) == 1
    (user,) = clerk.users.list(request={"phone_number": [number]})
    assert len(clerk.sessions.list(user_id=user.id)) == 1


def test_fifty_right_codes_at_once_prove_a_number_once(member):
    path = f"{NUMBERS}/{member.add_number(verified=False)['id']}"
    ok(member.post(f"{path}/prepare_verification", strategy="phone_code"))
    answers = all_at_once(member, lambda twin: twin.post(f"{path}/attempt_verification", code=fresh.TEST_CODE))
    assert len(successes(answers)) == 1
    assert {code for answer in answers if answer.status != 200 for code in answer.codes} == {
        "verification_already_verified"
    }


def test_fifty_wrong_codes_at_once_get_no_free_guess(hold, clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()])
    holder = hold()
    started = holder.start_sign_in(user.phone_numbers[0].phone_number)
    ok(holder.prepare(started))
    all_at_once(holder, lambda twin: twin.attempt(started, code="000000"))
    shown = holder.seen()["sign_in"]["first_factor_verification"]
    assert (shown["status"], shown["attempts"]) == ("failed", 5)
    assert clerk.users.get(user_id=user.id).verification_attempts_remaining == 95


@pytest.mark.parametrize("what", ["sign-up", "sign-in", "number"])
def test_fifty_requests_for_a_code_at_once_send_one_text(own_server, what):
    number, holder = fresh.texted_number(), Cookies(own_server)
    if what == "sign-up":
        path = f"{SIGN_UPS}/{holder.start_sign_up(number)['id']}/prepare_verification"
        form = {}
    elif what == "sign-in":
        made = wire.call(own_server, "POST", "/v1/users", {"phone_number": [number]}).json
        path = f"{SIGN_INS}/{holder.start_sign_in(number)['id']}/prepare_first_factor"
        form = {"phone_number_id": made["phone_numbers"][0]["id"]}
    else:
        holder.sign_up(fresh.test_number())
        path = f"{NUMBERS}/{holder.add_number(number, verified=False)['id']}/prepare_verification"
        form = {}
    answers = all_at_once(holder, lambda twin: twin.post(path, strategy="phone_code", **form))
    assert len(successes(answers)) == 1
    assert all(limited(answer) for answer in answers if answer.status != 200)
    assert len(texts_to(own_server, number, 1)) == 1


def test_many_sign_ups_with_one_number_at_once_make_one_user(hold, clerk):
    number = fresh.test_number()
    prepared = [(holder, prepared_sign_up(holder, number)) for holder in (hold() for _ in range(10))]
    answers = at_once([lambda pair=pair: attempt_sign_up(*pair) for pair in prepared])
    assert len(complete(answers)) == 1
    assert all(answer.status in (400, 422) for answer in answers if answer.status != 200), [a.text for a in answers]
    assert clerk.users.count(request={"phone_number": [number]}).total_count == 1


def test_a_number_that_is_signed_up_and_added_at_once_has_one_holder(member, hold):
    number, other = fresh.test_number(), hold()
    path = f"{NUMBERS}/{member.add_number(number, verified=False)['id']}"
    ok(member.post(f"{path}/prepare_verification", strategy="phone_code"))
    sign_up = prepared_sign_up(other, number)
    answers = at_once([
        lambda: member.post(f"{path}/attempt_verification", code=fresh.TEST_CODE),
        lambda: attempt_sign_up(other, sign_up),
    ])
    assert sorted(answer.status == 200 for answer in answers) == [False, True], [answer.text for answer in answers]


def test_a_ticket_that_is_used_many_times_at_once_signs_in_once(hold, clerk, user):
    token = clerk.sign_in_tokens.create(request={"user_id": user.id}).token
    holders = [hold() for _ in range(20)]
    answers = at_once(
        [lambda holder=holder: holder.post(SIGN_INS, strategy="ticket", ticket=token) for holder in holders]
    )
    assert len(complete(answers)) == 1
    assert all(answer.status == 400 for answer in answers if answer.status != 200)
    assert len(clerk.sessions.list(user_id=user.id)) == 1


def test_a_backup_code_that_is_used_many_times_at_once_signs_in_once(hold, stranger, clerk):
    user_id = stranger.sign_up(fresh.test_number())["created_user_id"]
    code = stranger.add_second_factor()["backup_codes"][0]
    halves = [(holder, holder.pass_first_factor(stranger.number)) for holder in (hold() for _ in range(10))]
    answers = at_once([
        lambda pair=pair: pair[0].attempt(pair[1], "second", strategy="backup_code", code=code) for pair in halves
    ])
    assert len(complete(answers)) == 1, [answer.text for answer in answers]
    assert len(clerk.sessions.list(user_id=user_id)) == 2


def test_factors_that_are_switched_on_at_once_have_one_default_and_one_set_of_codes(member):
    numbers = [member.add_number()["id"] for _ in range(5)]
    twins = [(member.twin(), number) for number in numbers]
    answers = at_once([
        lambda pair=pair: pair[0].patch(f"{NUMBERS}/{pair[1]}", reserved_for_second_factor=True) for pair in twins
    ])
    on = [answer.json["response"] for answer in successes(answers)]
    assert on and sum(number["backup_codes"] is not None for number in on) == 1
    assert sum(number["default_second_factor"] for number in member.me()["phone_numbers"]) == 1


def test_the_last_two_numbers_deleted_at_once_leave_one(member):
    numbers = [member.me()["primary_phone_number_id"], member.add_number()["id"]]
    twins = [(member.twin(), number) for number in numbers]
    answers = at_once([lambda pair=pair: pair[0].delete(f"{NUMBERS}/{pair[1]}") for pair in twins])
    assert sorted(answer.status for answer in answers) == [200, 400], [answer.text for answer in answers]
    (left,) = member.me()["phone_numbers"]
    assert member.me()["primary_phone_number_id"] == left["id"]


def test_a_step_up_code_counts_once(member):
    path = f"{member.session_path}/verify"
    started = ok(member.post(path, level="first_factor"))
    number_id = started["supported_first_factors"][0]["phone_number_id"]
    ok(member.post(f"{path}/prepare_first_factor", strategy="phone_code", phone_number_id=number_id))
    answers = all_at_once(
        member, lambda twin: twin.post(f"{path}/attempt_first_factor", strategy="phone_code", code=fresh.TEST_CODE)
    )
    assert len(complete(answers)) == 1


def test_a_session_that_is_used_and_ended_at_once_ends(member):
    session_id = member.session_id
    acts = [
        lambda twin: twin.post(f"{twin.session_path}/touch"),
        lambda twin: twin.post(f"{twin.session_path}/tokens"),
        lambda twin: twin.get("/v1/me"),
        lambda twin: twin.post(f"{twin.session_path}/end"),
    ] * 8
    twins = [(member.twin(), act) for act in acts]
    answers = at_once([lambda pair=pair: pair[1](pair[0]) for pair in twins])
    assert {answer.status for answer in answers} <= {200, 400, 401, 404}, [answer.text for answer in answers]
    assert member.post(f"/v1/client/sessions/{session_id}/tokens").status in (401, 404)


def test_a_client_that_asks_for_everything_at_once_is_one_client(member):
    answers = all_at_once(member, lambda twin: twin.get("/v1/client"))
    assert {answer.json["response"]["id"] for answer in answers} == {member.client["id"]}


def test_a_user_who_is_deleted_while_signing_in_is_not_signed_in(hold, clerk):
    for _ in range(5):
        user = clerk.users.create(phone_number=[fresh.test_number()])
        holder = hold()
        started = holder.start_sign_in(user.phone_numbers[0].phone_number)
        ok(holder.prepare(started))
        answers = at_once([
            lambda: wire.call(holder.server, "DELETE", f"/v1/users/{user.id}"),
            lambda: holder.attempt(started, code=fresh.TEST_CODE),
        ])
        assert answers[0].status == 200 and answers[1].status < 500, answers[1].text
        assert (holder.seen() or {"sessions": []})["sessions"] == []
