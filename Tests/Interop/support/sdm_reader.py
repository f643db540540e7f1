"""Reads an Eastron meter with sdm_modbus and prints what it decodes as JSON.

usage: PYTHON sdm_reader.py HOST PORT CLASS UNIT

It runs in an environment of its own: sdm_modbus needs an older pymodbus than the other masters.
"""

import json
import logging
import sys

import sdm_modbus
from pymodbus.client import ModbusTcpClient
from sdm_modbus.meter import registerType


def main(host: str, port: str, name: str, unit: str) -> None:
    """Every input value in its batch and singly, every holding value singly and as raw words."""
    logging.disable()
    meter = getattr(sdm_modbus, name)(host=host, port=int(port), unit=int(unit), timeout=20)
    raw = ModbusTcpClient(host, port=int(port))
    raw.connect()
    batches = meter.read_all(registerType.INPUT)
    result: dict[str, dict[str, object]] = {}
    for key, (address, words, table, kind, *_) in meter.registers.items():
        entry = {"address": address, "input": table is registerType.INPUT, "type": kind.name}
        read = raw.read_input_registers if entry["input"] else raw.read_holding_registers
        response = read(address, words, slave=int(unit))
        entry["exception"] = response.exception_code if response.isError() else None
        if not response.isError():
            entry["words"] = response.registers
            entry["value"] = meter.read(key)
        if key in batches:
            entry["batch"] = batches[key]
        result[key] = entry
    json.dump(result, sys.stdout)
    meter.disconnect()
    raw.close()


main(*sys.argv[1:])
