"""Commands, tasks and actions that compare definitions of resources with what exists, or make them so."""

from __future__ import annotations

import re

from rung.assess.ci.base import Step
from rung.assess.infra.base import Tool
from rung.assess.invocation import Invocation
from rung.assess.regex import regex

_COMMANDS: tuple[tuple[Tool, bool, re.Pattern[str]], ...] = tuple(
    (tool, changes, regex(pattern))
    for tool, changes, pattern in (
        (Tool.TERRAFORM, True, r"^(terraform|tofu|terragrunt)\b.* apply\b|^terragrunt run-all apply|^tflocal apply"),
        (Tool.TERRAFORM, False, r"^(terraform|tofu|terragrunt)\b.* (plan|validate)\b"),
        (Tool.PULUMI, True, r"^pulumi (up|update)\b"),
        (Tool.PULUMI, False, r"^pulumi preview\b"),
        (Tool.CDK, True, r"^cdk deploy\b"),
        (Tool.CDK, False, r"^cdk (diff|synth)\b"),
        (Tool.CLOUDFORMATION, True, r"^aws cloudformation (deploy|create-stack|update-stack"
                                    r"|execute-change-set)\b|^sam deploy\b|^rain deploy\b"),
        (Tool.CLOUDFORMATION, False, r"^aws cloudformation (validate-template|create-change-set)\b"
                                     r"|^sam (validate|build)\b|^cfn-lint\b"),
        (Tool.BICEP, True, r"^az deployment \w+ create\b|^az stack \w+ create\b|^azd (up|provision)\b"),
        (Tool.BICEP, False, r"^az deployment \w+ (what-if|validate)\b|^az bicep build\b"),
        (Tool.HELM, True, r"^helm (upgrade|install)\b|^helmfile (apply|sync)\b|^helm-?wave up\b"),
        (Tool.HELM, False, r"^helm (diff|template|lint)\b"),
        (Tool.KUBERNETES, True, r"^kubectl .*\b(apply|create|replace)\b.* (-f|-k|--filename"
                                r"|--kustomize)\b|^(skaffold (run|deploy)|kapp deploy|kustomize build)\b|^oc apply\b"),
        (Tool.KUBERNETES, False, r"^kubectl diff\b|^kubeconform\b|^kubeval\b"),
        (Tool.COMPOSE, True, r"^docker[ -]compose\b.* up\b|^docker stack deploy\b|^podman-compose\b.* up\b"),
        (Tool.ANSIBLE, True, r"^ansible-playbook\b"),
        (Tool.DATABRICKS, True, r"^databricks bundle deploy\b|^dbx deploy\b"),
        (Tool.DATABRICKS, False, r"^databricks bundle validate\b"),
        (Tool.AZURE_ML, True, r"^az ml (online-endpoint|online-deployment|batch-endpoint"
                              r"|batch-deployment|compute|workspace|schedule|registry|datastore) (create|update)\b"),
        (Tool.SERVERLESS, True, r"^(serverless|sls) deploy\b|^(chalice deploy|zappa (deploy|update))\b"),
        (Tool.GITOPS, True, r"^argocd app sync\b|^flux reconcile\b"),
        (Tool.PLATFORM, True, r"^(fly|flyctl) deploy\b|^gcloud (app deploy|run services replace"
                              r"|deployment-manager)\b|^eb deploy\b|^copilot \w+ deploy\b"
                              r"|^mlem (deploy\w*|apply)\b|^railway up\b|^bentoctl\b"
                              r"|^anyscale (service (rollout|deploy)|cluster-env build|compute-config create)\b"
                              r"|^modal deploy\b|^sky serve up\b|^bentoml (cloud )?deploy\b"
                              r"|^az containerapp (up|create|update)\b"),
    )
)  # fmt: skip
_ACTIONS: tuple[tuple[Tool, bool, re.Pattern[str]], ...] = tuple(
    (tool, changes, regex(pattern))
    for tool, changes, pattern in (
        (Tool.TERRAFORM, True, r"terraform-apply|terragrunt-action|tfc-workflows.{0,200}apply"),
        (Tool.TERRAFORM, False, r"terraform-plan|terraform-validate"),
        (Tool.PULUMI, True, r"^pulumi/actions"),
        (Tool.CLOUDFORMATION, True, r"aws-cloudformation-github-deploy|^cloudformationcreateorupdatestack"),
        (
            Tool.BICEP,
            True,
            r"^azure/(arm|bicep)-deploy|^azureresourcemanagertemplatedeployment|^azureresourcegroupdeployment",
        ),
        (
            Tool.KUBERNETES,
            True,
            r"^azure/k8s-deploy|^kubernetesmanifest|^kubernetes$|gke-deploy|ecs-deploy-task-definition",
        ),
        (Tool.HELM, True, r"^helmdeploy|deliverybot/helm|helm-eks-action|helm-action"),
        (Tool.CDK, True, r"cdk-action|aws-cdk-github-actions"),
        (Tool.ANSIBLE, True, r"ansible-playbook|run-ansible|^ansible$"),
        (Tool.SERVERLESS, True, r"serverless/github-action"),
        (Tool.PLATFORM, True, r"deploy-appengine|deploy-cloudrun|flyctl-actions|heroku-deploy|beanstalk-deploy"),
    )
)
_PAIRED = {
    Tool.BICEP: frozenset({Tool.BICEP, Tool.ARM}),
    Tool.KUBERNETES: frozenset({Tool.KUBERNETES, Tool.HELM}),
    Tool.CLOUDFORMATION: frozenset({Tool.CLOUDFORMATION, Tool.CDK}),
}
"""Tools that make the definitions of other tools real, besides their own."""
_STARTS = frozenset({
    "terraform", "tofu", "terragrunt", "tflocal", "pulumi", "cdk", "aws", "sam", "rain", "az", "azd", "helm",
    "helmfile", "kubectl", "skaffold", "kapp", "kustomize", "oc", "docker", "docker-compose", "podman-compose",
    "ansible-playbook",
    "databricks", "dbx", "serverless", "sls", "chalice", "zappa", "argocd", "flux", "fly", "flyctl", "gcloud", "eb",
    "copilot", "mlem", "railway", "bentoctl", "anyscale", "modal", "sky", "bentoml", "cfn-lint",
    "kubeconform", "kubeval",
})  # fmt: skip


def of_command(command: Invocation) -> tuple[Tool, bool] | None:
    """The tool, and whether the command changes anything; `None` for other commands."""
    program = command.program.rsplit("/", 1)[-1]
    if program not in _STARTS:
        return None
    text = " ".join((program, *command.args))
    for tool, changes, pattern in _COMMANDS:
        if pattern.search(text):
            dry = "--dry-run" in text or " -help" in text or "--no-execute-changeset" in text
            return tool, changes and not dry
    return None


def of_step(step: Step) -> tuple[Tool, bool] | None:
    """The same for a step that is not a script."""
    action = step.action
    task = action.rsplit(".", 1)[-1]
    if task.startswith("terraform") and "installer" not in task:
        command = step.with_.get("command", "")
        return (Tool.TERRAFORM, command == "apply") if command in ("apply", "plan", "validate") else None
    for tool, changes, pattern in _ACTIONS:
        if action and pattern.search(action):
            preview = tool is Tool.PULUMI and step.with_.get("command", "") not in ("up", "update", "")
            return tool, changes and not preview
    return None


def makes_real(applying: Tool, defined: Tool) -> bool:
    """Whether one tool applies the definitions of another."""
    return defined in _PAIRED.get(applying, frozenset({applying}))
