"""The deployment files say what the code does: linted by reading them, where no engine runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from config import fleet, front
from tests.rig.wanting import lacking

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("migrate", "web", "express", "sockets", "worker", "beat", "dispatcher")
EXPECTED = {
    "web": fleet.web(host="0.0.0.0", port=8000),
    "express": fleet.express(host="0.0.0.0", port=8000),
    "sockets": fleet.sockets(host="0.0.0.0", port=8000),
    "worker": fleet.worker(),
    "beat": fleet.beat(schedule="/tmp/beat"),
    "dispatcher": fleet.dispatcher(),
}


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.mark.parametrize("service", EXPECTED)
def test_compose_starts_each_process_as_the_one_machine_runner_does(compose: dict, service: str) -> None:
    program, *words = EXPECTED[service]
    assert program == sys.executable
    assert compose["services"][service]["command"] == ["python", *words]


@pytest.mark.parametrize("service", OURS)
def test_every_management_command_compose_names_exists(compose: dict, service: str) -> None:
    command = compose["services"][service]["command"]
    if command[1] == "manage.py":
        assert command[2] in get_commands()


def test_compose_waits_only_for_services_and_volumes_it_has(compose: dict) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        named = [volume.split(":")[0] for volume in service.get("volumes", ()) if volume[0] not in "./"]
        assert set(named) <= set(compose["volumes"])


@pytest.mark.parametrize("service", OURS)
def test_compose_sets_only_variables_the_code_reads(compose: dict, service: str) -> None:
    code = "".join(path.read_text() for path in (ROOT / "config").glob("*.py"))
    unread = [name for name in compose["services"][service]["environment"] if f'"{name}"' not in code]
    assert unread == []


def test_compose_holds_no_secret_and_demands_each(compose: dict) -> None:
    settings = compose["services"]["web"]["environment"]
    for name in ("SECRET_KEY", "VAPID_PRIVATE_KEY", "PUBLIC_URL", "ALLOWED_HOSTS"):
        assert settings[name].startswith("${" + name + ":?")
    example = dict(line.split("=", 1) for line in _lines(DEPLOY / "env.example"))
    assert example["SECRET_KEY"] == example["VAPID_PRIVATE_KEY"] == example["POSTGRES_PASSWORD"] == ""


@pytest.mark.parametrize("service", OURS)
def test_whatever_else_stands_in_the_env_file_reaches_every_process(compose: dict, service: str) -> None:
    assert compose["services"][service]["env_file"] == ".env"


def test_no_key_is_drawn_into_the_image() -> None:
    settings = (ROOT / "config" / "settings.py").read_text()
    drawn = re.findall(r'kept_secret\(\s*"(\w+)"', settings)
    collected = (DEPLOY / "Dockerfile").read_text().split("collectstatic")[0]
    assert len(drawn) > 1 and all(f"{name}=" in collected for name in drawn)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if "=" in line and not line.startswith("#")]


def test_compose_fills_in_every_blank_of_the_nginx_template(compose: dict) -> None:
    blanks = set(re.findall(r"\$\{([A-Z_]+)\}", (DEPLOY / "nginx.conf").read_text()))
    assert set(compose["services"]["nginx"]["environment"]) == blanks


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    nginx = front.find_nginx()
    if not nginx:
        lacking("nginx")
    site = front.site_configuration(
        DEPLOY / "nginx.conf",
        listen="127.0.0.1:18080",
        web_port=1,
        express_port=3,
        socket_port=2,
        log=f"{tmp_path}/access.log",
    )
    assert "${" not in re.sub(r"\$\{request_time\}", "", site.split("upstream", 1)[1])
    assert front.fault_of(nginx, front.write_configuration(tmp_path, site)) == ""


def test_shell_scripts_are_clean() -> None:
    shellcheck = shutil.which("shellcheck")
    if not shellcheck:
        lacking("shellcheck")
    scripts = [
        *DEPLOY.glob("*.sh"),
        *(ROOT / "tests").glob("*.sh"),
        *(ROOT / "bench").glob("*.sh"),
        ROOT / ".ci/run",
    ]
    done = subprocess.run([shellcheck, *map(str, scripts)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "target", ["run", "test", "check", "ci-test", "reset", "bench", "bench-checkins", "messages"]
)
def test_make_has_the_target_and_its_scripts_exist(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for script in re.findall(r"\bsh (\S+\.sh)", done.stdout):
        assert (ROOT / script).exists()


def test_the_image_copies_what_exists_and_all_storeys() -> None:
    copied = re.findall(r"^COPY (\S+) ", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"accounts", "crisis", "matching", "config", "templates", "static", "locale"} <= set(copied)


def test_the_unit_starts_a_command_that_exists() -> None:
    start = re.search(r"^ExecStart=\S+ manage.py (\S+)", (DEPLOY / "porte-ouverte.service").read_text(), re.M)
    assert start and start[1] in get_commands()
