from tests.assess.collectors.test_commands import collect, executed, workflow

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.azure_ml import works
from rung.assess.invocation import By
from rung.assess.parse.yaml import YamlMap, read
from rung.assess.tree.memory import MemoryTree

SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/{}.schema.json\n"
JOB = SCHEMA.format("pipelineJob") + (
    "jobs:\n"
    "  fit:\n    type: sweep\n    trial: ../parts/fit.yml\n    search_space: {depth: {type: choice, values: [2, 4]}}\n"
    "    inputs: {config: conf/small.yml, depth: 3}\n"
)
PART = SCHEMA.format("commandComponent") + (
    "code: ../code\ncommand: python fit.py --config ${{inputs.config}} --depth ${{ inputs.depth }} -o ${{outputs.o}}\n"
)
FILES = {"jobs/fit.yml": JOB, "parts/fit.yml": PART, "code/fit.py": ""}
SCHEDULE = SCHEMA.format("schedule") + "trigger: {type: recurrence, frequency: day}\ncreate_job: ../jobs/fit.yml\n"


def test_the_command_of_a_component_runs_in_the_code_that_is_sent_along() -> None:
    assert executed(collect(FILES)) == {"code/fit.py": By.PIPELINE}


def test_a_job_that_ci_submits_is_started_by_ci() -> None:
    found = collect(FILES | workflow("run: az ml job create --file jobs/fit.yml"))
    assert executed(found)["code/fit.py"] == By.CI | By.PIPELINE


def test_a_job_that_is_only_looked_at_is_not_started() -> None:
    found = collect(FILES | workflow("run: az ml job validate --file jobs/fit.yml"))
    assert executed(found) == {"code/fit.py": By.PIPELINE}


def test_inputs_that_stand_beside_the_step_are_what_the_command_is_given() -> None:
    document = read(JOB)[0]
    assert isinstance(document, YamlMap)
    (work,) = works("jobs/fit.yml", document, Definitions(MemoryTree(FILES)))
    assert work.command == "python fit.py --config conf/small.yml --depth 3 -o $outputs_o"
    assert (work.path, work.folder, work.sweeps) == ("parts/fit.yml", "code", True)


def test_a_schedule_starts_its_job() -> None:
    assert executed(collect(FILES | {"when/daily.yml": SCHEDULE}))["code/fit.py"] & By.SCHEDULE


def test_a_schedule_that_is_off_starts_nothing() -> None:
    off = {"when/daily.yml": SCHEDULE + "is_enabled: false\n"}
    assert not executed(collect(FILES | off))["code/fit.py"] & By.SCHEDULE


def test_a_component_that_is_not_there_or_names_itself_runs_nothing() -> None:
    assert not executed(collect({"jobs/fit.yml": JOB, "code/fit.py": ""}))
    circle = SCHEMA.format("commandComponent") + "trial: fit.yml\n"
    assert not executed(collect({"jobs/fit.yml": JOB, "parts/fit.yml": circle, "code/fit.py": ""}))


def test_other_yaml_with_jobs_is_not_of_the_platform() -> None:
    assert not executed(collect({"jobs/fit.yml": JOB.split("\n", 1)[1], "parts/fit.yml": PART.split("\n", 1)[1]}))


GUIDE = "# Train\n\n```bash\naz ml job create -f {}\n```\n"


def test_a_guide_that_submits_a_job_that_is_gone_names_what_is_missing() -> None:
    found = collect(FILES | {"docs/train.md": GUIDE.format("pipelines/fit.yml")})
    assert [path for _, path in found.missing] == ["pipelines/fit.yml"]


def test_a_guide_that_submits_a_job_that_is_there_misses_nothing() -> None:
    assert not collect(FILES | {"docs/train.md": GUIDE.format("jobs/fit.yml")}).missing
    assert not collect(FILES | {"docs/train.md": GUIDE.format("<your-job>/fit.yml")}).missing
