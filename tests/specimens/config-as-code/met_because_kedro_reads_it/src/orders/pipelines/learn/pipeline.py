from kedro.pipeline import Node, Pipeline

from .nodes import evaluate_model, train_model


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline(
        [
            Node(func=train_model, inputs=["rows", "params:c"], outputs="model", name="train_model"),
            Node(func=evaluate_model, inputs=["model", "rows"], outputs="accuracy", name="evaluate_model"),
        ]
    )
