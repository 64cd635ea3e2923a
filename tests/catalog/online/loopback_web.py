"""Any number of https hosts on loopback, behind a proxy as the environment can name one; no name is ever looked up."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("docs.example.org", "slow.example.org", "other.example.org")
Answer = Callable[["_Handler"], None]


class LoopbackWeb:
    """Answers by host and path; what was asked is in `asked`, as `HEAD docs.example.org/page`."""

    def __init__(self, directory: Path) -> None:
        self.answers: dict[str, Answer | int | str] = {}
        self.asked: list[str] = []
        self.certificates = directory / "trusted.pem"
        self._tls = _make_certificate(directory, self.certificates)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.web = self  # type: ignore[attr-defined]

    @property
    def environment(self) -> dict[str, str]:
        """What sends every https request here, and trusts it."""
        proxy = f"http://127.0.0.1:{self._server.server_port}"
        return {
            "https_proxy": proxy,
            "HTTPS_PROXY": proxy,
            "no_proxy": "",
            "NO_PROXY": "",
            "SSL_CERT_FILE": str(self.certificates),
        }

    def wrap(self, connection: Any) -> ssl.SSLSocket:
        return self._tls.wrap_socket(connection, server_side=True)

    @contextmanager
    def running(self) -> Iterator[LoopbackWeb]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = ""

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client has seen enough, or doesn't trust us
            self.close_connection = True

    def finish(self) -> None:
        with self.connection, self.rfile, suppress(OSError, ValueError):
            super().finish()

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        self.connection = self.request = self.server.web.wrap(self.connection)  # type: ignore[attr-defined]
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_HEAD(self) -> None:
        web: LoopbackWeb = self.server.web  # type: ignore[attr-defined]
        place = f"{self.host}{self.path}"
        web.asked.append(f"{self.command} {place}")
        answer = web.answers.get(f"{self.command} {place}", web.answers.get(place, 404))
        if callable(answer):
            answer(self)
        elif isinstance(answer, str):
            self.reply(301, answer)
        else:
            self.reply(answer)
        self.close_connection = True

    do_GET = do_HEAD  # noqa: N815 - the server's name for it

    def reply(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _make_certificate(directory: Path, trusted: Path) -> ssl.SSLContext:
    """Return the context of a server that has a certificate for the hosts; it is trusted by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOSTS[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in HOSTS]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = directory / "key.pem"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context
