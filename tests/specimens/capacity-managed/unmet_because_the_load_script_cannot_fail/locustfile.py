from locust import HttpUser, between, task


class Traveller(HttpUser):
    wait_time = between(1, 3)

    @task
    def ask(self):
        self.client.post("/v1/predict", json={"distance": 412.0, "hour": 7})
