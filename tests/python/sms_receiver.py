"""An operator's endpoint for texts: keeps what it is sent and answers as told."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

from instance import until

SECRET_BYTES = b"strowger-tests-secret-key-of-32b"
SECRET = "whsec_" + base64.b64encode(SECRET_BYTES).decode()


class Receiver:
    """Answers with `statuses` in turn, then 200. A status of None holds the answer until `release` is set."""

    def __init__(self, statuses=()):
        self.statuses, self.deliveries, self.release = list(statuses), [], threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                receiver.deliveries.append((dict(self.headers.items()), body, status))
                if status is None:
                    receiver.release.wait(60)
                    status = 500
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/sms"

    def delivered(self, count, seconds=60):
        """The first `count` deliveries, waited for."""
        until(lambda: len(self.deliveries) >= count, seconds, f"{count} deliveries, seen {len(self.deliveries)}")
        return self.deliveries[:count]

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()


def check_signed(headers, body, secret=SECRET_BYTES):
    """The signature of the event, made anew from the secret; its event."""
    sent = {name.lower(): value for name, value in headers.items()}
    signed = f"{sent['svix-id']}.{sent['svix-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert f"v1,{expected}" in sent["svix-signature"].split(" "), sent
    assert abs(int(sent["svix-timestamp"]) - time.time()) < 60
    assert sent["content-type"].startswith("application/json")
    return json.loads(body)
