from kedro.pipeline import Node, Pipeline

from .nodes import clean_orders


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline([Node(func=clean_orders, inputs="orders", outputs="rows", name="clean_orders")])
