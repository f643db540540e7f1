"""`meterfarm read`: the project's own master, through a model."""

import json
import subprocess
from pathlib import Path

from support.farm import bus, constant_load, farm, meter, pty_port, tcp_port


def read(meterfarm: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `meterfarm read` to its end."""
    command = [str(meterfarm), "read", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def values(output: str) -> dict[str, float | None]:
    """The readings of JSON lines by quantity."""
    readings = [json.loads(line) for line in output.splitlines()]
    return {reading["quantity"]: reading["value"] for reading in readings}


def test_an_exported_power_has_its_sign_where_the_meter_keeps_it_apart(meterfarm, start_farm):
    """The 0 046 77 shows the magnitude in one register and the sign in another."""
    load = constant_load(power=-190.0, power_factor=1.0)
    daemon = start_farm(farm([bus("b", tcp_port())], [meter("m", "legrand-004677", 6, "b", load)]))
    address = daemon.ports[0].place
    result = read(
        meterfarm, "legrand-004677", "--tcp", address, "--address", "6", "--format", "json"
    )
    assert result.returncode == 0, result.stderr
    assert values(result.stdout)["power.active.total"] == -190.0


def test_a_pty_is_read_like_a_socket(meterfarm, start_farm, tmp_path):
    """The same meter through both ports of its bus."""
    link = tmp_path / "line"
    document = farm(
        [bus("b", pty_port(link), tcp_port())],
        [meter("m", "eastron-sdm630", 9, "b", constant_load(power=1500.0))],
    )
    daemon = start_farm(document)
    network = next(port.place for port in daemon.ports if port.protocol == "modbus-tcp")
    common = ["eastron-sdm630", "power.active.*", "--address", "9", "--format", "json"]
    over_pty = read(meterfarm, *common, "--serial", str(link))
    over_tcp = read(meterfarm, *common, "--tcp", network)
    assert over_pty.returncode == over_tcp.returncode == 0, over_pty.stderr + over_tcp.stderr
    assert values(over_pty.stdout) == values(over_tcp.stdout)
    assert values(over_pty.stdout)["power.active.total"] == 4500.0


def test_a_misspelt_quantity_is_named_before_anything_is_connected(meterfarm):
    """Nobody listens on port 9; the spelling is wrong first."""
    result = read(
        meterfarm, "eastron-sdm630", "power.activ.total", "--tcp", "127.0.0.1:9", "--address", "1"
    )
    assert result.returncode == 1
    assert 'did you mean "power.active.total"?' in result.stderr


def test_an_absent_meter_is_a_failure_with_a_sentence(meterfarm, start_farm):
    """A foreign unit on TCP gets exception 0B."""
    two = [meter(f"m{n}", "legrand-004677", n, "b", constant_load()) for n in (1, 2)]
    daemon = start_farm(farm([bus("b", tcp_port())], two))
    result = read(
        meterfarm, "legrand-004677", "--tcp", daemon.ports[0].place, "--address", "77"
    )
    assert result.returncode == 1
    assert "the slave refused with exception" in result.stderr


def test_a_device_is_read_with_the_modules_that_are_fitted(meterfarm, start_farm):
    """The 4 120 53 has a Modbus side only with the module 4 120 55 or 56."""
    load = constant_load(power=3000.0, power_factor=1.0)
    one = meter("m", "legrand-412053", 1, "b", load) | {"modules": {"A": "412056"}}
    daemon = start_farm(farm([bus("b", tcp_port())], [one]))
    place = ["--tcp", daemon.ports[0].place, "--address", "1", "--format", "json"]
    bare = read(meterfarm, "legrand-412053", *place)
    assert bare.returncode == 1 and "no Modbus interface" in bare.stderr
    fitted = read(meterfarm, "legrand-412053", "--module", "A=4 120 56", *place)
    assert fitted.returncode == 0, fitted.stderr
    assert abs(values(fitted.stdout)["power.active.total"] - 9000) < 30
    wrong = read(meterfarm, "legrand-412053", "--module", "B=412056", *place)
    assert wrong.returncode == 1 and "it fits A" in wrong.stderr
    shown = subprocess.run(
        [str(meterfarm), "models", "legrand-412053", "--module", "A=412056", "--registers"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert shown.returncode == 0 and "assumed" in shown.stdout
