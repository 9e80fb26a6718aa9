"""nginx with deploy/nginx.conf, on a loopback port, without TLS, with its files in a folder of the test."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/aisle.conf;
}}
"""


def configuration(port: int, web: int, gateway: int, more: str = "") -> str:
    """Return deploy/nginx.conf for these ports, without its certificate and with `more` lines of its server.

    Raises AssertionError if a line is missing."""
    text = CONFIGURATION.read_text()
    for old, new in {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "server_name tickets.example.org;": more,
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{web};",
        "server 127.0.0.1:8001;": f"server 127.0.0.1:{gateway};",
        "ssl_certificate /etc/ssl/tickets.example.org.crt;": "",
        "ssl_certificate_key /etc/ssl/tickets.example.org.key;": "",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def running_nginx(folder: Path, port: int, web: int, gateway: int, more: str = "") -> Iterator[None]:
    """Run nginx in front of web and gateway on these ports, with `more` lines of its server; stop it at the end."""
    (folder / "aisle.conf").write_text(configuration(port, web, gateway, more))
    user = "user root;" if os.getuid() == 0 else ""  # its workers must reach the folder
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    command = [PROGRAM or "", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as running:
        try:
            yield
        finally:
            running.terminate()
