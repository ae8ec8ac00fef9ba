"""What the names of metrics, columns and files tell."""

from __future__ import annotations

import re

from rung.assess.monitoring.base import About
from rung.assess.regex import regex
from rung.assess.signs import ForNames

MODEL = regex(
    r"drift|(?<![a-z])psi(?![a-z])|accuracy|(?<![a-z])(?:f1|auc|rmse|mae|mape|r2|brier)(?![a-z])|recall|predict"
    r"|null_?(?:rate|share|ratio)"
    r"|missing_?(?:values?|rate|share)|data_?quality|feature_|confidence|calibration|model_?quality"
    r"|inference_(?:score|value|output)"
    r"|score_?(?:mean|distribution|histogram)|probabilit|model_?(?:performance|staleness|age|version)|outlier"
    r"|fairness|bias|skew",
    re.I,
)
SERVICE = regex(
    r"(?<![a-z])up(?:\{|\s*==|$)|absent\(|requests?(?![a-z])|latency|duration|response|error|(?<![a-z])5xx"
    r"|(?<![a-z])4xx|status_?code|availab"
    r"|probe_success|uptime|healthy|invocation|throughput|timeout|last_success|job_failed|failed|freshness"
    r"|staleness|heartbeat",
    re.I,
)
MACHINE = regex(r"cpu|memory|disk|node_|container_|filesystem|gpu|network_|load1|process_resident|heap", re.I)
LEADING = regex(
    r"predict_linear|burn_?rate|error_?budget|forecast|holt_winters|double_exponential|anomal|(?<![a-z])deriv\("
    r"|select_slo",
    re.I,
)
VERSION = regex(r"model_?version|version|model_?(?:name|id|alias|tag)|champion|variant|revision", re.I)
PLACEHOLDER = regex(
    r"webhook\.site|requestbin|example\.(?:com|org|net)|httpbin|your[-_ ]|changeme|replace[-_]?me|<[^>\n]{1,200}>"
    r"|xxx+|dummy|TODO",
    re.I,
)
_LIVE = (
    r"predict(?:ion|ed)s?[_/.-]?(?:log|logs|table|store|history|path|db|requests?)|inference(?!_pipeline)"
    r"|production|(?<![a-z])prod[_/](?!uct)"
    r"|(?<![a-z])live|serving[_-](?:data|log|stat)|(?<![a-z])served|request[_-]?log|scored|scoring_(?:data|log)"
    r"|data_?capture|latest_(?:data|batch)"
    r"|incoming|new_data|current_(?:week|month|day|batch|window)|last_(?:week|day|month)|select .{0,80}predict"
    r"|(?:insert|from) +\w*predictions?"
)
LIVE = regex(_LIVE, re.I)
LIVE_LINE = ForNames(_LIVE, re.I)
"""The same for single lines, which come again."""
OUTCOME = regex(
    r"ground_?truth|(?<![a-z])actuals?(?![a-z])|outcomes?(?![a-z])|(?<![a-z])labels?(?:_|s|$)|y_true|feedback"
    r"|realized|observed|true_?(?:value|label)",
    re.I,
)
DRIFTING = regex(r"drift|(?<![a-z])psi(?![a-z])|population_stability|skew|shift|monitor|stability|divergence", re.I)
GROUP = regex(
    r"gender|(?<![a-z])sex(?![a-z])|race|ethnic|protected|sensitive|demographic|age_?(?:group|band|bucket)"
    r"|minority|disparity|parity|fairness|subgroup",
    re.I,
)


def about(text: str) -> frozenset[About]:
    """What a query or a name tells about; empty when it says nothing known."""
    found = set()
    if MODEL.search(text):
        found.add(About.MODEL)
    if SERVICE.search(text):
        found.add(About.SERVICE)
    if MACHINE.search(text) and not found:
        found.add(About.MACHINE)
    return frozenset(found)
