from rung.assess.parse import groovy

DECLARATIVE = """\
// comment
pipeline {
  agent { docker { image 'python:3.11' } }
  triggers { cron('H 4 * * *') }
  environment { NAME = 'x' }
  stages {
    stage('Test') {
      when { branch 'main' }
      steps {
        sh '''
          pytest
        '''
        sh(script: 'mypy .',
           returnStatus: true)
        catchError(buildResult: 'SUCCESS') { sh 'flake8' }
        script {
          try { sh 'swallowed' } catch (e) { echo 'x' }
          try { sh 'kept' } catch (e) { error 'no' }
        }
      }
    }
    stage('Both') {
      parallel {
        stage('A') { agent { docker 'a:1' } steps { bat 'a.bat' } }
        stage("B") { steps { input message: 'Deploy?',
              ok: 'go'
              sh 'deploy' } }
      }
    }
  }
  post {
    failure { mail to: 'a@b.c', subject: "broken"
      slackSend(channel: '#x', message: "${env.JOB}") }
    always { deleteDir() }
  }
}
"""


def test_stages():
    found = groovy.read(DECLARATIVE)
    assert found.declarative
    assert [(s.name, s.line, s.inside, s.parallel, s.image) for s in found.stages] == [
        ("Test", 7, "", False, ""),
        ("Both", 22, "", False, ""),
        ("A", 24, "Both", True, "a:1"),
        ("B", 25, "Both", True, ""),
    ]
    assert found.stages[0].when == "branch 'main'"


def test_steps_and_whether_they_can_fail_the_build():
    steps = {step.script.strip(): step for step in groovy.read(DECLARATIVE).steps}
    assert {script: step.stage for script, step in steps.items() if not step.caught} == {
        "pytest": "Test", "kept": "Test", "a.bat": "A", "deploy": "B",
    }  # fmt: skip
    assert steps["pytest"].line == 10
    assert steps["mypy ."].caught == "`returnStatus` hands its exit code to the script"
    assert steps["flake8"].caught == "`catchError` lets the build pass"
    assert steps["swallowed"].caught == "`try` … `catch` swallows it"


def test_post_triggers_approvals_and_images():
    found = groovy.read(DECLARATIVE)
    assert [(call.outcome, call.name) for call in found.post] == [
        ("failure", "mail"), ("failure", "slackSend"), ("always", "deleteDir"),
    ]  # fmt: skip
    assert found.post[0].text == "to: a@b.c subject: broken"
    assert found.triggers == (("cron", "H 4 * * *", 4),)
    assert found.approvals == (("Deploy?", 25),)
    assert found.images == (("python:3.11", 3), ("a:1", 24))


def test_scripted():
    found = groovy.read(
        "node('x') {\n  checkout scm\n  stage('Build') {\n"
        "    docker.image('py:3').inside('-u root') { sh 'pytest' }\n  }\n"
        "  parallel a: { sh 'one' }, b: { sh 'two' }\n  def out = sh(returnStdout: true, script: \"ls\").trim()\n}\n"
    )
    assert not found.declarative
    assert [(step.script, step.line, step.stage) for step in found.steps] == [
        ("pytest", 4, "Build"), ("one", 6, ""), ("two", 6, ""), ("ls", 7, ""),
    ]  # fmt: skip
    assert found.images == (("py:3", 4),)
