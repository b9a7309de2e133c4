"""nginx in front of web and sockets on one machine: deploy/nginx.conf filled in."""

import shutil
import subprocess
from pathlib import Path
from string import Template

PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def find_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def site_configuration(
    template: Path, *, listen: str, web_port: int, express_port: int, socket_port: int, log: str
) -> str:
    """deploy/nginx.conf for these ports (`listen`: "127.0.0.1:8000")."""
    return Template(template.read_text()).safe_substitute(
        LISTEN=listen,
        WEB_SERVER=f"server 127.0.0.1:{web_port};",
        EXPRESS_SERVER=f"server 127.0.0.1:{express_port};",
        WEB_SERVER_AS_BACKUP=f"server 127.0.0.1:{web_port} backup;",
        SOCKET_SERVER=f"server 127.0.0.1:{socket_port};",
        ACCESS_LOG=log,
        ERROR_LOG="stderr",
    )


def write_configuration(directory: Path, site: str) -> Path:
    """A whole nginx configuration in `directory`, which may be root's: nginx gives its own user what it needs."""
    directory.chmod(0o711)
    temporary = "".join(f"    {place}_temp_path {directory}/{place};\n" for place in PLACES)
    path = directory / "nginx.conf"
    path.write_text(
        f"daemon off;\npid {directory}/nginx.pid;\nworker_processes 2;\nerror_log stderr crit;\n"
        f"events {{ worker_connections 8192; }}\nhttp {{\n{temporary}{site}\n}}\n"
    )
    return path


def argv(nginx: str, configuration: Path) -> list[str]:
    return [nginx, "-c", str(configuration), "-p", str(configuration.parent), "-e", "stderr"]


def fault_of(nginx: str, configuration: Path) -> str:
    """What `nginx -t` holds against the configuration; empty when it is fine."""
    done = subprocess.run([*argv(nginx, configuration), "-t"], capture_output=True, text=True)  # noqa: S603
    return done.stderr if done.returncode else ""
