"""What an order must look like, in training and in a request."""

from typing import Annotated

import pandera as pa
from pandera.typing import Series
from pydantic import BaseModel, Field


class Orders(pa.DataFrameModel):
    items: Series[int] = pa.Field(ge=1, le=60)
    distance: Series[float] = pa.Field(ge=0, le=900)
    weekday: Series[int] = pa.Field(isin=range(7))
    late: Series[int] = pa.Field(isin=[0, 1])

    class Config:
        strict = True


class Order(BaseModel):
    items: Annotated[int, Field(ge=1, le=60)]
    distance: Annotated[float, Field(ge=0, le=900)]
    weekday: Annotated[int, Field(ge=0, le=6)]
