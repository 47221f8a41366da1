"""Requests and answers without an SDK between: what is asserted here is what is on the wire."""

import contextlib
import dataclasses
import http.client
import json
import re
import urllib.parse

TRACE_ID = re.compile(r"[0-9a-f]{32}\Z")
OURS = object()


@dataclasses.dataclass
class Cookie:
    """A cookie as it is set: attributes by their names in lower case, True for those without a value."""

    value: str
    attributes: dict

    @property
    def takes_away(self):
        return self.attributes.get("max-age") == "0"


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes
    cookies: dict = dataclasses.field(default_factory=dict)

    @property
    def text(self):
        return f"{self.status} {self.body.decode(errors='replace')}"

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def codes(self):
        return [error["code"] for error in self.json["errors"]]

    @property
    def param_names(self):
        return {error.get("meta", {}).get("param_name") for error in self.json["errors"]}


def call(server, method, path, body=None, *, key=OURS, headers=None, query=None, version=None, raw=None, timeout=30):
    """One request. `body` goes as JSON, `raw` as it is; `key=None` sends no credentials."""
    sent = {"Accept": "application/json"}
    if key is not None:
        sent["Authorization"] = f"Bearer {server.secret_key if key is OURS else key}"
    if version:
        sent["Clerk-API-Version"] = version
    if body is not None:
        raw = json.dumps(body).encode()
    if raw is not None:
        sent["Content-Type"] = "application/json"
    sent.update(headers or {})
    if query:
        path = f"{path}?{urllib.parse.urlencode(query, doseq=True)}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        # A server may refuse a large body before it has all of it; the refusal is what counts, not the broken pipe.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body=raw, headers={k: v for k, v in sent.items() if v is not None})
        if connection.sock is None:
            raise ConnectionResetError("the server hung up before it had the request")
        return read(connection.getresponse())
    finally:
        connection.close()


def read(response):
    body = response.read()
    headers = {}
    for name, value in response.getheaders():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Answer(response.status, headers, body, cookies(response.headers.get_all("set-cookie") or []))


def cookies(lines):
    """What `Set-Cookie` lines set, by name."""
    found = {}
    for line in lines:
        (name, value), *attributes = [part.strip().partition("=")[::2] for part in line.split(";")]
        found[name] = Cookie(value, {key.lower(): setting or True for key, setting in attributes})
    return found


def check_envelope(answer, also=()):
    """The contract's envelope of every refusal, strictly. `also` names what it may have beyond."""
    assert answer.headers.get("content-type") == "application/json", answer.headers
    envelope = answer.json
    trace_id = envelope["clerk_trace_id"]
    assert TRACE_ID.match(trace_id), envelope
    assert answer.headers.get("x-clerk-trace-id") == trace_id, answer.headers
    assert envelope["errors"], envelope
    for error in envelope["errors"]:
        for field in ("message", "long_message", "code"):
            assert isinstance(error[field], str) and error[field], envelope
        assert isinstance(error.get("meta", {}), dict), envelope
        assert set(error) <= {"message", "long_message", "code", "meta"}, envelope
    assert set(envelope) - set(also) == {"errors", "clerk_trace_id"}, envelope


def check_refused(answer, status, code=None, param=None, also=()):
    """The answer is a refusal with this status, and with this code (about this parameter) among its errors."""
    assert answer.status == status, answer.text
    check_envelope(answer, also)
    matching = [error for error in answer.json["errors"] if code in (None, error["code"])]
    assert matching, answer.text
    if param:
        assert param in {error.get("meta", {}).get("param_name") for error in matching}, answer.text
    return answer
