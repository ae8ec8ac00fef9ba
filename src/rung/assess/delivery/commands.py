"""Commands that roll out a new version, and commands that only publish one.

A new tool is one line here. Each pattern is matched against the program and its arguments as one text.
"""

from __future__ import annotations

import re

from rung.assess.delivery.base import Half
from rung.assess.invocation import Invocation
from rung.assess.regex import regex

_S, _M, _J = Half.SERVICE, Half.MODEL, Half.JOB
_TABLE: tuple[tuple[str, Half, re.Pattern[str]], ...] = tuple(
    (tool, half, regex(pattern))
    for tool, half, pattern in (
        ("kubectl", _S, r"^(kubectl|oc) .*(\b(apply|replace)\b.* (-f|-k|--filename|--kustomize)|set image"
                        r"|rollout restart|\bpatch\b)"),
        ("Helm", _S, r"^helm\b.* (upgrade|install)\b|^helmfile\b.* (apply|sync|deploy)\b|^helm-?wave up"),
        ("Argo CD", _S, r"^argocd app (sync|set)\b"),
        ("Flux", _S, r"^flux reconcile\b"),
        ("Skaffold", _S, r"^(skaffold (run|deploy)|kapp deploy|werf converge)\b"),
        ("Nomad", _S, r"^nomad job run\b"),
        ("Cloud Run", _S, r"^gcloud (beta |alpha )?run (deploy|services (update|replace))\b"),
        ("Cloud Run jobs", _J, r"^gcloud (beta |alpha )?run jobs (deploy|update|create|replace)\b"),
        ("App Engine", _S, r"^gcloud (beta )?app deploy\b"),
        ("Cloud Functions", _S, r"^gcloud (beta |alpha )?functions deploy\b"),
        ("Vertex AI", _M, r"^gcloud (beta |alpha )?ai endpoints (deploy-model|create|update)\b"),
        ("Amazon ECS", _S, r"^aws (ecs (update-service|deploy|create-service)"
                           r"|apprunner (start-deployment|update-service))\b|^ecs-deploy\b|^copilot \w+ deploy\b"),
        ("AWS Lambda", _S, r"^aws lambda (update-function-code|publish-version|update-alias)\b"
                           r"|^(chalice deploy|zappa (deploy|update))\b"),
        ("AWS SAM", _S, r"^sam deploy\b"),
        ("CodeDeploy", _S, r"^aws deploy create-deployment\b|^aws elasticbeanstalk update-environment\b|^eb deploy\b"),
        ("Amazon SageMaker", _M,
         r"^aws sagemaker (create-endpoint|update-endpoint|create-model\b)|^mlflow sagemaker deploy\b"),
        ("Amazon SageMaker", _J, r"^aws sagemaker (create|update)-pipeline\b"),
        ("AWS CDK", _S, r"^(npx )?cdk\b.* deploy\b|^cdk deploy\b"),
        ("serverless", _S, r"^(serverless|sls)\b.* deploy\b|^(serverless|sls) deploy\b"),
        ("Azure Web App", _S, r"^az webapp (up|deploy|deployment|config container set|restart|create)\b"),
        ("Azure containers", _S,
         r"^az (containerapp (up|update|create)|container (create|restart))\b|^azd (deploy|up)\b"),
        ("Azure Functions", _S, r"^az functionapp deployment\b|^func azure functionapp publish\b"),
        ("Azure ML", _M, r"^az ml (online|batch)-(deployment|endpoint) (create|update)\b|^az ml model deploy\b"),
        ("Azure ML", _J, r"^az ml schedule (create|update)\b"),
        ("Databricks bundle", _J, r"^databricks bundle deploy\b|^dbx deploy\b"),
        ("Databricks serving", _M, r"^databricks serving-endpoints (create|update)"),
        ("Fly.io", _S, r"^(fly|flyctl)\b.*\bdeploy\b"),
        ("Heroku", _S, r"^heroku container:release\b|^git push .*(heroku|dokku)"),
        ("Hugging Face Space", _S,
         r"^git push .*(huggingface\.co|hf\.co)/spaces|^git push .*\bspace\b"
         r"|^(huggingface-cli|hf) upload\b.*--repo-type[= ]space"),
        ("Railway", _S, r"^railway up\b"),
        ("Render", _S, r"^render deploys? create\b"
                       r"|^(curl|wget) .*(api\.render\.com/deploy|RENDER_(DEPLOY_)?HOOK|DEPLOY_?HOOK)"),
        ("a webhook of the host", _S, r"^curl .*(/deploy\b|redeploy|WEBHOOK_DEPLOY|DEPLOY_WEBHOOK|COOLIFY)"),
        ("a reload of the service", _M, r"^curl .*/(admin/)?(reload|refresh)[-_]?model"),
        ("Modal", _S, r"^modal deploy\b"),
        ("Ray Serve", _S, r"^serve deploy\b|^anyscale service (deploy|rollout)\b"),
        ("Truss", _M, r"^truss push\b"),
        ("Replicate", _M, r"^cog push\b"),
        ("MLflow deployments", _M, r"^mlflow deployments (create|update)\b"),
        ("MLEM", _M, r"^mlem (deploy\w*( run| apply)?)\b"),
        ("BentoML", _M, r"^bentoml (deploy\b|deployment (create|update|apply)\b)|^bentoctl (apply|deploy)\b"),
        ("Posit Connect", _M, r"^rsconnect (deploy|write-manifest)\b"),
        ("Prefect", _J, r"^prefect\b.* (deploy|deployment apply)\b|^prefect deploy\b"),
        ("Astronomer", _J, r"^astro deploy\b"),
        ("Dagster", _J, r"^dagster-cloud\b.* deploy"),
        ("Metaflow", _J, r"^python\b.* (argo-workflows|step-functions|airflow) create\b"),
        ("Ansible", _S, r"^ansible-playbook\b.*(deploy|release|site|serv|app)"),
    )
)  # fmt: skip
_STARTS = frozenset({
    "kubectl", "oc", "helm", "helmfile", "argocd", "flux", "skaffold", "kapp", "werf", "nomad", "gcloud", "aws",
    "ecs-deploy",
    "copilot", "chalice", "zappa", "sam", "eb", "cdk", "npx", "serverless", "sls", "az", "azd", "func", "databricks",
    "dbx", "fly",
    "flyctl", "heroku", "git", "huggingface-cli", "hf", "railway", "render", "curl", "wget", "modal", "serve",
    "anyscale", "truss",
    "cog", "mlflow", "mlem", "bentoml", "bentoctl", "rsconnect", "prefect", "astro", "dagster-cloud", "python",
    "ansible-playbook",
})  # fmt: skip
_REMOTE = regex(
    r"docker[ -]compose|docker (run|stack|service|pull|restart)|systemctl|supervisorctl|pm2|git pull|kubectl"
    r"|restart|deploy|podman|nohup"
)
_DRY = regex(r"--dry-run|--check\b|--no-execute-changeset| -help| --help|--template\b")
_ASIDE = regex(
    r"gh-?pages|gh-deploy|ingress-nginx|cert-manager|kube-prometheus|metrics-server|/docs\b"
    r"|kubectl patch .{0,300}namespace"
)
_PUBLISHES = regex(
    r"^(docker|podman|buildah|nerdctl) (image |buildx build .*--)?push\b|^docker buildx build .*--push|^az acr build\b"
    r"|^gcloud builds submit\b|^bentoml (push|containerize .*--push)\b|^kaniko\b|^skopeo copy\b|^crane push\b"
    r"|^aws ecr put-image\b|^ko build\b|^docker compose push\b"
)
_PUBLISHERS = frozenset(
    {"docker", "podman", "buildah", "nerdctl", "az", "gcloud", "bentoml", "kaniko", "skopeo", "crane", "aws"}
)


def rollout_of(command: Invocation) -> tuple[str, Half] | None:
    """The tool and what it makes new; `None` for other commands."""
    return rollout_in(command.program.rsplit("/", 1)[-1], command.args)


def rollout_in(program: str, args: tuple[str, ...]) -> tuple[str, Half] | None:
    """The same for a command that stands in code as a list of words."""
    text = " ".join((program, *args))
    if program == "ssh":
        return ("ssh", Half.SERVICE) if _REMOTE.search(text) else None
    if program not in _STARTS or _DRY.search(text) or _ASIDE.search(text):
        return None
    for tool, half, pattern in _TABLE:
        if pattern.search(text):
            return tool, half
    return None


def restarts(script: str) -> bool:
    """Whether a script that runs on another machine pulls or restarts something."""
    return bool(_REMOTE.search(script))


def publishes(command: Invocation) -> bool:
    """It puts an image or bundle where others can take it."""
    return command.program in _PUBLISHERS and bool(_PUBLISHES.search(command.text))
