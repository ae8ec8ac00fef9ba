from pydantic import BaseModel


class SearchOptions(BaseModel):
    rooms: int
    furnished: bool


class Answer(BaseModel):
    let: bool
