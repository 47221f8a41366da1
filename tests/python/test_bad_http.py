"""What is broken before it is HTTP, or too slow to be: closed with a plain 4xx or at once, and never in the way of others."""

import contextlib
import socket

import pytest

import wire

WAIT_SECONDS = 15


@contextlib.contextmanager
def connected(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT_SECONDS) as connection:
        yield connection


def all_of(connection):
    """Everything until the server closes; fails if it never does."""
    received = b""
    try:
        while chunk := connection.recv(65_536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def status_of(received):
    return int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/1.1 ") else None


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n",
        b"GET /v1/users HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        b"GET /v1/users HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /v1/us ers HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_what_is_no_http_is_closed_with_400_at_most(server, request_bytes):
    with connected(server) as connection:
        connection.sendall(request_bytes)
        received = all_of(connection)
    assert status_of(received) in (None, 400, 505), received
    assert server.healthy()


def test_headers_past_every_limit_are_refused(server):
    with connected(server) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(b"GET /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + b"x" * 2_000_000)
            connection.sendall(b"\r\n\r\n")
        received = all_of(connection)
    assert status_of(received) in (None, 400, 401, 431), received[:200]
    assert server.healthy()


def test_an_oversized_key_that_is_still_http_gets_the_envelope(server):
    wire.check_refused(wire.call(server, "GET", "/v1/users", key="k" * 7_000), 401, "clerk_key_invalid")


def test_a_body_that_claims_to_be_huge_is_refused_before_it_is_sent(server):
    with connected(server) as connection:
        connection.sendall(
            b"POST /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{" % server.secret_key.encode()
        )
        assert b" 413 " in connection.recv(65_536).split(b"\r\n")[0]


def test_an_endless_chunked_body_is_refused_at_the_limit(server):
    with connected(server) as connection:
        connection.sendall(
            b"POST /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" % server.secret_key.encode()
        )
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(20):
                connection.sendall(b"2000\r\n" + b" " * 0x2000 + b"\r\n")
        assert b" 413 " in connection.recv(65_536).split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("path", "key", "status"), [("/v1/users", True, 413), ("/v1/users", False, 401), ("/v1/nothing", True, 404)]
)
def test_who_sends_on_after_the_refusal_still_gets_it(server, path, key, status):
    with connected(server) as connection:
        credentials = f"Authorization: Bearer {server.secret_key}\r\n" if key else ""
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: a\r\n{credentials}"
            "Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n".encode()
        )
        # Some clients give up at the first failure to send, and never look for an answer.
        for _ in range(50):
            connection.sendall(b" " * 100_000)
        received = all_of(connection)
    assert status_of(received) == status, received[:200]


def test_a_form_of_nothing_but_mistakes_does_not_make_a_huge_answer(server):
    body = "{" + ",".join(f'"{n}":1' for n in range(6_000)) + "}"
    answer = wire.call(server, "POST", "/v1/users", raw=body.encode())
    wire.check_refused(answer, 422, "form_param_unknown")
    assert len(answer.body) < 100_000


@pytest.fixture
def impatient(start):
    return start(database="memory:", env={"STROWGER_LIMITS_REQUEST_TIMEOUT_MS": "1000"})


@pytest.mark.parametrize(
    "unfinished",
    [
        b"GET /v1/us",
        b"GET /v1/users HTTP/1.1\r\nHost: a\r\nX-Slow:",
        b"POST /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{",
    ],
    ids=["in the request line", "in the headers", "in the body"],
)
def test_a_client_that_stops_is_answered_408_and_closed(impatient, unfinished):
    with connected(impatient) as connection:
        connection.sendall(unfinished.replace(b"KEY", impatient.secret_key.encode()))
        received = all_of(connection)
    assert status_of(received) == 408, received
    assert impatient.healthy()


@pytest.mark.parametrize("first", [b"", b"GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["from the start", "after an answer"])
def test_a_connection_on_which_nothing_comes_is_closed_without_a_word(impatient, first):
    with connected(impatient) as connection:
        connection.sendall(first)
        received = all_of(connection)
    assert received.count(b"HTTP/1.1") == (1 if first else 0), received


def test_slow_clients_are_not_in_the_way_of_others(impatient):
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connected(impatient)).sendall(b"POST /v1/users HTTP/1.1\r\nHost: a\r\n")
        assert wire.call(impatient, "GET", "/v1/users/count", timeout=5).status == 200


def test_a_client_that_hangs_up_early_is_no_fault(server):
    for _ in range(50):
        with connected(server) as connection:
            connection.sendall(
                b"GET /v1/users HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n" % server.secret_key.encode()
            )
    assert server.healthy()
