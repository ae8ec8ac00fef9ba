"""What comes back after a prediction."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.feedback import Feedback, FeedbackCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Feedback:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Feedback])
    return evidence.seen[Feedback]


def test_keeps_the_rules():
    check_collector(FeedbackCollector)


DOCKER = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
APP = (
    "import joblib\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\napp = FastAPI()\n"
    "model = joblib.load('m')\n@app.post('/predict')\ndef predict(x: float):\n    return model.predict([[x]])\n"
    "class Outcome(BaseModel):\n    {field}: str\n    late: bool\n"
    "@app.post('/outcomes')\ndef outcome(body: Outcome):\n    {line}\n"
)
KEEP = "open('outcomes.jsonl', 'a').write(body.json())"


def feedback(field="prediction_id", line=KEEP, **more):
    return collect({"app.py": APP.format(field=field, line=line), "Dockerfile": DOCKER} | more)


def test_a_route_that_keeps_outcomes_by_id():
    (found,) = feedback().returns
    assert found.keyed
    assert not found.simulated


def test_the_id_of_who_says_it_joins_nothing():
    (found,) = feedback(field="user_id").returns
    assert not found.keyed


def test_a_route_that_keeps_nothing():
    found = feedback(line="print(body)")
    assert found.returns == ()
    assert found.lost


def test_a_data_set_that_reads_it():
    code = "import pandas as pd\nrows = pd.read_json('outcomes.jsonl')\n"
    files = {"Makefile": "data:\n\tpython build.py\n", "build.py": code}
    assert feedback(**files).read


def test_a_demonstration_makes_labels_up():
    code = "import pandas as pd\nframe = pd.DataFrame({'customer_id': [1]})\nframe.to_csv('data/late_labels.csv')\n"
    found = feedback(line="print(body)", **{"demo_labels.py": code})
    assert [each.simulated for each in found.returns] == [True]


def test_without_predictions_nothing_comes_back():
    assert collect({"outcomes.py": "import pandas as pd\npd.DataFrame().to_csv('data/outcomes.csv')\n"}) == Feedback()
