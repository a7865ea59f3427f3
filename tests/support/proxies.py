"""nginx and Caddy as `assets/deploy/server` sets them up, as plain processes on free ports of this machine."""

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.absent import absent
from tests.support.mailserver import own_certificate
from tests.support.waiting import free_port, listens, until

SERVER = Path(__file__).parents[2] / "assets" / "deploy" / "server"
HOST = "quartier.example.org"  # of the files as they are shipped
INSTALL = {"nginx": "apt-get install nginx-light", "caddy": "apt-get install caddy"}
_PORTS = ("8081", "8082")  # of the two processes, as shipped

# What a system's own nginx.conf brings around the house's.
_AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/treffpunkt.conf;
}}
"""


class Proxy:
    """One proxy in front of the processes on *ports*; *port* is its own, with TLS."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.port = name, folder, free_port()
        self.url = f"https://localhost:{self.port}"
        program = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
        if program is None:
            absent(name, INSTALL[name])
        self._program: str = program
        own_certificate(folder)

    @contextmanager
    def in_front_of(self, ports: Sequence[int]) -> Iterator["Proxy"]:
        """Run it."""
        command = _MAKERS[self.name](self, ports)
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen([self._program, *command], stdout=log, stderr=log, env=self._environment())
            try:
                until(lambda: self._answers(process), seconds=20, what=f"{self.name}: {self.said()}")
                yield self
            finally:
                process.terminate()
                process.wait(timeout=20)

    def said(self) -> str:
        """Return what it wrote."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def client(self, **headers: str) -> httpx.Client:
        """Return somebody who asks through it, and keeps cookies."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        return httpx.Client(base_url=self.url, verify=trusted, headers=headers, timeout=30)

    def _answers(self, process: "subprocess.Popen[bytes]") -> bool:
        assert process.poll() is None, self.said()
        return listens(self.port)

    def _environment(self) -> dict[str, str]:
        home = str(self.folder)
        return {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "PATH": "/usr/bin:/bin"}


def _nginx(proxy: Proxy, ports: Sequence[int]) -> list[str]:
    folder, plain = proxy.folder, free_port()
    text = (SERVER / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r" *listen \[::\].*\n", "", text)
    for shipped, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{proxy.port} ssl"),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", f"{folder}/certificate.pem"),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/treffpunkt.log", f"{folder}/errors"),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    (folder / "treffpunkt.conf").write_text(_on_ports(text.replace(HOST, "localhost"), ports), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # its folder is nobody else's
    (folder / "main.conf").write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    return ["-e", f"{folder}/errors", "-c", f"{folder}/main.conf"]


def _caddy(proxy: Proxy, ports: Sequence[int]) -> list[str]:
    folder = proxy.folder
    text = (SERVER / "Caddyfile").read_text(encoding="utf-8")
    site = f"\n{HOST} {{\n"
    assert site in text
    own = f"\nlocalhost:{proxy.port} {{\n\tbind 127.0.0.1\n\ttls {folder}/certificate.pem {folder}/key.pem\n"
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
    (folder / "Caddyfile").write_text(options + _on_ports(text.replace(site, own), ports), encoding="utf-8")
    return ["run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def _on_ports(text: str, ports: Sequence[int]) -> str:
    for shipped, port in zip(_PORTS, ports, strict=True):
        assert f"127.0.0.1:{shipped}" in text, shipped
        text = text.replace(f"127.0.0.1:{shipped}", f"127.0.0.1:{port}")
    return text


_MAKERS: dict[str, Callable[[Proxy, Sequence[int]], list[str]]] = {"nginx": _nginx, "caddy": _caddy}
