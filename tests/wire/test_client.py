"""The client against servers that behave badly, each a real one on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pulumi_aep.errors import Uncertain, Unreachable
from pulumi_aep.platform.client import Client
from pulumi_aep.platform.endpoint import Target


@contextmanager
def server(answer: bytes | None) -> Iterator[str]:
    """Reads each request and answers so, or (None) never; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            held.append(connection)
            connection.recv(65536)
            if answer is not None:
                connection.sendall(answer)
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for connection in held:
            connection.close()


def client(url: str) -> Client:
    found = Target(platform=url, ims=url, org="o", client_id="c", client_secret="s", access_token="t", embedded=True)
    return Client(found, timeout=(1.0, 0.2))


def test_a_server_that_never_answers() -> None:
    """A question is asked twice, then given up in a sentence; a POST may have had its effect, so it is not repeated."""
    with server(None) as url:
        found = client(url)
        with pytest.raises(Unreachable, match="GET /data/x: no answer within 0 s, 2 times; try again later"):
            found.call("GET", "/data/x", sandbox="dev", headers={})
        with pytest.raises(Uncertain, match="POST /data/x: the connection broke before the answer came; run it again"):
            found.call("POST", "/data/x", sandbox="dev", headers={})


def test_nobody_listens() -> None:
    """Nothing was sent, so this is no uncertainty: look at the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"no connection to 127.0.0.1:{port}; check aep:endpoint and the network"):
        client(f"http://127.0.0.1:{port}").call("GET", "/data/x", sandbox="dev", headers={})


def test_a_redirect_is_not_followed() -> None:
    """No stack ever reaches a host that its settings don't name."""
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with server(answer) as url, pytest.raises(Exception, match="GET /data/x: 302"):
        client(url).call("GET", "/data/x", sandbox="dev", headers={})
