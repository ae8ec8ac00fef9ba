"""Routes that lead to a model, and jobs that score."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.serving import Serving, ServingCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Serving:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Serving])
    return evidence.seen[Serving]


def test_keeps_the_rules():
    check_collector(ServingCollector)


DOCKER = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
APP = (
    "import joblib\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\napp = FastAPI()\n"
    "model = joblib.load('m')\nclass Row(BaseModel):\n    x: float\n"
    "@app.post('/predict')\ndef predict(row: Row):\n    return {'y': ask(row)}\n"
    "def ask(row):\n    return model.predict([[row.x]])\n"
    "@app.get('/health')\ndef health():\n    return {'ok': True}\n"
)


def test_a_route_is_followed_to_the_model():
    serving = collect({"app.py": APP, "Dockerfile": DOCKER})
    assert [each.scope for each in serving.predicting] == [("app.py", "predict")]
    assert serving.predicting[0].contract


def test_a_route_that_asks_no_model_only_exists():
    serving = collect({"app.py": APP, "Dockerfile": DOCKER})
    assert [each.scope[1] for each in serving.endpoints if not each.predicts] == ["health"]


def test_an_untyped_request_is_no_contract():
    serving = collect({"app.py": APP.replace("row: Row", "row: dict"), "Dockerfile": DOCKER})
    assert not serving.predicting[0].contract


def test_a_service_of_a_platform():
    assert collect({"deploy/isvc.yaml": "kind: InferenceService\n"}).platform


SCORE = (
    "import joblib\nimport pandas as pd\nmodel = joblib.load('m')\nrows = pd.read_parquet('in')\n"
    "rows['y'] = model.predict(rows)\nrows.to_sql('scores', 'pg', if_exists='{mode}')\n"
)
TIMER = (
    "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  {job}:\n    runs-on: x\n    steps:\n"
    "      - run: python score.py\n"
)


def test_a_scheduled_job_that_adds_to_a_table():
    (batch,) = collect(
        {"score.py": SCORE.format(mode="append"), ".github/workflows/daily.yml": TIMER.format(job="score")}
    ).batches
    assert batch.scheduled
    assert batch.appends


def test_a_table_that_is_replaced_keeps_nothing():
    (batch,) = collect({"Makefile": "score:\n\tpython score.py\n", "score.py": SCORE.format(mode="replace")}).batches
    assert not batch.scheduled
    assert not batch.appends


def test_a_nightly_test_of_the_script_serves_nobody():
    files = {"score.py": SCORE.format(mode="append"), ".github/workflows/ci.yml": TIMER.format(job="test")}
    assert collect(files).batches == ()


def test_asking_in_order_to_measure_is_no_serving():
    code = (
        "import joblib\nfrom sklearn.metrics import f1_score\nm = joblib.load('m')\n"
        "print(f1_score([1], m.predict([[1]])))\nopen('x', 'w').write('f1')\n"
    )
    assert not collect({"Makefile": "eval:\n\tpython evaluate.py\n", "evaluate.py": code}).exists


def test_files_that_describe_a_request():
    assert collect({"api/openapi.yaml": "openapi: 3.1.0\n"}).described
    assert not collect({"api/values.yaml": "replicas: 3\n"}).described


def test_a_file_of_each_day_keeps_the_days_before():
    code = SCORE.format(mode="replace").replace(
        "rows.to_sql('scores', 'pg', if_exists='replace')", "rows.to_parquet(f'scores/dt={day}/part.parquet')"
    )
    (batch,) = collect({"Makefile": "score:\n\tpython score.py\n", "score.py": code}).batches
    assert batch.appends


def test_a_network_is_asked_by_calling_it():
    app = "import torch\nfrom flask import Flask\napp = Flask('a')\nmodel = torch.load('m')\n"
    route = "@app.post('/p')\ndef ask():\n    return str(model(torch.ones(2)))\n"
    assert collect({"app.py": app + route, "Dockerfile": DOCKER}).predicting


def test_a_tokenizer_is_no_model():
    app = "import transformers\nfrom flask import Flask\napp = Flask('a')\n"
    app += "words = transformers.AutoTokenizer.from_pretrained('m')\n"
    route = "@app.post('/p')\ndef ask():\n    return str(words('x'))\n"
    assert not collect({"app.py": app + route, "Dockerfile": DOCKER}).predicting


def test_a_route_that_trains_and_judges_answers_nobody():
    code = (
        "from fastapi import FastAPI\nfrom sklearn.metrics import f1_score\nfrom sklearn.svm import SVC\napp = FastAPI()\n"
        "def run(x, y):\n    model = SVC().fit(x, y)\n    return f1_score(y, model.predict(x))\n"
        "@app.post('/train')\ndef train(x: int):\n    return run(x, x)\n"
    )
    assert not any(each.predicts for each in collect({"app.py": code}).endpoints)


def test_a_backtest_that_keeps_its_rows_serves_nobody():
    job = (
        "import joblib\nimport pandas as pd\n\n\ndef main():\n    rows = pd.read_csv('rides.csv')\n"
        "    rows['fare'] = joblib.load('m.joblib').predict(rows)\n    rows.to_csv('out.csv')\n\n\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    assert collect({"nightly_fares.py": job}).batches
    assert not collect({"backtest_fares.py": job}).batches


NEAR = "from gensim.models import KeyedVectors\n\n\ndef near(path, name):\n    return KeyedVectors.load(path).most_similar(name)\n"
PUT = "import json\n\n\ndef {}(rows, path):\n    json.dump(rows, open(path, 'w'))\n"
RUN = "from near import near\nfrom put import {}\n\nif __name__ == '__main__':\n    {}(near('v', 'a'), 'near.json')\n"
SHELL = "#!/usr/bin/env bash\nset -e\npython run.py\n{}\n"


def handed(name: str = "export_rows", **more: str) -> dict[str, str]:
    return {"near.py": NEAR, "put.py": PUT.format(name), "run.py": RUN.format(name, name), **more}


def test_what_is_asked_may_be_handed_to_a_function_that_puts_it_away():
    assert [each.writes.path for each in collect(handed()).batches] == ["put.py"]
    assert not collect(handed("save_model")).batches
    assert not collect(handed("write_report")).batches
    assert not collect(handed("show")).batches


def test_a_copy_under_a_name_of_the_run_keeps_the_rows():
    def appends(line: str, path: str = "nightly") -> list[bool]:
        return [each.appends for each in collect(handed(**{path: SHELL.format(line)})).batches]

    assert appends("aws s3 cp near.json s3://shop/$RUN_DATE/near.json") == [True]
    assert appends("gsutil cp near.json gs://shop/$(date +%F).json") == [True]
    assert appends("aws s3 cp near.json s3://shop/near.json") == [False]
    assert appends("aws s3 cp near.json s3://shop/$RUN_DATE/model.bin") == [False]
    assert appends("python other.py\naws s3 cp x.json s3://shop/$RUN_DATE/x.json") == [True]
    other = {"other.py": "print(1)\n", "nightly": SHELL.format("python other.py\nmv x.json out/$RUN_DATE.json")}
    assert [each.appends for each in collect(handed(**other)).batches] == [False]


GATEWAY = (
    "import httpx\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\napp = FastAPI()\n"
    "class Row(BaseModel):\n    x: float\n"
    "@app.post('/ask')\nasync def ask(row: Row):\n    return await forward(row)\n"
    "async def forward(row):\n    async with httpx.AsyncClient() as client:\n"
    "        return (await client.post(f'{MODEL_URL}/predict', json=row)).json()\n"
    "@app.get('/about')\ndef about():\n    return {}\n"
)
TWO = {"model/Dockerfile": DOCKER, "model/app.py": APP, "gate/Dockerfile": DOCKER, "gate/app.py": GATEWAY}


def answering(files):
    return [each.scope for each in collect(files).endpoints if each.predicts]


def test_a_route_that_hands_on_to_the_service_of_the_model_predicts():
    assert answering(TWO) == [("gate/app.py", "ask"), ("model/app.py", "predict")]


def test_a_route_that_hands_on_to_another_service_does_not_predict():
    elsewhere = GATEWAY.replace("/predict", "/bill")
    assert answering({**TWO, "gate/app.py": elsewhere}) == [("model/app.py", "predict")]


def test_a_route_of_a_service_that_only_tests_start_is_not_handed_on_to():
    files = {"scorer.py": APP, "test_scorer.py": "import scorer\ndef test_it():\n    assert scorer.predict(1)\n"}
    assert not answering({**files, "app.py": GATEWAY, "Dockerfile": DOCKER})
    started = {"model/Dockerfile": DOCKER.replace("app:app", "scorer:app")}
    assert ("app.py", "ask") in answering({**files, **started, "app.py": GATEWAY, "Dockerfile": DOCKER})


def test_a_constant_at_the_top_of_the_module_may_hold_the_address():
    files = {
        **TWO,
        "gate/app.py": "URL = 'http://model:80/predict'\n" + GATEWAY.replace("f'{MODEL_URL}/predict'", "URL"),
    }
    assert ("gate/app.py", "ask") in answering(files)
