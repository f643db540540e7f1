"""The control API keeps to its own document, whatever schemathesis asks of it."""

import os
import subprocess
import sys
from pathlib import Path

from support.farm import bus, constant_load, farm, meter, running, tcp_port

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
# One seed for everybody; explore with SCHEMATHESIS_SEED=$RANDOM.
SEED = int(os.environ.get("SCHEMATHESIS_SEED", "20261122"))
#: Not the events: their answer has no end.
ENDLESS = "/v1/events"


def test_schemathesis_finds_nothing(meterfarm: Path, tmp_path: Path) -> None:
    load = constant_load(1000.0, 0.9)
    mbus = {"protocol": "m-bus", "listen": "127.0.0.1:0"}
    document = farm(
        [bus("rs485-1", tcp_port()), bus("mbus-1", mbus)],
        [
            meter("incomer", "socomec-countis-e44", 5, "rs485-1", load),
            meter("flat", "m1pro-40", 7, "mbus-1", load),
        ],
    )
    with running(meterfarm, document, tmp_path, http="127.0.0.1:0") as daemon:
        program = Path(sys.executable).with_name("schemathesis")
        place = f"http://{daemon.http}"
        told = subprocess.run(
            [
                program, "--config-file", CONFIGURATION, "run", f"{place}/v1/openapi.json",
                "--url", place, "--phases", "examples,fuzzing", "--max-examples", "20",
                "--exclude-path", ENDLESS, "--seed", str(SEED), "--workers", "1",
                "--request-timeout", "30", "--continue-on-failure", "--no-color",
            ],
            capture_output=True, text=True, timeout=600, cwd=tmp_path,
        )  # fmt: skip
        assert told.returncode == 0, f"SCHEMATHESIS_SEED={SEED}\n{told.stdout[-8000:]}"
