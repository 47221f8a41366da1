"""Clients of the Frontend API as real ones are: a browser with cookies, a development browser, a native app.

Every answer that one of them gets is checked against its shape; what it says of the client is kept.
"""

import contextlib
import copy
import json
import re
import urllib.parse

import fresh
import shapes
import wire
from instance import until

PAGE = "http://localhost:4605"
PUBLIC = "https://auth.example.test"
APP = "https://app.example.test"
EVERY_REQUEST = {"__clerk_api_version": "2026-05-12", "_clerk_js_version": "6.40.0"}
FORM = "application/x-www-form-urlencoded"
TEST_NUMBER = re.compile(r"\+1[0-9]{3}55501[0-9]{2}\Z")
WRONG_CODE = "000000"
PASSWORD = "a-long-enough-passphrase-1891"
ATTEMPTS_MAX = 5
FAILURES_MAX = 100
SIGN_INS, SIGN_UPS, SESSIONS, NUMBERS = shapes.SIGN_INS, shapes.SIGN_UPS, shapes.SESSIONS, shapes.NUMBERS


def ok(answer):
    """What an answer that must be a success holds: without its envelope, where it has one."""
    assert answer.status == 200, answer.text
    body = answer.json
    return body["response"] if isinstance(body, dict) and "response" in body else body


def refused(answer, status, code=None, param=None):
    """The answer is a refusal with this status and code (about this parameter)."""
    return wire.check_refused(answer, status, code, param, also=("meta",))


def refused_with(answer, status, codes):
    """The answer is a refusal with this status and one of these codes, where the contract leaves the choice."""
    refused(answer, status)
    assert set(answer.codes) & set(codes), answer.text
    return answer


def limited(answer):
    """The answer is a 429 that says, in whole seconds, when to come back."""
    refused(answer, 429)
    assert re.fullmatch(r"[1-9][0-9]*", answer.headers.get("retry-after", "")), answer.headers
    return answer


def client_of(answer):
    """The client that came with an answer: in the envelope or, with a refusal, in its meta."""
    body = answer.json
    if not isinstance(body, dict):
        return None
    return body.get("client") or (body.get("meta") or {}).get("client")


def facts(user):
    """What a user is, without when somebody last looked."""
    return {field: value for field, value in user.items() if field != "last_active_at"}


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def encoded(form):
    return urllib.parse.urlencode({key: as_text(value) for key, value in form.items()}).encode()


def newest_text(server, number):
    """The id of the newest text to `number`, to wait for a later one; None when there is none."""
    texts = server.inbox(number, wait_ms=0)
    return texts[0]["id"] if texts else None


def texts_to(server, number, count):
    """The texts to `number`, newest first, once there are `count` of them."""
    return until(
        lambda: len(texts := server.inbox(number, wait_ms=0)) >= count and texts, 5, f"{count} texts to {number}"
    )


def phone_factor(factors, number_id=None):
    """The factor that is a code by text: to this number, if one is named."""
    return next(
        factor
        for factor in factors
        if factor["strategy"] == "phone_code" and number_id in (None, factor["phone_number_id"])
    )


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


