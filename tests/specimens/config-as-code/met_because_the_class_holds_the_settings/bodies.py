from pydantic import BaseModel


class ForestOptions(BaseModel):
    max_depth: int = 9
    trees: int = 300
