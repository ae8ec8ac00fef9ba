from fastapi import FastAPI

app = FastAPI()


@app.get("/house")
def house():
    return {"sale_price": 250_000, "cost_matrix": [[0, 1], [5, 0]]}
