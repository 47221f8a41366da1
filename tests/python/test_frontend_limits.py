"""How often is too often: by address, by client, by number; and for whom it is never too often."""

import itertools

import pytest

import fresh
from frontend import (
    NUMBERS,
    PASSWORD,
    SIGN_INS,
    SIGN_UPS,
    Cookies,
    limited,
    newest_text,
    ok,
    refused,
    texts_to,
)
from limiters import FAR, LIMITERS, SMALL, prepare, prepared, sign_ins, sign_ups


def statuses(answers, count):
    return [answer.status for answer in itertools.islice(answers, count)]


def from_address(server, forwarded, create=sign_ups):
    """The answer to one attempt that begins with this forwarding header."""
    return next(create(server, headers={"X-Forwarded-For": forwarded}))


@pytest.mark.parametrize(("settings", "ask", "allowed"), LIMITERS.values(), ids=LIMITERS)
def test_what_is_allowed_passes_and_the_next_is_too_often(configured, settings, ask, allowed):
    answers = ask(configured({**FAR, **settings}))
    assert 429 not in statuses(answers, allowed)
    limited(next(answers))


def test_five_beginnings_from_one_address_are_enough_unless_a_setting_says_otherwise(own_server):
    answers = itertools.chain.from_iterable(zip(sign_ins(own_server), sign_ups(own_server)))
    assert 429 not in statuses(answers, 5)
    assert limited(next(answers)).codes == ["too_many_requests"]


def test_three_attempts_of_one_client_are_enough_unless_a_setting_says_otherwise(own_server):
    holder = Cookies(own_server)
    sign_up = prepared(holder)
    path = f"{SIGN_UPS}/{sign_up['id']}/attempt_verification"
    seen = [holder.post(path, strategy="phone_code", code="000000").status for _ in range(4)]
    assert seen == [422, 422, 422, 429]


def test_an_attempt_that_came_too_often_is_no_failure(own_server):
    holder = Cookies(own_server)
    sign_up = prepared(holder)
    path = f"{SIGN_UPS}/{sign_up['id']}/attempt_verification"
    [holder.post(path, strategy="phone_code", code="000000") for _ in range(6)]
    shown = ok(holder.get(f"{SIGN_UPS}/{sign_up['id']}"))["verifications"]["phone_number"]
    assert (shown["status"], shown["attempts"]) == ("unverified", 3)


# The pause between two texts


def test_a_second_text_within_thirty_seconds_is_refused_and_says_when(own_server):
    holder = Cookies(own_server)
    sign_up = prepared(holder)
    answer = limited(prepare(holder, sign_up))
    assert answer.codes == ["verification_code_too_many_requests"]
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert len(texts_to(own_server, sign_up["phone_number"], 1)) == 1


def test_the_first_code_still_counts_after_a_second_was_refused(own_server):
    holder = Cookies(own_server)
    sign_up = prepared(holder)
    limited(prepare(holder, sign_up))
    path = f"{SIGN_UPS}/{sign_up['id']}/attempt_verification"
    code = own_server.code(sign_up["phone_number"])
    assert ok(holder.post(path, strategy="phone_code", code=code))["status"] == "complete"


def test_the_pause_of_one_attempt_does_not_hold_up_another_person(own_server):
    number = fresh.texted_number()
    Cookies(own_server).sign_up(number)
    stranger, owner = Cookies(own_server), Cookies(own_server)
    ok(stranger.prepare(stranger.start_sign_in(number)))
    started, before = owner.start_sign_in(number), newest_text(own_server, number)
    ok(owner.prepare(started))
    assert ok(owner.attempt(started, code=own_server.code(number, after=before)))["status"] == "complete"


def test_a_number_that_is_added_has_the_pause_too(own_server):
    holder = Cookies(own_server)
    holder.sign_up(fresh.test_number())
    path = f"{NUMBERS}/{holder.add_number(fresh.texted_number(), verified=False)['id']}/prepare_verification"
    ok(holder.post(path, strategy="phone_code"))
    assert limited(holder.post(path, strategy="phone_code")).codes == ["verification_code_too_many_requests"]


# Addresses


def test_a_forwarding_header_of_just_anybody_does_not_make_another_address(configured):
    server = configured({**FAR, "limits.creates_per_ip": SMALL})
    for host in range(SMALL):
        assert from_address(server, f"203.0.113.{host}").status == 200
    limited(from_address(server, "203.0.113.99"))


