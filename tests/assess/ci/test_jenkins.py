from rung.assess.ci.base import When, Workflow
from rung.assess.ci.definitions import Definitions
from rung.assess.ci.jenkins import Jenkins
from rung.assess.tree.memory import MemoryTree

DECLARATIVE = """\
pipeline {
  agent { docker { image 'python:3.12' } }
  triggers { cron('H 4 * * *') }
  stages {
    stage('Test') {
      steps {
        sh 'pytest'
        sh(script: 'ruff check .', returnStatus: true)
      }
    }
    stage('Deploy') {
      when { branch 'main' }
      steps {
        sh '''
          ./deploy.sh
        '''
      }
    }
  }
  post { failure { sh './notify.sh' } }
}
"""


def read(text: str) -> Workflow:
    return next(iter(Jenkins().read("Jenkinsfile", Definitions(MemoryTree({"Jenkinsfile": text})))))


def test_stages_are_jobs_in_order() -> None:
    test, deploy = read(DECLARATIVE).jobs[:2]
    assert (test.id, test.image) == ("Test", "python:3.12")
    assert deploy.needs == ("Test",)


def test_triggers_in_the_file_and_outside() -> None:
    assert [(each.kind, each.cron) for each in read(DECLARATIVE).triggers] == [(When.SCHEDULE, "H 4 * * *")]
    bare = read("node { stage('a') { sh 'make' } }").triggers
    assert (bare[0].kind, bare[0].unverified) == (When.PUSH, True)


def test_a_branch_condition_makes_a_push_a_merge() -> None:
    without = DECLARATIVE.replace("triggers { cron('H 4 * * *') }", "")
    assert [each.kind for each in read(without).jobs[1].triggers] == [When.MERGE]


def test_return_status_swallows_and_commands_have_lines() -> None:
    pytest_, ruff = read(DECLARATIVE).jobs[0].steps
    assert (pytest_.commands[0].words, pytest_.commands[0].line) == (("pytest",), 7)
    assert not ruff.can_fail
    assert read(DECLARATIVE).jobs[1].steps[0].commands[0].line == 15


def test_what_follows_an_input_is_by_hand() -> None:
    text = "node {\n stage('a') { sh 'make' }\n stage('b') {\n input 'Go?'\n sh 'x'\n }\n stage('c') {\n sh 'y'\n }\n}"
    jobs = {job.id: job.triggers[0].kind for job in read(text).jobs}
    assert jobs["a"] is When.PUSH
    assert jobs["c"] is When.MANUAL
