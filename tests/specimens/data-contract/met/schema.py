import pandera as pa
from pandera.typing import Series


class Rentals(pa.DataFrameModel):
    temperature: Series[float] = pa.Field(ge=-40, le=50)
    holiday: Series[int] = pa.Field(isin=[0, 1])
    rentals: Series[int] = pa.Field(ge=0)
