"""Every limit on how often: the settings that make it small, and what runs into it."""

import fresh
from frontend import SIGN_INS, SIGN_UPS, WRONG_CODE, Cookies, ok

SMALL = 3

# Far enough to stay out of the way of the one limit that a test is about.
FAR = {
    "limits.creates_per_ip": 1_000,
    "limits.attempts_per_client": 1_000,
    "limits.attempts_per_ip": 1_000,
    "limits.sends_per_client": 1_000,
    "limits.sends_per_ip": 1_000,
    "limits.sends_per_number": 1_000,
    "limits.resend_pause_ms": 0,
}


def prepare(holder, sign_up):
    return holder.post(f"{SIGN_UPS}/{sign_up['id']}/prepare_verification", strategy="phone_code")


def attempt(holder, sign_up, code=WRONG_CODE):
    return holder.post(f"{SIGN_UPS}/{sign_up['id']}/attempt_verification", strategy="phone_code", code=code)


def prepared(holder):
    """A sign-up with a random code on its way."""
    sign_up = holder.start_sign_up(fresh.texted_number())
    ok(prepare(holder, sign_up))
    return sign_up


def sign_ins(server, headers=None):
    """Begins to sign in, each time as a new client with an unknown number."""
    while True:
        yield Cookies(server).send("POST", SIGN_INS, {"identifier": fresh.texted_number()}, headers=headers)


def sign_ups(server, headers=None):
    """Begins to sign up, each time as a new client with a new number."""
    while True:
        yield Cookies(server).send("POST", SIGN_UPS, {"phone_number": fresh.texted_number()}, headers=headers)


def attempts_of_one_client(server):
    holder = Cookies(server)
    sign_up = prepared(holder)
    while True:
        yield attempt(holder, sign_up)


def attempts_of_many_clients(server):
    while True:
        holder = Cookies(server)
        yield attempt(holder, prepared(holder))


def texts_of_one_client(server):
    holder = Cookies(server)
    while True:
        yield prepare(holder, holder.start_sign_up(fresh.texted_number()))


def texts_of_many_clients(server):
    while True:
        holder = Cookies(server)
        yield prepare(holder, holder.start_sign_up(fresh.texted_number()))


def texts_to_one_number(server):
    number = fresh.texted_number()
    while True:
        holder = Cookies(server)
        yield prepare(holder, holder.start_sign_up(number))


def texts_of_one_attempt(server):
    holder = Cookies(server)
    sign_up = holder.start_sign_up(fresh.texted_number())
    while True:
        yield prepare(holder, sign_up)


LIMITERS = {
    "sign-ins from one address": ({"limits.creates_per_ip": SMALL}, sign_ins, SMALL),
    "sign-ups from one address": ({"limits.creates_per_ip": SMALL}, sign_ups, SMALL),
    "attempts of one client": ({"limits.attempts_per_client": SMALL}, attempts_of_one_client, SMALL),
    "attempts from one address": ({"limits.attempts_per_ip": SMALL}, attempts_of_many_clients, SMALL),
    "texts for one client": ({"limits.sends_per_client": SMALL}, texts_of_one_client, SMALL),
    "texts for one address": ({"limits.sends_per_ip": SMALL}, texts_of_many_clients, SMALL),
    "texts to one number": ({"limits.sends_per_number": SMALL}, texts_to_one_number, SMALL),
    "texts for one attempt": ({"limits.resend_pause_ms": 30_000}, texts_of_one_attempt, 1),
}