class Holder:
    """Holds one client. Subclasses say how: what identifies it is in `held`."""

    def __init__(self, server):
        self.server = server
        self.held = None
        self.client = None
        self.number = None

    def twin(self):
        """The same client on another connection: what either learns from now on stays its own."""
        twin = copy.copy(self)
        twin.held = copy.copy(self.held)
        return twin

    @property
    def session_id(self):
        """The session that this client acts for."""
        return self.client["last_active_session_id"] if self.client else None

    @property
    def session(self):
        return next(session for session in self.client["sessions"] if session["id"] == self.session_id)

    @property
    def session_path(self):
        return f"{SESSIONS}/{self.session_id}"

    def send(self, method, path, form=None, query=None, headers=None, raw=None):
        """One request as this kind of client sends it: `form` encoded, or `raw` as it is."""
        method_sent, asked = self.request_line(method)
        asked = {**EVERY_REQUEST, **asked}
        if not path.startswith("/v1/client") and self.session_id:
            asked["_clerk_session_id"] = self.session_id
        asked.update(query or {})
        sent = dict(self.credentials())
        if method != "GET":
            raw = encoded(form or {}) if raw is None else raw
            sent["Content-Type"] = FORM
        sent.update(headers or {})
        answer = wire.call(self.server, method_sent, path, key=None, headers=sent, query=asked, raw=raw)
        shapes.check_answer(method, path, answer)
        self.check(answer)
        self.keep(answer)
        if method != "GET" and (client := client_of(answer)):
            self.client = client
        return answer

    def get(self, path, **query):
        return self.send("GET", path, query=query)

    def post(self, path, **form):
        return self.send("POST", path, form)

    def patch(self, path, **form):
        return self.send("PATCH", path, form)

    def put(self, path, **form):
        return self.send("PUT", path, form)

    def delete(self, path):
        return self.send("DELETE", path)

    def check(self, answer):
        """What must hold of every answer to this kind of client."""

    @contextlib.contextmanager
    def texted(self, number):
        """The block asks for a code to `number`; gives what tells that code. Test numbers have a fixed one."""
        if TEST_NUMBER.match(number):
            yield lambda: fresh.TEST_CODE
        else:
            before = newest_text(self.server, number)
            yield lambda: self.server.code(number, after=before)

    def seen(self):
        """The client as the server has it now; None when it has none."""
        answer = self.get("/v1/client")
        self.client = ok(answer)
        return self.client

    def me(self):
        return ok(self.get("/v1/me"))

    def start_sign_up(self, number=None, **fields):
        if number:
            fields["phone_number"] = number
        return ok(self.post(SIGN_UPS, **fields))

    def sign_up(self, number, **fields):
        """Signs up a new user by a code to `number`; the completed attempt."""
        path = f"{SIGN_UPS}/{self.start_sign_up(number, **fields)['id']}"
        with self.texted(number) as code:
            ok(self.post(f"{path}/prepare_verification", strategy="phone_code"))
        done = ok(self.post(f"{path}/attempt_verification", strategy="phone_code", code=code()))
        assert done["status"] == "complete", done
        self.number = number
        return done

    def start_sign_in(self, identifier, **fields):
        return ok(self.post(SIGN_INS, identifier=identifier, **fields))

    def prepare(self, sign_in, factor="first", number_id=None):
        """Asks for a code for a factor of `sign_in`; the answer."""
        chosen = phone_factor(sign_in[f"supported_{factor}_factors"], number_id)
        return self.post(
            f"{SIGN_INS}/{sign_in['id']}/prepare_{factor}_factor",
            strategy="phone_code",
            phone_number_id=chosen["phone_number_id"],
        )

    def attempt(self, sign_in, factor="first", strategy="phone_code", **proof):
        return self.post(f"{SIGN_INS}/{sign_in['id']}/attempt_{factor}_factor", strategy=strategy, **proof)

    def pass_first_factor(self, number, **fields):
        """Begins to sign in with `number` and proves it; the attempt after that."""
        sign_in = self.start_sign_in(number, **fields)
        with self.texted(number) as code:
            ok(self.prepare(sign_in))
        return ok(self.attempt(sign_in, code=code()))

    def sign_in(self, number):
        """Signs in with `number` by code and, where it is asked for, a code to a test number as second factor."""
        done = self.pass_first_factor(number)
        if done["status"] == "needs_second_factor":
            done = ok(self.prepare(done, "second"))
            done = ok(self.attempt(done, "second", code=fresh.TEST_CODE))
        assert done["status"] == "complete", done
        self.number = number
        return done

    def sign_in_by_ticket(self, user_id):
        """Signs `user_id` in by a ticket that the Backend API made."""
        made = wire.call(self.server, "POST", "/v1/sign_in_tokens", {"user_id": user_id})
        assert made.status == 200, made.text
        done = ok(self.post(SIGN_INS, strategy="ticket", ticket=made.json["token"]))
        assert done["status"] == "complete", done
        return done

    def guess_wrong(self, sign_in, times):
        """Tries wrong codes for the first factor, with a new code whenever one is used up; the last answer."""
        for guess in range(times):
            if guess % ATTEMPTS_MAX == 0:
                ok(self.prepare(sign_in))
            answer = self.attempt(sign_in, code=WRONG_CODE)
            assert answer.status in (400, 422), answer.text
        return answer

    def add_number(self, number=None, verified=True):
        """Adds a number to the user, a verified one unless told otherwise."""
        added = ok(self.post(f"{NUMBERS}/", phone_number=number or fresh.test_number()))
        return self.verify(added) if verified else added

    def verify(self, added):
        path, number = f"{NUMBERS}/{added['id']}", added["phone_number"]
        with self.texted(number) as code:
            ok(self.post(f"{path}/prepare_verification", strategy="phone_code"))
        return ok(self.post(f"{path}/attempt_verification", code=code()))

    def add_second_factor(self):
        """Adds a test number that is asked for at sign-in; the answer that switched it on, backup codes and all."""
        return ok(self.patch(f"{NUMBERS}/{self.add_number()['id']}", reserved_for_second_factor=True))

    def step_up(self, factor="second", strategy="phone_code", **proof):
        """Proves a factor once more, by a code to a test number unless told otherwise; the completed verification."""
        path = f"{self.session_path}/verify"
        started = ok(self.post(path, level=f"{factor}_factor"))
        if strategy == "phone_code":
            number_id = phone_factor(started[f"supported_{factor}_factors"])["phone_number_id"]
            ok(self.post(f"{path}/prepare_{factor}_factor", strategy=strategy, phone_number_id=number_id))
            proof = {"code": fresh.TEST_CODE, **proof}
        done = ok(self.post(f"{path}/attempt_{factor}_factor", strategy=strategy, **proof))
        assert done["status"] == "complete", done
        return done

    def sign_out(self):
        signed_out = ok(self.delete(SESSIONS))
        self.client = signed_out
        return signed_out


