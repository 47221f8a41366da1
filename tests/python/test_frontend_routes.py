"""Every operation of the Frontend API, one by one: who may call it, whose objects it finds, what it makes of rubbish.

The table has to have exactly the operations that the server describes: a new one fails here until it is in it.
"""

import dataclasses

import pytest

import fresh
import shapes
import wire
from frontend import FORM, PASSWORD, SESSIONS, Cookies, encoded, refused

FRONTEND = ("/v1/me", "/v1/client", "/v1/environment", "/v1/dev_browser")
LIMIT_BYTES = 64 * 1024


@dataclasses.dataclass(frozen=True)
class Route:
    """`needs`: what callers must have. `owned`: of what the id in the path is one. `reads`: a parameter of its form."""

    method: str
    path: str
    needs: str
    owned: str | None = None
    reads: str | None = None

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def changes(self):
        return self.method != "GET"


NOTHING, CLIENT, SESSION = "nothing", "a client", "a session"

ROUTES = [
    Route("GET", "/v1/environment", NOTHING),
    Route("PATCH", "/v1/environment", NOTHING),
    Route("POST", "/v1/dev_browser", NOTHING),
    Route("GET", "/v1/client", NOTHING),
    Route("POST", "/v1/client", NOTHING),
    Route("PUT", "/v1/client", NOTHING),
    Route("DELETE", "/v1/client", CLIENT),
    Route("GET", "/v1/client/handshake", NOTHING),
    Route("POST", "/v1/client/sign_ins", NOTHING, reads="identifier"),
    Route("GET", "/v1/client/sign_ins/{}", CLIENT, "sign-in"),
    Route("POST", "/v1/client/sign_ins/{}/prepare_first_factor", CLIENT, "sign-in", "strategy"),
    Route("POST", "/v1/client/sign_ins/{}/attempt_first_factor", CLIENT, "sign-in", "strategy"),
    Route("POST", "/v1/client/sign_ins/{}/prepare_second_factor", CLIENT, "sign-in", "strategy"),
    Route("POST", "/v1/client/sign_ins/{}/attempt_second_factor", CLIENT, "sign-in", "strategy"),
    Route("POST", "/v1/client/sign_ups", NOTHING, reads="phone_number"),
    Route("GET", "/v1/client/sign_ups/{}", CLIENT, "sign-up"),
    Route("PATCH", "/v1/client/sign_ups/{}", CLIENT, "sign-up", "phone_number"),
    Route("POST", "/v1/client/sign_ups/{}/prepare_verification", CLIENT, "sign-up", "strategy"),
    Route("POST", "/v1/client/sign_ups/{}/attempt_verification", CLIENT, "sign-up", "code"),
    Route("DELETE", "/v1/client/sessions", CLIENT),
    Route("GET", "/v1/client/sessions/{}", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/touch", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/end", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/remove", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/tokens", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/tokens/{}", CLIENT, "session"),
    Route("POST", "/v1/client/sessions/{}/verify", CLIENT, "session", "level"),
    Route("POST", "/v1/client/sessions/{}/verify/prepare_first_factor", CLIENT, "session", "strategy"),
    Route("POST", "/v1/client/sessions/{}/verify/attempt_first_factor", CLIENT, "session", "strategy"),
    Route("POST", "/v1/client/sessions/{}/verify/prepare_second_factor", CLIENT, "session", "strategy"),
    Route("POST", "/v1/client/sessions/{}/verify/attempt_second_factor", CLIENT, "session", "strategy"),
    Route("GET", "/v1/me", SESSION),
    Route("PATCH", "/v1/me", SESSION, reads="first_name"),
    Route("DELETE", "/v1/me", SESSION),
    Route("GET", "/v1/me/sessions", SESSION),
    Route("GET", "/v1/me/sessions/active", SESSION),
    Route("POST", "/v1/me/sessions/{}/revoke", SESSION, "session"),
    Route("POST", "/v1/me/backup_codes", SESSION),
    Route("POST", "/v1/me/change_password", SESSION, reads="new_password"),
    Route("POST", "/v1/me/remove_password", SESSION, reads="current_password"),
    Route("GET", "/v1/me/phone_numbers", SESSION),
    Route("POST", "/v1/me/phone_numbers", SESSION, reads="phone_number"),
    Route("GET", "/v1/me/phone_numbers/{}", SESSION, "number"),
    Route("PATCH", "/v1/me/phone_numbers/{}", SESSION, "number", "reserved_for_second_factor"),
    Route("DELETE", "/v1/me/phone_numbers/{}", SESSION, "number"),
    Route("POST", "/v1/me/phone_numbers/{}/prepare_verification", SESSION, "number", "strategy"),
    Route("POST", "/v1/me/phone_numbers/{}/attempt_verification", SESSION, "number", "code"),
]

OWNED = [route for route in ROUTES if route.owned]
CHANGING = [route for route in ROUTES if route.changes]
OVERRIDDEN = [route for route in ROUTES if route.method not in ("GET", "POST")]
WITH_A_FORM = [route for route in ROUTES if route.reads]
CLOSED = [route for route in ROUTES if route.needs != NOTHING]


def each(routes):
    return pytest.mark.parametrize("route", routes, ids=str)


def described(server):
    """The Frontend operations of the description that the server gives."""
    paths = wire.call(server, "GET", "/openapi.json", key=None).json["paths"]
    for path, methods in paths.items():
        path = path if path.startswith(("/v1", "/strowger", "/.well-known", "/openapi")) else "/v1" + path
        shape = "/".join("{}" if part.startswith("{") else part for part in path.rstrip("/").split("/"))
        if any(shape == prefix or shape.startswith(prefix + "/") for prefix in FRONTEND):
            served = {method.upper() for method in methods} & {"GET", "POST", "PUT", "PATCH", "DELETE"}
            yield from ((method, shape) for method in served)


def made(holder, owned):
    """An object of the holder's own, of this kind; its id."""
    if owned == "sign-in":
        other = Cookies(holder.server)
        other.sign_up(fresh.test_number())
        return holder.start_sign_in(other.number)["id"]
    if owned == "sign-up":
        return holder.start_sign_up(fresh.test_number())["id"]
    holder.sign_up(fresh.test_number())
    return holder.session_id if owned == "session" else holder.add_number(verified=False)["id"]


def path_with(route, own_id):
    return route.path.replace("{}", own_id or "unknown_1", 1).replace("{}", "unknown")


def ready(holder, route):
    """What the holder needs to call this route on an object of its own; the path."""
    own_id = made(holder, route.owned) if route.owned else None
    if route.needs == SESSION and not holder.session_id:
        holder.sign_up(fresh.test_number())
    return path_with(route, own_id)


def form_of(route):
    """A form that is right as far as it goes: what is wrong with the request is something else."""
    return {
        None: {},
        "identifier": {"identifier": fresh.test_number()},
        "phone_number": {"phone_number": fresh.test_number()},
        "strategy": {"strategy": "phone_code", "code": fresh.TEST_CODE},
        "code": {"strategy": "phone_code", "code": fresh.TEST_CODE},
        "level": {"level": "first_factor"},
        "first_name": {"first_name": "Almon"},
        "new_password": {"new_password": PASSWORD},
        "current_password": {"current_password": PASSWORD},
        "reserved_for_second_factor": {"reserved_for_second_factor": True},
    }[route.reads]


def call(holder, route, path, **options):
    if "raw" not in options:
        options["form"] = form_of(route)
    return holder.send(route.method, path, **options)


def by_hand(holder, route, path, headers=None, method=None):
    """The request with the real verb, which no browser driver here sends."""
    query = {"_clerk_session_id": holder.session_id} if holder.session_id else None
    headers = {**holder.credentials(), "Content-Type": FORM, **(headers or {})}
    raw = encoded(form_of(route)) if route.changes or method else None
    answer = wire.call(holder.server, method or route.method, path, key=None, headers=headers, query=query, raw=raw)
    assert answer.status < 500, answer.text
    return answer


def test_the_table_has_every_operation_that_the_server_describes_and_no_other(server):
    assert {(route.method, route.path) for route in ROUTES} == set(described(server))


def test_every_operation_has_a_shape():
    for route in ROUTES:
        if route.path != "/v1/client/handshake":
            shapes.of(route.method, route.path.replace("{}", "x"))


# Who may call it


@each(CLOSED)
def test_without_a_client_there_is_nothing_to_get(hold, route):
    holder = hold()
    answer = call(holder, route, path_with(route, None))
    if route.path in ("/v1/client", SESSIONS):
        # Giving up what one does not have may be a success.
        assert answer.status in (200, 400, 401, 404), answer.text
    elif route.needs == CLIENT and answer.status == 400:
        refused(answer, 400, "client_not_found")
    else:
        refused(answer, 401)


@each([route for route in ROUTES if route.needs == SESSION])
def test_a_client_without_a_session_has_no_user(hold, route):
    holder = hold()
    holder.start_sign_up(fresh.test_number())
    refused(call(holder, route, path_with(route, None)), 401)


@each([route for route in ROUTES if route.needs == SESSION])
def test_a_client_that_signed_out_has_no_user(browser, route):
    path = ready(browser, route)
    browser.sign_out()
    refused(call(browser, route, path), 401)


@each([route for route in ROUTES if route.needs == NOTHING and route.path != "/v1/client/handshake"])
def test_what_is_open_asks_for_no_client(browser, route):
    assert call(browser, route, route.path).status in (200, 422)


@each([route for route in CHANGING if route.path not in ("/v1/dev_browser", "/v1/environment")])
def test_nothing_is_changed_for_a_page_of_another_origin(browser, route):
    path = ready(browser, route)
    for origin, code in (("https://evil.example", "origin_invalid"), (None, "request_header_missing")):
        refused(by_hand(browser, route, path, headers={"Origin": origin}), 400, code)


@each([route for route in ROUTES if route.path not in ("/v1/dev_browser", "/v1/client/handshake")])
def test_a_secret_key_opens_nothing_here(server, route):
    answer = wire.call(server, route.method, path_with(route, None), {} if route.changes else None)
    assert answer.status in (400, 401, 404, 405, 415) or route.needs == NOTHING, answer.text


# Whose objects it finds


@each(OWNED)
def test_an_object_of_somebody_else_is_not_found(hold, route):
    holder, other = hold(), hold()
    made(holder, "session" if route.needs == SESSION else route.owned)
    foreign = made(other, route.owned)
    refused(call(holder, route, path_with(route, foreign)), 404, "resource_not_found")


@each(OWNED)
@pytest.mark.parametrize("unknown", ["unknown_1", "x" * 2_000, "%00", "%ff%fe", "..%2f..", "'%20or%201=1;--"])
def test_an_unknown_object_is_not_found(browser, route, unknown):
    made(browser, "session" if route.needs == SESSION else route.owned)
    answer = by_hand(browser, route, path_with(route, unknown))
    assert answer.status in (400, 404), answer.text
    wire.check_envelope(answer, also=("meta",))


# Paths and verbs


@each([route for route in ROUTES if route.path != "/v1/client/handshake"])
def test_a_slash_at_the_end_makes_no_difference(server, route):
    without, with_slash = Cookies(server), Cookies(server)
    answers = [
        call(holder, route, ready(holder, route) + slash) for holder, slash in ((without, ""), (with_slash, "/"))
    ]
    assert answers[0].status == answers[1].status, [answer.text for answer in answers]
    assert answers[0].status == 200 or answers[0].codes == answers[1].codes


@each(OVERRIDDEN)
def test_a_real_verb_and_one_in_the_query_make_no_difference(server, route):
    overridden, real = Cookies(server), Cookies(server)
    answer = call(overridden, route, ready(overridden, route))
    other = by_hand(real, route, ready(real, route))
    assert answer.status == other.status != 405, (answer.text, other.text)


@each(ROUTES)
def test_a_verb_that_is_not_served_is_refused_with_those_that_are(browser, route):
    served = {other.method for other in ROUTES if other.path == route.path}
    path = ready(browser, route)
    for method in sorted({"PUT", "PATCH", "DELETE"} - served):
        answer = refused(by_hand(browser, route, path, method=method), 405)
        allowed = {word.strip() for word in answer.headers["allow"].split(",")}
        assert served <= allowed and method not in allowed, answer.headers


# Rubbish

RUBBISH = {
    "broken JSON": (b'{"strategy":', "application/json"),
    "plain text": (b"strategy=phone_code", "text/plain"),
    "another form": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    "nonsense": (b"\xff\x00\xfe" * 50, "nonsense"),
}


def send_rubbish(holder, route, raw, content_type=FORM):
    path = ready(holder, route)
    return call(holder, route, path, raw=raw, headers={"Content-Type": content_type})


@each(WITH_A_FORM)
@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_a_body_that_is_no_form_is_refused(lenient, route, rubbish):
    answer = send_rubbish(Cookies(lenient), route, *rubbish)
    assert 400 <= answer.status < 500, answer.text


@each(WITH_A_FORM)
@pytest.mark.parametrize("value", [b"%00", b"a%00b", b"%ff%fe", b"\x00"], ids=["NUL", "NUL within", "no UTF-8", "raw NUL"])
def test_a_value_that_is_no_text_is_refused(lenient, route, value):
    answer = send_rubbish(Cookies(lenient), route, route.reads.encode() + b"=" + value)
    assert 400 <= answer.status < 500, answer.text


@each(WITH_A_FORM)
def test_a_body_past_the_limit_is_refused(lenient, route):
    answer = send_rubbish(Cookies(lenient), route, route.reads.encode() + b"=" + b"x" * LIMIT_BYTES)
    refused(answer, 413, "request_body_too_large")


@each(WITH_A_FORM)
def test_a_form_of_nothing_but_mistakes_is_no_fault(lenient, route):
    form = "&".join(f"{name}=%zz" for name in ["=", "", "%", *map(str, range(3_000)), route.reads])
    answer = send_rubbish(Cookies(lenient), route, form.encode())
    assert answer.status < 500 and len(answer.body) < 100_000, answer.text[:1_000]


@each([route for route in CHANGING if not route.reads])
@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_where_no_form_is_read_rubbish_is_no_fault(lenient, route, rubbish):
    answer = send_rubbish(Cookies(lenient), route, *rubbish)
    assert answer.status < 500, answer.text


@each(WITH_A_FORM)
def test_a_value_that_comes_twice_is_no_fault(lenient, route):
    name = route.reads.encode()
    answer = send_rubbish(Cookies(lenient), route, name + b"=true&" + name + b"=false")
    assert answer.status < 500, answer.text


@each(ROUTES)
def test_a_query_of_rubbish_is_no_fault(lenient, route):
    for query in ("%zz=%", "_method=%00", "_clerk_session_id=%00", "__clerk_db_jwt=%ff", "_is_native=%00", "&&&=&"):
        by_hand(Cookies(lenient), route, f"{path_with(route, None)}?{query}")


def test_the_server_answers_on_after_all_of_this(server, lenient):
    for one in (server, lenient):
        assert wire.call(one, "GET", "/v1/health", key=None).json == {"status": "ok"}
        Cookies(one).sign_up(fresh.test_number())
