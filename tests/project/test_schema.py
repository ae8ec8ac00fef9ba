"""The published schema says what the reader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from rung.project.schema import json_schema

FULL = yaml.safe_load((Path(__file__).parent / "rung_full.yaml").read_text())


def definitions() -> dict[str, dict[str, object]]:
    return json_schema()["$defs"]  # type: ignore[no-any-return]


def test_every_documented_key_is_in_the_schema() -> None:
    assert set(definitions()["ManifestFile"]["properties"]) == set(FULL)  # type: ignore[call-overload]


def test_unknown_keys_are_refused_everywhere_and_everything_is_described() -> None:
    for name, definition in definitions().items():
        assert definition["additionalProperties"] is False, name
        assert definition["description"], name


def test_waivers_need_a_reason_a_person_and_an_end() -> None:
    assert definitions()["WaiverEntry"]["required"] == ["practice", "by", "reason", "until"]


def test_it_is_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()
