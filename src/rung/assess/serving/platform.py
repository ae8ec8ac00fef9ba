"""Managed endpoints that files define."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rung.assess.signs import Signed
from rung.assess.tree.base import Tree
from rung.domain import Place

_DEFINED = Signed(
    r"kind:\s*(?:InferenceService|SeldonDeployment|RayService|ServingRuntime)|onlineEndpoint|managedOnline"
    r"|model_serving_endpoints:|AWS::SageMaker::Endpoint|aws_sagemaker_endpoint|google_vertex_ai_endpoint"
    r"|azurerm_machine_learning_.{0,60}endpoint|databricks_model_serving",
    0,
    "inferenceservice", "seldondeployment", "rayservice", "servingruntime", "onlineendpoint", "managedonline",
    "model_serving", "sagemaker", "google_vertex_ai", "azurerm_machine_learning")  # fmt: skip
_LARGEST = 100_000


def endpoint_files(tree: Tree, skip: Callable[[str], bool]) -> Iterator[Place]:
    """Infrastructure that makes an endpoint, and the definitions of model servers; `skip` leaves paths out."""
    for path in tree.glob("*.yml", "*.yaml", "*.tf", "*.json", "*.bicep"):
        if (tree.entries[path].size or 0) > _LARGEST or skip(path):
            continue
        text = tree.text(path) or ""
        match = _DEFINED.search(text)
        if match:
            yield Place(path, text.count("\n", 0, match.start()) + 1)
    for path in tree.glob("bentofile.yaml", "cog.yaml", "config.pbtxt"):
        if not skip(path):
            yield Place(path)