@pytest.fixture
def behind_a_proxy(configured):
    return configured({**FAR, "limits.creates_per_ip": SMALL, "trusted_proxies": ["127.0.0.1/32", "10.0.0.0/8"]})


def test_behind_a_trusted_proxy_each_address_has_its_own(behind_a_proxy):
    for host in range(3 * SMALL):
        assert from_address(behind_a_proxy, f"203.0.113.{host}").status == 200
    for _ in range(SMALL - 1):
        assert from_address(behind_a_proxy, "203.0.113.0").status == 200
    limited(from_address(behind_a_proxy, "203.0.113.0"))


def test_what_the_caller_put_in_front_of_the_proxys_word_counts_for_nothing(behind_a_proxy):
    for host in range(SMALL):
        assert from_address(behind_a_proxy, f"198.51.100.{host}, 203.0.113.1").status == 200
    limited(from_address(behind_a_proxy, "198.51.100.99, 203.0.113.1"))


def test_trusted_proxies_in_a_row_are_looked_through(behind_a_proxy):
    for host in range(SMALL):
        assert from_address(behind_a_proxy, f"203.0.113.1, 10.0.0.{host}").status == 200
    limited(from_address(behind_a_proxy, "203.0.113.1, 10.9.9.9"))
    assert from_address(behind_a_proxy, "203.0.113.2, 10.0.0.1").status == 200


@pytest.mark.parametrize("forwarded", ["nonsense", "", ",,,", "999.1.1.1", "127.0.0.1", "x" * 3_000])
def test_a_forwarding_header_without_an_address_makes_no_fault_and_no_gap(behind_a_proxy, forwarded):
    for _ in range(SMALL):
        assert from_address(behind_a_proxy, forwarded).status == 200
    limited(from_address(behind_a_proxy, forwarded))


# For whom it is never too often

TIGHT = {
    "limits.creates_per_ip": 1,
    "limits.attempts_per_client": 1,
    "limits.attempts_per_ip": 1,
    "limits.sends_per_client": 1,
    "limits.sends_per_ip": 1,
    "limits.sends_per_number": 1,
    "limits.resend_pause_ms": 600_000,
}


def test_test_numbers_have_no_limits_so_that_parallel_runs_never_fail_on_one(configured, hold):
    server, number = configured(TIGHT), fresh.test_number()
    for _ in range(10):
        hold(server).sign_up(fresh.test_number())
    holder = hold(server)
    path = f"{SIGN_UPS}/{holder.start_sign_up(number)['id']}"
    for _ in range(5):
        ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
        answer = holder.post(f"{path}/attempt_verification", strategy="phone_code", code="000000")
        refused(answer, 422, "form_code_incorrect")
    ok(holder.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE))
    for _ in range(10):
        hold(server).sign_in(number)
    for _ in range(5):
        holder.add_number()


def test_unknown_test_numbers_are_not_limited_either(configured):
    holder = Cookies(configured(TIGHT))
    for _ in range(10):
        refused(holder.post(SIGN_INS, identifier=fresh.test_number()), 422, "form_identifier_not_found")


def test_tickets_and_usernames_are_not_limited_in_development(configured):
    server, name = configured({**TIGHT, "sign_up.username": "optional"}), fresh.name()
    holder = Cookies(server)
    user_id = holder.sign_up(fresh.test_number(), username=name, password=PASSWORD)["created_user_id"]
    for _ in range(5):
        Cookies(server).sign_in_by_ticket(user_id)
        other = Cookies(server)
        ok(other.attempt(other.start_sign_in(name), strategy="password", password=PASSWORD))


def test_looking_is_never_too_often(configured):
    browser = Cookies(configured(TIGHT))
    for _ in range(50):
        ok(browser.get("/v1/environment"))
        assert browser.get("/v1/client").status == 200


def test_tokens_are_never_too_often(configured):
    browser = Cookies(configured(TIGHT))
    browser.sign_up(fresh.test_number())
    for _ in range(50):
        ok(browser.post(f"{browser.session_path}/tokens"))


def test_one_clients_limit_is_not_anothers(configured):
    server = configured({**FAR, "limits.attempts_per_client": SMALL, "limits.sends_per_client": SMALL})
    for _ in range(3):
        holder = Cookies(server)
        holder.sign_up(fresh.texted_number())
