"""CI actions and tasks that roll out or publish; a new one is one line here."""

from __future__ import annotations

import re

from rung.assess.ci.base import Step
from rung.assess.delivery.base import Half
from rung.assess.delivery.commands import restarts
from rung.assess.regex import regex

_TABLE: tuple[tuple[str, Half, re.Pattern[str]], ...] = tuple(
    (tool, half, regex(pattern))
    for tool, half, pattern in (
        ("Azure Web App", Half.SERVICE,
         r"^azure/webapps-deploy|^azurewebapp(container)?$|^azurermwebappdeployment|^azure/appservice"),
        ("Azure Functions", Half.SERVICE, r"^azure/functions-action|^azurefunctionapp"),
        ("Azure containers", Half.SERVICE, r"^azure/container-apps-deploy|^azure/aci-deploy|^azurecontainerapps"),
        ("Kubernetes", Half.SERVICE,
         r"^azure/k8s-deploy|^azure/k8s-bake|^kubernetesmanifest|gke-deploy|eks-deploy|kubectl-deploy|k8s-deploy"),
        ("Cloud Run", Half.SERVICE, r"deploy-cloudrun"),
        ("Google Cloud", Half.SERVICE, r"deploy-cloud-functions|deploy-appengine"),
        ("Amazon ECS", Half.SERVICE,
         r"ecs-deploy-task-definition|amazon-app-runner-deploy|ecs/update-service|aws-ecs/"),
        ("AWS Lambda", Half.SERVICE, r"lambda-(deploy|action|github)|aws-lambda-deploy|^lambdadeployfunction"),
        ("Elastic Beanstalk", Half.SERVICE, r"beanstalk-deploy|^beanstalk"),
        ("Heroku", Half.SERVICE, r"heroku-deploy|heroku/deploy"),
        ("Render", Half.SERVICE, r"render-deploy"),
        ("DigitalOcean", Half.SERVICE, r"digitalocean/app_action"),
        ("serverless", Half.SERVICE, r"serverless/github-action"),
        ("Hugging Face Space", Half.SERVICE, r"huggingface.{0,200}(space|sync)|sync-with-huggingface|hub-docs-action"),
        ("BentoML", Half.MODEL, r"bentoml/deploy"),
        ("MLEM", Half.MODEL, r"iterative/mlem"),
        ("Vertex AI", Half.MODEL, r"deploy-vertex"),
        ("Amazon SageMaker", Half.MODEL, r"sagemaker-deploy"),
    )
)  # fmt: skip
_SSH = regex(r"ssh-action|ssh-deploy|remote-ssh|^ssh@|^ssh$")


def rollout_step(step: Step) -> tuple[str, Half] | None:
    """The tool and what it makes new; `None` for other steps."""
    action = step.action.rsplit(":", 1)[-1]
    if not action:
        return None
    if action.startswith("helmdeploy"):
        return ("Helm", Half.SERVICE) if step.with_.get("command", "install") in ("upgrade", "install") else None
    if _SSH.search(action):
        script = " ".join([step.script, *step.with_.values()])
        return ("ssh", Half.SERVICE) if restarts(script) else None
    if "flyctl" in action:
        return ("Fly.io", Half.SERVICE) if "deploy" in step.with_.get("args", "") else None
    return next(((tool, half) for tool, half, pattern in _TABLE if pattern.search(action)), None)


def publishes_step(step: Step) -> bool:
    """It pushes an image."""
    action = step.action
    if "build-push-action" in action or action.endswith("bake-action"):
        return step.with_.get("push", "false").lower() != "false" or "push=true" in step.with_.get("outputs", "")
    if action == "docker" and step.uses.lower().startswith("docker@"):
        return "push" in step.with_.get("command", "").lower()
    return action in ("mr-smithers-excellent/docker-build-push", "elgohr/publish-docker-github-action", "kaniko")