class Browser(Holder):
    """A page on another origin than the server: GET and POST only, and no headers of its own."""

    origin = PAGE

    def request_line(self, method):
        return (method, {}) if method in ("GET", "POST") else ("POST", {"_method": method})

    def check(self, answer):
        check_readable(answer, self.origin)


class Cookies(Browser):
    """A browser with a cookie jar."""

    def __init__(self, server, origin=PAGE):
        super().__init__(server)
        self.held, self.origin = {}, origin

    def credentials(self):
        return {"Origin": self.origin, "Cookie": cookie_header(self.held)}

    def keep(self, answer):
        for name, cookie in answer.cookies.items():
            if cookie.takes_away:
                self.held.pop(name, None)
            else:
                self.held[name] = cookie.value


class DevBrowser(Browser):
    """A page of another site than the server's, whose cookies no browser sends: a token in the query stands in."""

    def __init__(self, server):
        super().__init__(server)
        headers = {"Origin": PAGE, "Content-Type": None}
        answer = wire.call(server, "POST", "/v1/dev_browser", key=None, headers=headers, raw=b"")
        shapes.check_answer("POST", "/v1/dev_browser", answer)
        self.held = answer.json["id"]

    def request_line(self, method):
        sent, asked = super().request_line(method)
        return sent, {**asked, "__clerk_db_jwt": self.held}

    def credentials(self):
        return {"Origin": self.origin}

    def keep(self, answer):
        self.held = answer.headers.get("clerk-db-jwt") or self.held


class Native(Holder):
    """A mobile or desktop app: real verbs, and a token in a header of requests and answers."""

    def __init__(self, server):
        super().__init__(server)
        self.held = ""

    def request_line(self, method):
        return method, {"_is_native": "1"}

    def credentials(self):
        return {"Authorization": self.held, "x-mobile": "1"}

    def keep(self, answer):
        self.held = answer.headers.get("authorization") or self.held


MODES = {"cookies": Cookies, "dev browser": DevBrowser, "native": Native}


def words(header):
    return {word.strip().lower() for word in (header or "").split(",")}


def check_readable(answer, origin):
    """A page at `origin`, and no other, may read this answer and the headers that clients need."""
    headers = answer.headers
    assert headers.get("access-control-allow-origin") == origin, headers
    assert headers.get("access-control-allow-credentials") == "true", headers
    assert "origin" in words(headers.get("vary")), headers
    exposed = words(headers.get("access-control-expose-headers"))
    assert exposed >= {"authorization", "x-country", "clerk-db-jwt", "retry-after"}, headers


def raw_post(server, path, cookies=None, form=None, origin=None, **query):
    """A request by hand, as no honest client would send it."""
    headers = {"Content-Type": FORM, "Origin": origin, "Cookie": cookie_header(cookies)}
    return wire.call(server, "POST", path, key=None, raw=encoded(form or {}), headers=headers, query=query)


def raw_get(server, path, cookies=None, origin=None, **query):
    headers = {"Origin": origin, "Cookie": cookie_header(cookies)}
    return wire.call(server, "GET", path, key=None, headers=headers, query=query)


def cookie_header(cookies):
    return "; ".join(f"{name}={value}" for name, value in (cookies or {}).items()) or None
