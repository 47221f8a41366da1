"""A caller who hangs up while the answer is being made: what was committed takes effect all the same, whole."""

import json
import socket
import struct
import threading
import time

import fresh
import wire

ROUNDS = 40


def ask_and_hang_up(server, method, path, body=None, after_seconds=0.0):
    """Sends a request and tears the connection down without waiting for the answer."""
    raw = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.secret_key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        # Closing resets, as a killed process or an expired deadline does.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(head.encode() + raw)
        time.sleep(after_seconds)


def test_who_waits_at_the_inbox_sees_the_text_of_a_caller_who_hung_up(server):
    overslept = []
    for round_ in range(ROUNDS):
        number = fresh.test_number()
        user = wire.call(server, "POST", "/v1/users", {"phone_number": [number]}).json
        waited = []
        waiting = threading.Thread(target=lambda: waited.append(server.inbox(number, wait_ms=1_000)))
        waiting.start()
        time.sleep(0.02)
        path = f"/v1/phone_numbers/{user['phone_numbers'][0]['id']}/prepare_verification"
        ask_and_hang_up(server, "POST", path, after_seconds=0.0003 * (round_ % 8))
        waiting.join()
        if server.inbox(number, wait_ms=0) and not waited[0]:
            overslept.append(number)
    assert not overslept


def test_settings_that_were_kept_are_in_force_although_the_caller_hung_up(start):
    server = start()
    path = "/v1/instance/communication"
    for round_ in range(ROUNDS):
        ask_and_hang_up(server, "PATCH", path, {"blocked_country_codes": [["US", "GB"], ["FR"]][round_ % 2]},
                        after_seconds=0.0003 * (round_ % 8))
    time.sleep(0.2)
    # Behind every change that was taken: a slow disk may still be at the last of them.
    assert wire.call(server, "POST", "/v1/users", {"phone_number": [fresh.test_number()]}).status == 200
    in_force = wire.call(server, "GET", path).json["blocked_country_codes"]
    server.stop()
    server.start()
    assert wire.call(server, "GET", path).json["blocked_country_codes"] == in_force
