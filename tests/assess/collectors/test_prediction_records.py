"""Rows that the serving path keeps."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.prediction_records import PredictionRecords, PredictionRecordsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> PredictionRecords:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [PredictionRecords])
    return evidence.seen[PredictionRecords]


def test_keeps_the_rules():
    check_collector(PredictionRecordsCollector)


DOCKER = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
APP = (
    "import json\nimport joblib\nfrom fastapi import FastAPI\nfrom store import save_dict\napp = FastAPI()\n"
    "model = joblib.load('m')\n@app.post('/predict')\ndef predict(x: float):\n    y = model.predict([[x]])\n"
    "    {line}\n    return {{'prediction': y}}\n"
)
STORE = "import json\ndef save_dict(row, path):\n    json.dump(row, open(path, 'w'))\n"


def records(line, **more):
    files = {"app.py": APP.format(line=line), "store.py": STORE, "Dockerfile": DOCKER}
    return collect(files | {f"{name}.py": text for name, text in more.items()}).records


def test_a_row_with_version_and_id():
    row = "{'request_id': 1, 'model_version': 7, 'at_time': 2, 'prediction': y}"
    (record,) = records(f"open('log.jsonl', 'a').write(json.dumps({row}))")
    assert record.version
    assert record.identified
    assert record.time


def test_a_row_without_a_version():
    (record,) = records("open('log.jsonl', 'a').write(json.dumps({'request_id': 1, 'prediction': y}))")
    assert not record.version


def test_a_writer_of_anything_is_no_record():
    assert records("save_dict({'cache': 1}, 'x')") == ()


def test_a_line_for_the_console_is_no_record():
    assert records("print({'model_version': 7, 'prediction': y})") == ()


def test_a_setting_of_a_platform():
    files = {"deploy/isvc.yaml": "kind: InferenceService\nspec:\n  predictor:\n    logger:\n      mode: all\n"}
    assert collect(files).records[0].how == "logger"


def test_a_setting_that_is_switched_off():
    text = "model_serving_endpoints:\n  late:\n    auto_capture_config:\n      enabled: false\n"
    assert collect({"deploy/endpoint.yml": text}).records == ()


def test_a_schema_that_describes_a_setting_is_none():
    files = {
        "app.py": APP.format(line="pass"),
        "Dockerfile": DOCKER,
        "schema.json": '{"inference_table": {"type": "string"}}',
    }
    assert collect(files).records == ()
